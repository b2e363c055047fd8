import { z } from 'zod'
import type { Finding, NewFinding, Plain, Severity, Subject } from '../engine/index.ts'
import { referencesOf } from './references.ts'
import type { FindingText } from './text.ts'

export interface FindingDefinition {
  readonly code: string
  readonly severity: Severity
  readonly where: 'both' | 'outside'
  readonly title: string
  readonly row?: string
  /** What its values have to be. */
  readonly values: z.core.$ZodType<{ readonly [key: string]: Plain }>
  /** Values as a run has them, for documentation. */
  readonly example: Finding['values']
  /** The words for a finding of this code; undefined when its values are not what the definition expects. */
  describe(finding: Pick<Finding, 'values'>): FindingText | undefined
}

const RANK: Record<Severity, number> = { error: 3, warning: 2, info: 1, advice: 0 }

/**
 * One entry of the catalogue. What comes back makes findings: `portClosed({ address, port, how })`; a second
 * argument lowers the severity where the row allows it. It can never be raised.
 */
export function defineFinding<Schema extends z.core.$ZodType<{ readonly [key: string]: Plain }>>(entry: {
  code: string
  row?: string
  severity: Severity
  where?: 'both' | 'outside'
  title: string
  values: Schema
  /** Values as a run has them: what its page is made from. */
  example: z.infer<Schema>
  subject: (values: z.infer<Schema>) => Subject
  sentence: (values: z.infer<Schema>) => string
  meaning: (values: z.infer<Schema>) => string
  remedies: (values: z.infer<Schema>) => FindingText['remedies']
  verify: (values: z.infer<Schema>) => readonly string[]
}): ((values: z.infer<Schema>, lowered?: Severity) => NewFinding) & {
  readonly definition: FindingDefinition
} {
  const { code, severity, title, row, where = 'both' } = entry
  const make = (values: z.infer<Schema>, lowered: Severity = severity): NewFinding => {
    if (RANK[lowered] > RANK[severity]) throw new RangeError(`${code} is ${severity} at most, not ${lowered}`)
    return { code, severity: lowered, where, subject: entry.subject(values), values }
  }
  const describe = (finding: Pick<Finding, 'values'>): FindingText | undefined => {
    const parsed = z.safeParse(entry.values, finding.values)
    if (!parsed.success) return undefined
    const values = parsed.data
    return {
      title,
      sentence: entry.sentence(values),
      meaning: entry.meaning(values),
      remedies: entry.remedies(values),
      verify: entry.verify(values),
      references: referencesOf(code),
      page: pageOf(code),
      ...(row === undefined ? {} : { row }),
    }
  }
  const definition: FindingDefinition = {
    code,
    values: entry.values,
    example: entry.example,
    severity,
    where,
    title,
    describe,
    ...(row === undefined ? {} : { row }),
  }
  return Object.assign(make, { definition })
}

export function pageOf(code: string): string {
  return `docs/findings/${code}.md`
}
