import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { LAB_PASSWORD } from '../../lab/accounts/index.ts'
import { ntHash } from '../../shared/protocols/ntlm/index.ts'
import { EXCHANGE, startEdge, WITH_MAILBOX } from './edge.ts'
import { startInside } from './run-inside.ts'
import { formsOf, secretsIn } from './secret-search.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

const edge = await startEdge()
const secrets = {
  token: edge.token,
  'wrong token': 'not-the-right-token',
  password: edge.account.password,
  "password's hash": ntHash(edge.account.password),
  'password of the lab': LAB_PASSWORD,
  'wrong password': 'not-the-right-password',
}

/** The windows one after the other, and what they left behind. */
async function runAll() {
  const host = await startInside({
    machineSettings: { 'outpost.edge': edge.url.href },
    environment: {
      OUTPOST_TEST_EDGE: edge.url.href,
      OUTPOST_TEST_TOKEN: edge.token,
      OUTPOST_TEST_ACCOUNT_DOMAIN: `${WITH_MAILBOX}.test`,
      OUTPOST_TEST_PASSWORD: LAB_PASSWORD,
      OUTPOST_TEST_SECRET_DOMAIN: EXCHANGE,
      OUTPOST_TEST_SECRET_USER: edge.account.user,
      OUTPOST_TEST_SECRET_PASSWORD: edge.account.password,
      // What the machine of the extension host trusts: who gets a credential is judged there.
      SSL_CERT_FILE: edge.rootFile,
      SSL_CERT_DIR: '/nonexistent',
    },
  })
  try {
    const trusted = { 'security.workspace.trust.enabled': false }
    const first = await host.run({ name: 'first', workspace: here('./workspace'), settings: trusted })
    const second = await host.run({
      ...{ name: 'second', workspace: here('./workspace') },
      settings: { ...trusted, 'chat.disableAIFeatures': false },
    })
    const restricted = await host.run({
      ...{ name: 'restricted', workspace: here('./workspace') },
      // The user's own word counts as little as the folder's: it is the folder that is not trusted.
      settings: { 'outpost.probeOnSave': true, 'outpost.history': 0 },
    })
    return {
      ...{ first, second, restricted },
      placesWithSecrets: await host.placesWith(secrets),
      history: await host.filesWith('"probe":"mapi-http"'),
    }
  } finally {
    await host.close()
  }
}

const ran = await runAll().finally(() => edge.close())

describe.each(['first', 'second', 'restricted'] as const)(
  'inside of the extension host, %s window',
  (name) => {
    test.each(ran[name])('$name', ({ failure }: { failure?: string }) => {
      expect(failure ?? '').toBe('')
    })
  },
)

describe('what the editor keeps', () => {
  test('has the history of runs, also of those that signed in', () => {
    expect(ran.history.some((file) => /globalStorage\/.*runs\/[\d-]+\.json$/.test(file))).toBe(true)
  })

  test('holds no token and no password, however written: settings, state, logs, history', () => {
    expect(ran.placesWithSecrets).toEqual([])
  })
})

describe('the search for secrets', () => {
  const secret = 'Pa"ß word/1'

  test.each(formsOf(secret).map((form) => ({ form })))('knows it as $form', ({ form }) => {
    const around = Buffer.concat([Buffer.from('before'), form, Buffer.from('after')])
    expect(secretsIn(around, { password: secret })).toEqual(['password'])
  })

  test.each([0, 1, 2, 3])('finds it in base64 with %i bytes before it', (before) => {
    const text = Buffer.from(`${'x'.repeat(before)}${secret} and more`).toString('base64')
    expect(secretsIn(Buffer.from(text), { password: secret })).toEqual(['password'])
  })

  test('finds nothing else', () => {
    expect(secretsIn(Buffer.from('Pa"ß word/2'), { password: secret })).toEqual([])
  })
})

describe('what servers see of an account that the editor keeps', () => {
  test('one wrong attempt, by however many runs at once', () => {
    expect(edge.record(WITH_MAILBOX, 'anna').badAttempts).toBe(1)
  })

  test('the right password, over the edge', () => {
    expect(edge.record(WITH_MAILBOX, 'anna').accepted).toBeGreaterThan(0)
  })

  test('nothing, where the account is for another domain', () => {
    expect(edge.record('plain', 'anna').attempts).toBe(0)
  })
})
