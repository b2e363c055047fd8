import { externalNameInternal } from '../../findings/index.ts'
import type { Rule } from './rule.ts'

/** Endings that public DNS will never have (RFC 6762, RFC 8375, and what ICANN keeps free). */
const INTERNAL = /\.(?:local|localdomain|lan|internal|intranet|corp|home|private|home\.arpa)$/

/** A name that only the inside can know is given as the external one. */
export const externalNameInternalRule: Rule = ({ objects }) =>
  objects.flatMap(({ subject, settings }) =>
    settings
      .filter(({ parameter }) => parameter === 'ExternalHostname' || parameter === 'ExternalUrl')
      .flatMap(({ values, range, parameter }) => {
        const host = hostIn(values[0] ?? '')
        if (values.length !== 1 || host === undefined || !isInternal(host)) return []
        const finding = externalNameInternal({ setting: `${subject}.${parameter}`, host })
        return [{ finding, range, related: [], fixes: [] }]
      }),
  )

function hostIn(value: string): string | undefined {
  if (/^https?:/i.test(value)) return URL.canParse(value) ? new URL(value).hostname.toLowerCase() : undefined
  return /^[a-z0-9.-]+$/i.test(value) ? value.toLowerCase() : undefined
}

function isInternal(host: string): boolean {
  const isAddress = /^[\d.]+$/.test(host)
  return !isAddress && (!host.includes('.') || INTERNAL.test(host))
}
