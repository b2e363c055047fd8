import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type OpenDocument, openDocument } from '../../../shared/documents/index.ts'
import { describeFinding } from '../../../shared/findings/index.ts'
import { powerShellParser } from './powershell/parser.ts'

const folder = fileURLToPath(new URL('./corpus/', import.meta.url))
const files = readdirSync(folder).filter((name) => !name.endsWith('.expected'))
const powerShell = await powerShellParser()

const open = (name: string, text: string) => openDocument(name, text, { powerShell })

/** What a reading says, a line each: the place, what stands there, what it is. */
function told(text: string, { reading }: OpenDocument): string {
  const place = (offset: number) => {
    const before = text.slice(0, offset)
    return `${before.split('\n').length}:${offset - before.lastIndexOf('\n')}`
  }
  const shown = (range: { start: number; end: number }) => JSON.stringify(text.slice(range.start, range.end))
  const lines = [
    ...reading.mentions.map(({ range, role, value, host, setting, probe }) => {
      const what = setting === undefined ? `${role} ${value}` : `${setting} = ${value}`
      const leads = host === undefined ? '' : ` (${host})`
      return {
        at: range.start,
        line: `${place(range.start)} ${shown(range)} ${what}${leads}${probe ? ` -> ${probe.probe} ${probe.target}` : ''}`,
      }
    }),
    ...reading.remarks.map(({ finding, range, fixes }) => ({
      at: range.start,
      line: `${place(range.start)} ${shown(range)} ! ${finding.code}${fixes.map(({ title }) => ` [${title}]`).join('')}`,
    })),
    ...(reading.problems ?? []).map(({ message, range }) => ({
      at: range.start,
      line: `${place(range.start)} ? ${message}`,
    })),
  ].sort((left, right) => left.at - right.at)
  return [`# ${reading.kind}`, ...lines.map(({ line }) => line), ''].join('\n')
}

describe('a file as administrators keep it', () => {
  test('there are more than sixty of them', () => expect(files.length).toBeGreaterThan(60))

  test.each(files)('%s names what stands beside it, and nothing else', (name) => {
    const text = readFileSync(folder + name, 'utf8')
    const document = open(name, text)
    expect(told(text, document)).toBe(readFileSync(`${folder}${name}.expected`, 'utf8'))
    document.close()
  })

  test.each(files)('%s says each thing that is wrong in words', (name) => {
    const document = open(name, readFileSync(folder + name, 'utf8'))
    for (const { finding } of document.reading.remarks) {
      expect(describeFinding(finding).sentence).not.toMatch(/undefined|does not know this finding/)
    }
    document.close()
  })

  test.each(files)('%s can be fixed so that the fix ends what it is for', (name) => {
    const text = readFileSync(folder + name, 'utf8')
    const document = open(name, text)
    for (const { finding, fixes } of document.reading.remarks) {
      for (const { edits } of fixes) {
        let mended = text
        for (const edit of edits.toSorted((left, right) => right.range.start - left.range.start)) {
          mended = mended.slice(0, edit.range.start) + edit.text + mended.slice(edit.range.end)
        }
        const again = open(name, mended)
        const count = (reading: OpenDocument['reading']) =>
          reading.remarks.filter(({ finding: { code } }) => code === finding.code).length
        expect(count(again.reading)).toBe(count(document.reading) - 1)
        again.close()
      }
    }
    document.close()
  })
})

test('whatever becomes of a file, it is read', () => {
  const texts = files.map((name) => ({ name, text: readFileSync(folder + name, 'utf8') }))
  fc.assert(
    fc.property(
      fc.constantFrom(...texts),
      fc.nat(),
      fc.nat(40),
      fc.string({ maxLength: 5 }),
      ({ name, text }, at, length, put) => {
        const start = at % (text.length + 1)
        const broken = text.slice(0, start) + put + text.slice(start + length)
        const document = open(name, broken)
        for (const { range } of [...document.reading.mentions, ...document.reading.remarks]) {
          expect(range.start).toBeGreaterThanOrEqual(0)
          expect(range.end).toBeLessThanOrEqual(broken.length)
          expect(range.start).toBeLessThanOrEqual(range.end)
        }
        document.close()
      },
    ),
    { numRuns: 400 },
  )
})
