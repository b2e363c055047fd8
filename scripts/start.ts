/** `npm start`: the lab, the Worker in front of it, and two probes through it. */
import { parseArgs } from 'node:util'

const USAGE = `Usage: npm start [-- options]

Starts the simulated estate and the Worker in workerd, runs a probe on a healthy and on a broken tenant through
the Worker's HTTP interface, and serves until Ctrl-C.

  --once        end after the two probes
  --port PORT   serve on this port of 127.0.0.1 (default: one that is free)
  --help        show this text
`

interface Options {
  readonly once: boolean
  readonly help: boolean
  readonly port?: number
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      once: { type: 'boolean', default: false },
      port: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  const { once, help, port } = values
  if (port === undefined) return { once, help }
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65535) {
    throw new Error(`--port: expected a port from 1 to 65535, got "${port}"`)
  }
  return { once, help, port: Number(port) }
}

let options: Options
try {
  options = readOptions()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${USAGE}`)
  process.exit(2)
}
if (options.help) {
  process.stdout.write(USAGE)
  process.exit(0)
}

process.stdout.write('Starting the lab and the Worker …\n')
const { demonstrate } = await import('./demonstration.ts')
process.exit(await demonstrate(options))
