import { expect } from 'vitest'
import { type ProbeEvent, probeEventSchema } from '../../shared/engine/index.ts'

/** The events of an output that must have one on every line, each held against the schema. */
export function eventsOf(ndjson: string): ProbeEvent[] {
  expect(ndjson).toMatch(/\n$/)
  const lines = ndjson.slice(0, -1).split('\n')
  return lines.map((line) => probeEventSchema.parse(JSON.parse(line)))
}
