import {
  brokenOff,
  foldReport,
  type ProbeEvent,
  type ProbeRequest,
  type Report,
  type RunUse,
} from '../shared/engine/index.ts'
import { RequestError } from '../shared/probes/index.ts'
import type { Vantage } from '../shared/vantage/index.ts'
import { UsageError } from './usage-error.ts'

/**
 * Runs a probe without showing how it goes. What was known by then, when the edge breaks off; undefined with the reason when
 * there was nothing yet.
 *
 * @param heard is told of each event as it comes
 * @throws UsageError when the vantage cannot run the request
 */
export async function collect(
  vantage: Vantage,
  request: ProbeRequest,
  use: RunUse,
  heard: (event: ProbeEvent) => void = () => undefined,
): Promise<{ report?: Report; trouble?: string }> {
  const events: ProbeEvent[] = []
  const ended = () => {
    const report = foldReport(events)
    return report === undefined ? {} : { report: brokenOff(report) }
  }
  try {
    for await (const event of vantage.run(request, use)) {
      events.push(event)
      heard(event)
    }
    return ended()
  } catch (error) {
    if (error instanceof RequestError) throw new UsageError(`${vantage.name}: ${error.message}`)
    return {
      ...ended(),
      trouble: `${vantage.name}: ${error instanceof Error ? error.message : String(error)}`,
    }
  }
}
