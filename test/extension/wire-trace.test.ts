import { describe, expect, test } from 'vitest'
import { WireTrace } from '../../extension/surfaces/wire-trace.ts'

const entry = {
  step: '1.2',
  at: 12,
  direction: 'sent',
  title: 'HTTP request',
  text: 'GET / HTTP/1.1',
} as const

describe('the trace in the output of Test Explorer', () => {
  test('is as the command line writes it, under a heading', () => {
    const trace = new WireTrace()
    trace.take(entry)
    expect(trace.text).toBe(
      'On the wire, secrets blotted out:\n\n   0.012 s  -> HTTP request  (step 1.2)\n    GET / HTTP/1.1\n\n',
    )
  })

  test('is nothing where nothing was said', () => {
    expect(new WireTrace().text).toBe('')
  })

  test('keeps what a server says from the terminal, and from lines of its own', () => {
    const trace = new WireTrace()
    trace.take({ ...entry, title: 'HTTP\u001b[2J', text: 'a\rb\r\n\u202ec' })
    expect(trace.text).toContain('HTTP\\u{1b}[2J')
    expect(trace.text).toContain('    a\\u{d}b\\u{d}\n    \\u{202e}c\n')
  })

  test('has room for so much; what comes after the first that is too much is counted', () => {
    const trace = new WireTrace()
    const long = Array.from({ length: 300 }, () => 'x'.repeat(100)).join('\n')
    for (let count = 0; count < 100; count += 1) trace.take({ ...entry, at: count, text: long })
    trace.take(entry)
    expect(trace.text.length).toBeLessThan(513 * 1024)
    const shown = trace.text.match(/-> HTTP request/g)?.length ?? 0
    expect(shown).toBeGreaterThan(10)
    expect(trace.text).toContain(`(${101 - shown} more messages`)
    expect(trace.text.endsWith('writes all)\n')).toBe(true)
  })

  test('cuts one message that is longer than its share, at the end of a line', () => {
    const trace = new WireTrace()
    trace.take({ ...entry, text: Array.from({ length: 10_000 }, () => '00 01 02 03  field').join('\n') })
    trace.take(entry)
    expect(trace.text.length).toBeLessThan(40 * 1024)
    expect(trace.text).toMatch(/03 {2}field\n {4}\(and \d+ more characters\)\n\n {3}0\.012 s/)
  })

  test('cuts a message of one line that has no end', () => {
    const trace = new WireTrace()
    trace.take({ ...entry, text: Array.from({ length: 40 }, () => 'y'.repeat(19_000)).join(' ') })
    trace.take({ ...entry, title: 'z'.repeat(1000), text: 'y'.repeat(1_000_000) })
    expect(trace.text.length).toBeLessThan(80 * 1024)
  })
})
