import { z } from 'zod'
import type { Evidence, Finding } from './schema.ts'

const versionSchema = z.object({ host: z.string(), generation: z.string() })

/**
 * The findings with the generation of Exchange that the run learned of their host, where a check that looked before anybody
 * knew left it out: remedies are then those for the version that answered. A certificate is the organisation's:
 * where all hosts that told are of one generation, it is that of its servers. Values that a finding does not
 * know do no harm.
 */
export function withVersions(findings: readonly Finding[], evidence: readonly Evidence[]): Finding[] {
  const learned = new Map<string, Set<string>>()
  for (const { name, value } of evidence) {
    const version = name === 'exchange.version' ? versionSchema.safeParse(value).data : undefined
    if (version === undefined) continue
    learned.set(version.host, (learned.get(version.host) ?? new Set()).add(version.generation))
  }
  if (learned.size === 0) return [...findings]
  const everywhere = only(new Set([...learned.values()].flatMap((generations) => [...generations])))
  return findings.map((finding) => {
    const { subject, values } = finding
    const { host } = values
    if (values.generation !== undefined || typeof host !== 'string') return finding
    const generation =
      only(learned.get(host) ?? new Set()) ?? (subject.kind === 'certificate' ? everywhere : undefined)
    return generation === undefined ? finding : { ...finding, values: { ...values, generation } }
  })
}

function only(values: ReadonlySet<string>): string | undefined {
  const [first] = values
  return values.size === 1 ? first : undefined
}
