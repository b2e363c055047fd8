import { describe, expect, test } from 'vitest'
import type { Report } from '../../../shared/engine/index.ts'
import { renderHtml } from '../../../shared/render/html/index.ts'
import { renderJunit } from '../../../shared/render/junit.ts'
import { renderMarkdown } from '../../../shared/render/markdown.ts'
import { renderPrometheus } from '../../../shared/render/prometheus.ts'
import { renderSarif } from '../../../shared/render/sarif.ts'
import { reportOf } from './foreign-report.ts'
import { HOSTILE, OBEYED } from './hostile-values.ts'
import { MARKUP } from './markup-values.ts'
import { blocksOf, elementsOf, messagesOf, samplesOf, shapeOf, tokensOf, xmlOf } from './structure.ts'

/** A third of the catalogue goes with each value: with the next value the next third. */
const PARTS = 3
const partOf = (part: number) => ({ part, parts: PARTS })
const structures = (foreign: string) =>
  Array.from({ length: PARTS }, (_, part) => structureOf(reportOf(foreign, partOf(part))))
const HARMLESS = structures('harmless')
/** What is read as a URL may call for other words. */
const HARMLESS_URL = structures('harmless:x')

const TABLE = [...HOSTILE, ...MARKUP].map(([what, value], at) => ({ what, value, part: at % PARTS }))

function structureOf(report: Report) {
  return {
    elements: elementsOf(renderHtml(report)),
    blocks: blocksOf(renderMarkdown(report)),
    tokens: tokensOf(renderMarkdown(report)),
    xml: xmlOf(renderJunit(report)),
    shape: shapeOf(JSON.parse(renderSarif(report))),
    samples: samplesOf(renderPrometheus(report)),
  }
}

function structureOfHarmless(isUrl: boolean, part: number): ReturnType<typeof structureOf> {
  const structure = (isUrl ? HARMLESS_URL : HARMLESS)[part]
  if (structure === undefined) throw new RangeError('there is no such part')
  return structure
}

describe.each(TABLE)('$what', ({ value, part }) => {
  const report = reportOf(value, partOf(part))
  const expected = structureOfHarmless(URL.canParse(value), part)

  test('leaves the page as it was: the same elements with the same attributes, and no address of its own', () => {
    const page = renderHtml(report)
    expect(page).not.toMatch(OBEYED)
    expect(elementsOf(page)).toEqual(expected.elements)
  })

  test('leaves the ticket as it was: no link, image, HTML or structure more', () => {
    const ticket = renderMarkdown(report)
    expect(ticket).not.toMatch(OBEYED)
    expect(blocksOf(ticket)).toEqual(expected.blocks)
    expect(tokensOf(ticket)).toEqual(expected.tokens)
  })

  test('leaves the XML for CI as it was', () => {
    const xml = renderJunit(report)
    expect(xml).not.toMatch(OBEYED)
    expect(xmlOf(xml)).toEqual(expected.xml)
  })

  test('leaves SARIF as it was: no link and no placeholder in a message', () => {
    const sarif = renderSarif(report)
    expect(sarif).not.toMatch(OBEYED)
    const log = JSON.parse(sarif)
    expect(shapeOf(log)).toEqual(expected.shape)
    for (const text of messagesOf(log)) {
      expect(text).not.toMatch(/(?<!\\)\[[^\]]*(?<!\\)\]\(/)
      expect(text.replaceAll('{{', '').replaceAll('}}', '')).not.toMatch(/[{}]/)
    }
  })

  test('leaves the metrics as they were: as many samples, with the same names and labels', () => {
    const metrics = renderPrometheus(report)
    expect(metrics).not.toMatch(OBEYED)
    expect(samplesOf(metrics)).toEqual(expected.samples)
  })
})

test('what is compared does change when something breaks out', () => {
  const harmless = reportOf('harmless', partOf(0))
  const expected = structureOfHarmless(false, 0)
  const page = renderHtml(harmless).replaceAll('harmless', '<b>x</b>')
  expect(elementsOf(page)).not.toEqual(expected.elements)
  const ticket = renderMarkdown(harmless)
  expect(blocksOf(ticket.replace('`harmless`', '[x](y)'))).not.toEqual(expected.blocks)
  expect(tokensOf(ticket.replace('`harmless`', 'https://evil.example'))).not.toEqual(expected.tokens)
  const xml = renderJunit(harmless).replace('harmless', 'x"/><properties/><property name="y')
  expect(() => expect(xmlOf(xml)).toEqual(expected.xml)).toThrow()
  const metrics = renderPrometheus(harmless).replace('harmless', 'x",y="z')
  expect(samplesOf(metrics)).not.toEqual(expected.samples)
})
