import { describe, expect, test } from 'vitest'
import { canRedraw, showsUnicode, wantsColour, widthOf } from '../../cli/terminal.ts'
import { recording } from './recording.ts'

const pipe = recording(false).output
const terminal = recording(true).output

describe('colours', () => {
  test.each([
    ['a terminal', terminal, {}, true],
    ['a pipe', pipe, {}, false],
    ['a terminal with NO_COLOR', terminal, { NO_COLOR: '1' }, false],
    ['a terminal with an empty NO_COLOR, which says nothing', terminal, { NO_COLOR: '' }, true],
    ['a pipe with FORCE_COLOR', pipe, { FORCE_COLOR: '1' }, true],
    ['a terminal with FORCE_COLOR=0', terminal, { FORCE_COLOR: '0' }, false],
    ['a pipe with both', pipe, { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
    ['a dumb terminal', terminal, { TERM: 'dumb' }, false],
  ])('on %s', (_, output, environment, wanted) => {
    expect(wantsColour(output, environment)).toBe(wanted)
  })
})

describe('more than ASCII', () => {
  test.each([
    ['a UTF-8 locale', terminal, { LANG: 'de_DE.UTF-8' }, 'linux', true],
    ['a locale that is overruled', terminal, { LANG: 'de_DE.UTF-8', LC_ALL: 'C' }, 'linux', false],
    ['no locale', terminal, {}, 'linux', false],
    ['Windows Terminal', terminal, { WT_SESSION: 'x' }, 'win32', true],
    ['an old console of Windows', terminal, { LANG: 'en_US.UTF-8' }, 'win32', false],
    ['a pipe on Windows, read in a code page', pipe, { WT_SESSION: 'x' }, 'win32', false],
  ])('with %s', (_, output, environment, system, shown) => {
    expect(showsUnicode(output, environment, system)).toBe(shown)
  })
})

test('is 80 columns wide where nobody says how wide it is', () => {
  expect(widthOf(pipe)).toBe(80)
  expect(widthOf(recording(true, 132).output)).toBe(132)
})

test('is not drawn over when it is dumb', () => {
  expect([canRedraw(terminal, {}), canRedraw(terminal, { TERM: 'dumb' }), canRedraw(pipe, {})]).toEqual([
    true,
    false,
    false,
  ])
})
