import { afterAll, beforeAll, expect, test } from 'vitest'
import { LAB_PASSWORD } from '../../../../lab/accounts/accounts-spec.ts'
import { type Lab, labPlatform, startLab } from '../../../../lab/index.ts'
import { goodZone, hostWith } from '../../../../lab/scenarios/parts.ts'
import { createNodePlatform } from '../../../../node/platform.ts'
import { askSignedIn } from '../../../../shared/checks/sign-in/open.ts'
import { check, everyStep, foldReport, type ProbeEvent, runProbe } from '../../../../shared/engine/index.ts'
import { poxRequest } from '../../../../shared/protocols/autodiscover/index.ts'
import { localAuthenticator } from '../../../../shared/sign-in/index.ts'
import { httpsResolvers } from '../../../../shared/vantage/index.ts'
import { surroundings } from '../../engine/harness.ts'

/** Most of its chains cannot be judged before the intermediate was fetched: a name is asked for, and a connection opened. */
const TENANT = 'leaf-alone'
const MAILBOX = `anna@${TENANT}.test`

let lab: Lab
beforeAll(async () => {
  const alone = (name: string) => hostWith({ names: [name], chain: 'leaf-only' })
  const hosts = { mail: hostWith({}), first: alone('first'), east: alone('east'), west: alone('west') }
  lab = await startLab({
    scenarios: [{ name: TENANT, title: TENANT, rows: [], hosts, zone: goodZone, expect: [] }],
  })
})
afterAll(() => lab.close())

const { headers, body } = poxRequest(MAILBOX, { mapiHttp: true })
const PATH = '/autodiscover/autodiscover.xml'
const REQUEST = { method: 'POST', path: PATH, headers, body, proves: true } as const

/** Runs the work as Anna, with room for so many connections: how its steps end, and what was opened to each host. */
async function asAnna(connectionLimit: number, work: (ask: (host: string) => Promise<number>) => unknown) {
  const platform = labPlatform(createNodePlatform(), lab.map, 'outside')
  const addressOf = (host: string) => lab.addresses[TENANT]?.[host]?.[0] ?? ''
  const opened: string[] = []
  const root = check('test.root', async (step) => {
    await work(async (name) => {
      const place = { host: `${name}.${TENANT}.test`, address: addressOf(name) }
      return (await askSignedIn(step, place, REQUEST)).status
    })
  })
  const authenticator = localAuthenticator({
    user: MAILBOX,
    password: LAB_PASSWORD,
    request: { target: MAILBOX },
    ignoreTrust: false,
    randomBytes: platform.randomBytes,
    now: platform.now,
  })
  const run = runProbe(
    { root, input: {}, signsIn: true },
    { probe: 'test', target: MAILBOX, deadlineSeconds: 60 },
    surroundings({
      connectionLimit,
      platform: {
        ...platform,
        connect: (endpoint, signal) => {
          opened.push(endpoint.address)
          return platform.connect(endpoint, signal)
        },
      },
      resolvers: httpsResolvers(
        platform,
        lab.resolvers.map(({ url }) => new URL(url)),
      ),
      extraRoots: [{ name: 'lab', pem: lab.rootPem, kind: 'public' }],
    }),
    { signal: new AbortController().signal, authenticator },
  )
  const events: ProbeEvent[] = []
  for await (const event of run) events.push(event)
  const steps = [...everyStep(foldReport(events)?.steps ?? [])]
  return {
    failed: steps
      .filter(({ status, sharedWith }) => status !== 'passed' && sharedWith === undefined)
      .map(({ check }) => check),
    openedTo: (host: string) => opened.filter((address) => address === addressOf(host)).length,
  }
}

test('a chain is judged although there is room for one connection alone, and not again for the next sign-in', async () => {
  const answers: number[] = []
  const { failed, openedTo } = await asAnna(1, async (ask) => {
    answers.push(await ask('first'), await ask('first'))
  })
  expect(answers).toEqual([200, 200])
  expect(failed).toEqual([])
  // The first shows the chain; on the second and the third somebody signs in.
  expect(openedTo('first')).toBe(3)
})

test('sign-ins at as many hosts as there are places do not wait for each other', async () => {
  const answers: number[] = []
  const { failed } = await asAnna(2, async (ask) => {
    answers.push(await ask('mail'), ...(await Promise.all([ask('east'), ask('west')])))
  })
  expect(answers).toEqual([200, 200, 200])
  expect(failed).toEqual([])
})
