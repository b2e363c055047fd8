import { z } from 'zod'
import type { Evidence, Finding } from './schema.ts'

const versionSchema = z.object({ host: z.string(), generation: z.string() })

/**
 * The findings with the generation of Exchange beside those about certificates, which are looked at before anybody knows
 * it: their remedies are then for the version that answered. It is that of the certificate's host, or, where all hosts that
 * told are of one generation, theirs: a certificate is the organisation's.
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
    if (subject.kind !== 'certificate' || values.generation !== undefined) return finding
    const generation = only(learned.get(subject.host ?? '') ?? new Set()) ?? everywhere
    return generation === undefined ? finding : { ...finding, values: { ...values, generation } }
  })
}

function only(values: ReadonlySet<string>): string | undefined {
  const [first] = values
  return values.size === 1 ? first : undefined
}
