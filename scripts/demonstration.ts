import { randomBytes } from 'node:crypto'
import { createServer } from 'node:net'
import { Progress } from '../cli/progress.ts'
import { canRedraw, heightOf, lookOf, widthOf } from '../cli/terminal.ts'
import { type Lab, startLab } from '../lab/index.ts'
import { foldReport, type ProbeEvent, type Report } from '../shared/engine/index.ts'
import { createStyle, laidOut, renderText, stepLines, verdictLines } from '../shared/render/text/index.ts'
import { edgeVantage, type Vantage } from '../shared/vantage/index.ts'
import { type StartedWorker, startWorker } from './start-worker.ts'

const PROBE = 'outlook-anywhere'
const HEALTHY = 'exchange-2019-by-alias.test'
const BROKEN = 'nginx-methods.test'
const TENANTS = [
  [HEALTHY, 'where all is well'],
  [BROKEN, 'where something is wrong'],
] as const

const surroundings = { environment: process.env, system: process.platform }
const look = { ...lookOf(process.stdout, surroundings), width: widthOf(process.stdout) }

/** Starts everything, shows two probes, and serves until Ctrl-C, or ends at once. Answers with the exit status. */
export async function demonstrate({ once, port }: { once: boolean; port?: number }): Promise<number> {
  const interrupted = whenInterrupted()
  const token = randomBytes(24).toString('base64url')
  if (port !== undefined && (await isTaken(port))) {
    process.stderr.write(
      `Port ${port} of 127.0.0.1 is in use: name another one with --port, or leave it out.\n`,
    )
    return 1
  }
  const lab = await startLab()
  try {
    const worker = await serve(lab, token, port)
    try {
      const vantage = edgeVantage({ url: worker.url, token })
      for (const [target, how] of TENANTS) {
        process.stdout.write(`\nOutlook Anywhere of a tenant ${how}, seen by the Worker:\n\n`)
        await show(vantage, target, interrupted)
      }
      if (interrupted.aborted || once) return 0
      process.stdout.write(invitation(worker.url, token))
      await new Promise((resolve) => interrupted.addEventListener('abort', resolve))
      return 0
    } finally {
      await worker.close()
    }
  } finally {
    await lab.close()
  }
}

function serve(lab: Lab, token: string, port: number | undefined): Promise<StartedWorker> {
  return startWorker({
    map: lab.map,
    resolvers: lab.resolvers.map(({ url }) => url),
    tokens: [token],
    roots: lab.rootPem,
    ipv6Witnesses: lab.ipv6Witnesses,
    ...(port !== undefined && { port }),
  })
}

/** Runs the probe at the edge and shows its tree while it grows: in place, or a line when a step has ended. */
async function show(vantage: Vantage, target: string, signal: AbortSignal): Promise<void> {
  const events: ProbeEvent[] = []
  const { stdout, env } = process
  const screen = {
    write: (text: string) => stdout.write(text),
    columns: () => widthOf(stdout),
    rows: () => heightOf(stdout),
  }
  const progress = canRedraw(stdout, env) ? new Progress(events, screen, look) : undefined
  try {
    for await (const event of vantage.run({ probe: PROBE, target }, { signal })) {
      events.push(event)
      if (progress) progress.update()
      else if (event.type === 'step-ended') stdout.write(endedStep(foldReport(events), event.step))
    }
  } finally {
    progress?.clear()
  }
  const report = foldReport(events)
  if (report === undefined) return
  // Without a terminal the steps are there already.
  stdout.write(
    progress ? renderText(report, look) : `${verdictLines(report, createStyle(look)).join('\n')}\n`,
  )
}

function endedStep(report: Report | undefined, id: string): string {
  const style = createStyle(look)
  const line = report && stepLines(report, style).find(({ step }) => step.id === id)
  return line ? `${laidOut(line, style).join('\n')}\n` : ''
}

function invitation(url: URL, token: string): string {
  const question = new URL(`v1/probes/${PROBE}?target=${BROKEN}`, url)
  return `
The Worker serves until Ctrl-C.

  URL    ${url.href}
  Token  ${token}   (this run's alone)

Ask it over HTTP:
  curl -H 'Authorization: Bearer ${token}' -H 'Accept: text/plain' '${question.href}'

Or from the command line, in another terminal:
  OUTPOST_TOKEN=${token} npm run outpost -- ${PROBE} ${BROKEN} --edge ${url.origin}

Other tenants to ask about are in lab/scenarios, such as certificate-expired.test.
`
}

/** workerd does not say why it cannot listen. */
function isTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(true))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(false)))
  })
}

function whenInterrupted(): AbortSignal {
  const controller = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(130)
      controller.abort()
    })
  }
  return controller.signal
}
