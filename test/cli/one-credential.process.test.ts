import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { collect } from '../../cli/collect.ts'
import { authenticatorsFor } from '../../cli/sign-in.ts'
import { LAB_PASSWORD } from '../../lab/accounts/accounts-spec.ts'
import { FAR_REGION, type Lab, scenarios, startLab } from '../../lab/index.ts'
import type { ProbeRequest } from '../../shared/engine/index.ts'
import type { Vantage } from '../../shared/vantage/index.ts'
import { vantageOnLab } from '../scenarios/lab-vantage.ts'
import { recording } from './recording.ts'

const TENANT = 'exchange-2019-by-alias'
const DOMAIN = `${TENANT}.test`

let lab: Lab
beforeAll(async () => {
  lab = await startLab({ scenarios: scenarios.filter(({ name }) => name === TENANT || name === 'plain') })
})
afterAll(() => lab.close())

const signal = new AbortController().signal

/** Who answers for a credential, as the command line has it. */
function authenticators(user: string, password: string, requests: readonly ProbeRequest[]) {
  const options = { user, passwordFromStdin: false, basic: false, ignoreTrust: false, signInTo: [] }
  return authenticatorsFor(options, requests, {
    ...{ stdin: process.stdin, stdout: recording(false).output, stderr: recording(false).output },
    ...{ environment: { OUTPOST_PASSWORD: password }, system: 'linux', signal },
  })
}

/** Runs all of them side by side. */
function signInAt(
  runs: readonly (readonly [Vantage, ProbeRequest])[],
  of: Awaited<ReturnType<typeof authenticators>>,
) {
  return Promise.all(
    runs.map(async ([vantage, request]) => {
      const { report } = await collect(vantage, request, { signal, authenticator: of(request) })
      return { signIn: report?.signIn, codes: report?.findings.map(({ code }) => code) ?? [] }
    }),
  )
}

const badAttempts = () => lab.accounts(TENANT).record('anna').badAttempts
const outlook: ProbeRequest = { probe: 'outlook-anywhere', target: DOMAIN }

/** From all sides of one comparison, and to several targets of one organisation. */
const runsOf = {
  'all sides of a comparison': () =>
    [
      [vantageOnLab(lab, 'inside'), outlook],
      [vantageOnLab(lab, 'outside'), outlook],
      [vantageOnLab(lab, 'outside', FAR_REGION), outlook],
    ] as const,
  'all targets of a file': () =>
    [
      [vantageOnLab(lab, 'outside'), outlook],
      [vantageOnLab(lab, 'outside'), { ...outlook, target: `anna@${DOMAIN}` }],
      [vantageOnLab(lab, 'outside'), { probe: 'mapi-http', target: DOMAIN }],
    ] as const,
}

describe.each(Object.entries(runsOf))('one credential for %s', (_, runs) => {
  test('that is wrong is sent once, and the account counts one', async () => {
    const all = runs()
    const of = await authenticators(
      'CORP\\anna',
      'not the password',
      all.map(([, request]) => request),
    )
    const before = badAttempts()
    const results = await signInAt(all, of)
    expect(badAttempts() - before).toBe(1)
    expect(results.filter(({ codes }) => codes.includes('credential-refused'))).toHaveLength(1)
  })

  test('that is right signs in everywhere', async () => {
    const all = runs()
    const of = await authenticators(
      'CORP\\anna',
      LAB_PASSWORD,
      all.map(([, request]) => request),
    )
    const before = badAttempts()
    const results = await signInAt(all, of)
    expect(badAttempts() - before).toBe(0)
    expect(results.map(({ signIn }) => signIn)).toEqual(['tested', 'tested', 'tested'])
  })
})

describe('a credential among targets of several organisations', () => {
  const requests: ProbeRequest[] = [
    outlook,
    { probe: 'outlook-anywhere', target: 'plain.test' },
    { probe: 'certificate', target: `mail.${DOMAIN}` },
  ]

  test('goes to the one that the user is of, and to probes that sign in', async () => {
    const of = await authenticators(`anna@${DOMAIN}`, LAB_PASSWORD, requests)
    expect(requests.map((request) => of(request) !== undefined)).toEqual([true, false, false])
  })

  test('goes to none where nobody can tell whose it is', async () => {
    await expect(authenticators('CORP\\anna', LAB_PASSWORD, requests)).rejects.toThrow(
      `the targets belong to ${DOMAIN}, plain.test, and a credential is for one organisation`,
    )
    await expect(authenticators('anna@elsewhere.test', LAB_PASSWORD, requests)).rejects.toThrow(
      'a credential is for one organisation',
    )
  })

  test('is not asked for where no probe signs in', async () => {
    await expect(authenticators('anna', LAB_PASSWORD, requests.slice(2))).rejects.toThrow(
      'the probe certificate never signs in',
    )
  })
})
