import {
  brokenOff,
  foldReport,
  type ProbeEvent,
  type ProbeRequest,
  type Report,
  type RunUse,
} from '../shared/engine/index.ts'
import { RequestError } from '../shared/probes/index.ts'
import { foreignText, safeJson } from '../shared/render/foreign-text.ts'
import { renderReport } from '../shared/render/render-report.ts'
import { createStyle, verdictLine } from '../shared/render/text/index.ts'
import type { Vantage } from '../shared/vantage/index.ts'
import type { RunCommand } from './command.ts'
import { EXIT, exitStatus } from './exit-status.ts'
import { openVantage } from './open-vantage.ts'
import { prepareRequest } from './prepare-request.ts'
import { Progress } from './progress.ts'
import { authenticatorFor } from './sign-in.ts'
import type { Surroundings } from './surroundings.ts'
import { heightOf, lookOf, type Output, widthOf } from './terminal.ts'
import { openTraceFile } from './trace-file.ts'
import { UsageError } from './usage-error.ts'

/**
 * Runs a probe and writes what came of it. Answers with the exit status.
 *
 * @param watched whether the tree is drawn while it grows
 * @throws UsageError when the request is not one
 */
export async function runProbe(
  command: RunCommand,
  surroundings: Surroundings,
  watched: boolean,
): Promise<number> {
  const { stderr, environment, signal } = surroundings
  const request = await prepareRequest(command)
  // What asks for a password takes the line that is there.
  if (watched && command.user !== undefined) stderr.write('\r\u001b[2K')
  const authenticator = await authenticatorFor(command, request, surroundings)
  const file = command.traceFile === undefined ? undefined : openTraceFile(command.traceFile)
  const { vantage, close } = await openVantage(command, environment.OUTPOST_TOKEN)
  const use = { signal, authenticator, ...(file && { trace: file.write }) }
  try {
    const { report, trouble } = await listen(vantage, request, use, command, surroundings, watched).finally(
      () => file?.close(),
    )
    return show(report, trouble, command, surroundings, watched)
  } finally {
    // Behind the report: who has had enough sees so at once.
    await close()
  }
}

/** Writes what came of a run, and answers with the exit status. */
function show(
  report: Report | undefined,
  trouble: string | undefined,
  { format }: RunCommand,
  surroundings: Surroundings,
  watched: boolean,
): number {
  const { stdout, stderr, signal } = surroundings
  if (trouble !== undefined) stderr.write(`outpost: ${foreignText(trouble)}\n`)
  if (report === undefined) return signal.aborted ? EXIT.interrupted : EXIT.unknown
  if (format !== 'ndjson') {
    const look = { ...lookOf(stdout, surroundings), width: widthOf(stdout) }
    const text = renderReport(report, format, look)
    stdout.write(text)
    // What matters most is at the top, and may have left the screen.
    if (format === 'text' && stdout.isTTY && text.split('\n').length > heightOf(stdout)) {
      stdout.write(`\n${verdictOf(report, stdout, surroundings)}`)
    }
  }
  // The result went elsewhere: whoever sits before the terminal learns at least how it ended.
  if (watched && !stdout.isTTY) stderr.write(verdictOf(report, stderr, surroundings))
  return signal.aborted ? EXIT.interrupted : exitStatus(report)
}

function verdictOf(report: Report, output: Output, surroundings: Surroundings): string {
  const style = createStyle({ ...lookOf(output, surroundings), width: widthOf(output) })
  return `${verdictLine(report, style)}\n`
}

/** The report of a run, or as much of it as there was before the trouble came. */
async function listen(
  vantage: Vantage,
  request: ProbeRequest,
  use: RunUse,
  { format }: RunCommand,
  surroundings: Surroundings,
  watched: boolean,
): Promise<{ report: Report | undefined; trouble?: string }> {
  const { stdout, stderr, signal } = surroundings
  const events: ProbeEvent[] = []
  const screen = {
    write: (text: string) => stderr.write(text),
    columns: () => widthOf(stderr),
    rows: () => heightOf(stderr),
  }
  const progress = watched ? new Progress(events, screen, lookOf(stderr, surroundings)) : undefined
  try {
    for await (const event of vantage.run(request, use)) {
      events.push(event)
      if (format === 'ndjson') stdout.write(`${safeJson(event)}\n`)
      progress?.update()
    }
  } catch (error) {
    if (error instanceof RequestError) throw new UsageError(error.message)
    const trouble = signal.aborted ? {} : { trouble: error instanceof Error ? error.message : String(error) }
    return { report: ended(events, signal), ...trouble }
  } finally {
    progress?.clear()
  }
  return { report: ended(events, signal) }
}

/** A run whose last events were not waited for did not end by itself. */
function ended(events: readonly ProbeEvent[], signal: AbortSignal): Report | undefined {
  const report = foldReport(events)
  if (report === undefined) return undefined
  return signal.aborted && report.state === 'running' ? { ...report, state: 'cancelled' } : brokenOff(report)
}
