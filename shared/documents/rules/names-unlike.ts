import { namespaceNotShared } from '../../findings/index.ts'
import type { Rule } from './rule.ts'
import { settingOf } from './settings.ts'

/** What is published beside Outlook Anywhere, as people call it. */
const SERVICES: Readonly<Record<string, string>> = {
  MapiVirtualDirectory: 'MAPI over HTTP',
  OwaVirtualDirectory: 'Outlook on the web',
  EcpVirtualDirectory: 'the admin center',
  WebServicesVirtualDirectory: 'web services',
  OabVirtualDirectory: 'the offline address book',
  ActiveSyncVirtualDirectory: 'ActiveSync',
}

/**
 * The same text publishes Outlook Anywhere under one name and other services under another. Silent where Outlook Anywhere has
 * several: then the sites have names of their own.
 */
export const namesUnlike: Rule = ({ objects }) => {
  const ours = objects.filter(({ sets }) => sets)
  if (!ours.some(({ subject }) => subject === 'OutlookAnywhere')) return []
  const named = ours.flatMap((object) => {
    const parameter = object.subject === 'OutlookAnywhere' ? 'ExternalHostname' : 'ExternalUrl'
    const setting = settingOf(object, parameter)
    if (setting === undefined) return []
    const host = hostIn(setting.values)
    return host === undefined ? [] : [{ subject: object.subject, host, range: setting.range }]
  })
  const main = named.filter(({ subject }) => subject === 'OutlookAnywhere')
  const [first] = main
  if (first === undefined || main.some(({ host }) => host !== first.host)) return []
  return named.flatMap(({ subject, host, range }) => {
    const service = SERVICES[subject]
    if (service === undefined || host === first.host) return []
    return [
      {
        finding: namespaceNotShared({ host: first.host, service, otherHost: host }),
        range,
        related: [{ range: first.range, message: `Outlook Anywhere: ${first.host}` }],
        fixes: [],
      },
    ]
  })
}

function hostIn(values: readonly string[]): string | undefined {
  const [value = ''] = values
  if (values.length !== 1) return undefined
  if (/^https?:/i.test(value)) return URL.canParse(value) ? new URL(value).hostname.toLowerCase() : undefined
  return /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i.test(value) ? value.toLowerCase() : undefined
}
