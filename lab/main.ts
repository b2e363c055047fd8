import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { LAB_PASSWORD } from './accounts/index.ts'
import { type Lab, startLab } from './index.ts'
import { domainOf } from './scenarios/scenario.ts'

const USAGE = `Usage: npm run lab -- [options]

Starts the lab and serves it until Ctrl-C.

  --roots FILE        write the roots to trust there, as PEM
  --json              print what a program needs: the address map, the resolvers, the roots, the tenants
  --drop-after MS     how long a firewall that drops keeps a connection waiting (400)
  --round-trip MS     the round trip to every host (0)
  --help              this text
`

/** What a program needs of a running lab. */
function asJson({ map, resolvers, insideResolver, rootPem, addresses, scenarios }: Lab): string {
  return JSON.stringify({ map, resolvers, insideResolver, rootPem, addresses, scenarios })
}

/** The tenants as a table, and what to ask them with. */
function asText(lab: Lab): string {
  const rows = lab.scenarios.map((scenario) => [
    domainOf(scenario),
    scenario.rows.join(' ') || 'healthy',
    Object.values(lab.addresses[scenario.name] ?? {})
      .flat()
      .join(' '),
    scenario.title,
  ])
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0))
  const widths = [width(0), width(1), width(2)]
  const table = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
  const resolvers = [...lab.resolvers, lab.insideResolver].map(
    ({ name, url }) => `  ${name.padEnd(12)}${url.padEnd(42)}${lab.map.resolvers[url]}`,
  )
  return [
    ...table,
    '',
    'Resolvers (DNS over HTTPS), and the loopback URL that answers for each',
    ...resolvers,
    '',
    '',
  ].join('\n')
}

/** How to talk to one of the tenants with another program. */
function sample(lab: Lab, roots: string | undefined): string {
  const [address = ''] = lab.addresses.plain?.mail ?? []
  const port = lab.map.hosts[address]?.ports[443]
  const trust = roots === undefined ? '--insecure' : `--cacert ${roots}`
  const curl = `curl ${trust} --connect-to ::127.0.0.1:${port}`
  return [
    `Who may sign in: CORP\\anna, or anna@<tenant>, with ${LAB_PASSWORD}`,
    `  ${curl} --ntlm --user 'CORP\\anna:${LAB_PASSWORD}' https://mail.plain.test/ews/exchange.asmx`,
    `${curl} https://mail.plain.test/rpc/rpcproxy.dll --head`,
    '',
  ].join('\n')
}

/** The options, or what is wrong with them. */
function readOptions() {
  const { values } = parseArgs({
    options: {
      roots: { type: 'string' },
      json: { type: 'boolean', default: false },
      'drop-after': { type: 'string', default: '400' },
      'round-trip': { type: 'string', default: '0' },
      help: { type: 'boolean', default: false },
    },
  })
  const milliseconds = (name: 'drop-after' | 'round-trip') => {
    if (!/^\d{1,5}$/.test(values[name])) throw new Error(`--${name} takes a number of milliseconds`)
    return Number(values[name])
  }
  return {
    roots: values.roots,
    json: values.json,
    help: values.help,
    dropAfterMs: milliseconds('drop-after'),
    roundTripMs: milliseconds('round-trip'),
  }
}

async function main(): Promise<void> {
  let options: ReturnType<typeof readOptions>
  try {
    options = readOptions()
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${USAGE}`)
    process.exitCode = 2
    return
  }
  if (options.help) {
    process.stdout.write(USAGE)
    return
  }
  const lab = await startLab(options)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void lab.close())
  if (options.roots !== undefined) await writeFile(options.roots, lab.rootPem)
  process.stdout.write(`${options.json ? asJson(lab) : asText(lab) + sample(lab, options.roots)}\n`)
}

await main()
