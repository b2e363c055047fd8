import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { LAB_PASSWORD } from '../../lab/accounts/index.ts'
import { startEdge, WITH_MAILBOX } from './edge.ts'
import { runInside } from './run-inside.ts'

const workspace = fileURLToPath(new URL('./workspace', import.meta.url))
const edge = await startEdge()
const { results, filesWith } = await runInside({
  workspace,
  settings: { 'security.workspace.trust.enabled': false },
  machineSettings: { 'outpost.edge': edge.url.href },
  environment: {
    OUTPOST_TEST_EDGE: edge.url.href,
    OUTPOST_TEST_TOKEN: edge.token,
    OUTPOST_TEST_ACCOUNT_DOMAIN: `${WITH_MAILBOX}.test`,
    OUTPOST_TEST_PASSWORD: LAB_PASSWORD,
    // What the machine of the extension host trusts: who gets a credential is judged there.
    SSL_CERT_FILE: edge.rootFile,
    SSL_CERT_DIR: '/nonexistent',
  },
  secrets: [edge.token, 'not-the-right-token', LAB_PASSWORD, 'not-the-right-password'],
}).finally(() => edge.close())

describe('inside of the extension host', () => {
  test.each(results)('$name', ({ failure }) => {
    expect(failure ?? '').toBe('')
  })

  test('no settings, no state and no log of the editor hold a token', () => {
    expect(filesWith).toEqual([])
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
