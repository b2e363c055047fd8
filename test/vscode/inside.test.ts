import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { startEdge } from './edge.ts'
import { runInside } from './run-inside.ts'

const workspace = fileURLToPath(new URL('./workspace', import.meta.url))
const edge = await startEdge()
const { results, filesWith } = await runInside({
  workspace,
  settings: { 'security.workspace.trust.enabled': false },
  machineSettings: { 'outpost.edge': edge.url.href },
  environment: { OUTPOST_TEST_EDGE: edge.url.href, OUTPOST_TEST_TOKEN: edge.token },
  secrets: [edge.token, 'not-the-right-token'],
}).finally(() => edge.close())

describe('inside of the extension host', () => {
  test.each(results)('$name', ({ failure }) => {
    expect(failure ?? '').toBe('')
  })

  test('no settings, no state and no log of the editor hold a token', () => {
    expect(filesWith).toEqual([])
  })
})
