import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { runInside } from './run-inside.ts'

const workspace = fileURLToPath(new URL('./workspace', import.meta.url))
const results = await runInside({ workspace })

describe('inside of the extension host', () => {
  test.each(results)('$name', ({ failure }) => {
    expect(failure ?? '').toBe('')
  })
})
