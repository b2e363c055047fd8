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

const TABLE = [...HOSTILE, ...MARKUP]
const harmless = reportOf('harmless')
const HARMLESS = structureOf(harmless)
/** What is read as a URL may call for other words. */
const HARMLESS_URL = structureOf(reportOf('harmless:x'))

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

describe.each(TABLE)('%s', (_, value) => {
  const report = reportOf(value)
  const expected = URL.canParse(value) ? HARMLESS_URL : HARMLESS

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
  const page = renderHtml(harmless).replaceAll('harmless', '<b>x</b>')
  expect(elementsOf(page)).not.toEqual(HARMLESS.elements)
  const ticket = renderMarkdown(harmless)
  expect(blocksOf(ticket.replace('`harmless`', '[x](y)'))).not.toEqual(HARMLESS.blocks)
  expect(tokensOf(ticket.replace('`harmless`', 'https://evil.example'))).not.toEqual(HARMLESS.tokens)
  const xml = renderJunit(harmless).replace('harmless', 'x"/><properties/><property name="y')
  expect(() => expect(xmlOf(xml)).toEqual(HARMLESS.xml)).toThrow()
  const metrics = renderPrometheus(harmless).replace('harmless', 'x",y="z')
  expect(samplesOf(metrics)).not.toEqual(HARMLESS.samples)
})
