import { describe, expect, test } from 'vitest'
import { reportSchema } from '../../../shared/engine/index.ts'
import { describeFinding } from '../../../shared/findings/index.ts'
import { renderJson } from '../../../shared/render/json.ts'
import { HOSTILE } from './hostile-values.ts'
import { failing, reportWith } from './sample-report.ts'

describe('a report as JSON', () => {
  test('is a report, by the schema', () => {
    expect(reportSchema.parse(JSON.parse(renderJson(failing)))).toEqual(failing)
  })

  test('has the words for each finding, so that a script needs no catalogue', () => {
    const { findings } = JSON.parse(renderJson(failing))
    expect(findings).toHaveLength(2)
    for (const [at, finding] of failing.findings.entries()) {
      expect(findings[at]).toEqual({ ...finding, text: describeFinding(finding) })
    }
  })

  test('has its keys in the same order, whatever order the report was made in', () => {
    const reversed = Object.fromEntries(Object.entries(failing).reverse()) as typeof failing
    expect(renderJson(reversed)).toBe(renderJson(failing))
  })

  test('ends its last line', () => {
    expect(renderJson(failing)).toMatch(/\}\n$/)
  })

  test.each(HOSTILE)('carries %s so that a terminal does not obey it', (_, value) => {
    const json = renderJson(reportWith(value))
    expect(json).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u)
    expect(JSON.parse(json).request.target).toBe(value)
  })
})
