import { beforeAll, describe, expect, test } from 'vitest'
import { findClosedPort } from '../../lab/network/listeners.ts'
import { foldReport, reportSchema } from '../../shared/engine/index.ts'
import { eventsOf } from './events-of.ts'
import { runHere } from './recording.ts'

const ESC = '\u001b'
const DNS = ['dns', 'plain.test', '--lab']

let closedPort = 0
beforeAll(async () => {
  closedPort = await findClosedPort()
})

describe('the result', () => {
  test('as json is a report by the schema, with words for each finding', async () => {
    const args = ['certificate', 'mail.certificate-expired.test', '--lab', '--format', 'json']
    const { stdout, status } = await runHere(args)
    const report = reportSchema.parse(JSON.parse(stdout))
    expect(report.verdict.outcome).toBe('fails')
    expect(report.vantage).toMatchObject({ kind: 'local', perspective: 'outside' })
    expect(JSON.parse(stdout).findings[0].text.row).toBe('T02')
    expect(status).toBe(1)
  })

  test('as ndjson is an event by the schema on every line, and they fold into a report', async () => {
    const { stdout, status } = await runHere([...DNS, '--format', 'ndjson'])
    const events = eventsOf(stdout)
    expect(events[0]).toMatchObject({ type: 'run-started', sequence: 0 })
    expect(foldReport(events)).toMatchObject({ state: 'completed', verdict: { outcome: 'works' } })
    expect(status).toBe(0)
  })

  test.each([
    ['markdown', /^## `dns` of `plain\.test`: works\n/],
    ['html', /^<!DOCTYPE html>\n[\s\S]*<title>plain\.test: works<\/title>[\s\S]*<\/html>\n$/],
    [
      'junit',
      /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites name="outpost" tests="\d+" failures="0" errors="0"/,
    ],
    ['sarif', /^\{\n {2}"\$schema": "https:\/\/json\.schemastore\.org\/sarif-2\.1\.0\.json"/],
    ['prometheus', /^# HELP probe_success [\s\S]*^probe_success\{probe="dns",target="plain\.test"\} 1$/m],
  ])('as %s is that alone, without a word beside it', async (format, expected) => {
    const { stdout, stderr, status } = await runHere([...DNS, '--format', format])
    expect(stdout).toMatch(expected)
    expect([stderr, status]).toEqual(['', 0])
  })

  test('is ASCII where the locale knows no more', async () => {
    const { stdout } = await runHere(DNS, undefined, { LANG: 'C' })
    expect(stdout).toMatch(/^\+ WORKS[\n\x20-\x7e]*$/)
  })

  test('is seen from inside when that is asked for', async () => {
    const args = ['dns', 'mail.split-dns.test', '--lab', '--perspective', 'inside', '--format', 'json']
    const report = reportSchema.parse(JSON.parse((await runHere(args)).stdout))
    expect(report.vantage).toMatchObject({ perspective: 'inside', resolvers: ['system'] })
    expect(report.verdict.outcome).toBe('works')
  })

  test('is that of the address and port that --resolve names, without DNS', async () => {
    const override = `mail.contoso.test=127.0.0.1:${closedPort}`
    const args = ['certificate', 'mail.contoso.test', '--resolve', override, '--format', 'json']
    const { stdout, status } = await runHere(args)
    const { findings, request, vantage } = reportSchema.parse(JSON.parse(stdout))
    expect(request.overrides).toEqual([{ host: 'mail.contoso.test', address: '127.0.0.1', port: closedPort }])
    expect(vantage).toMatchObject({ perspective: 'inside', resolvers: ['system'] })
    expect(findings.map(({ code }) => code)).toEqual(['port-closed'])
    expect(status).toBe(1)
  })
})

describe('progress', () => {
  test('grows on a terminal, is taken away, and leaves the result elsewhere clean', async () => {
    // A firewall that drops takes longer to find out about than the tree takes to be drawn again.
    const args = ['reachability', 'mail.port-dropped.test', '--lab', '--format', 'json']
    const { status, stdout, stderr } = await runHere(args, { stdout: false, stderr: true })
    expect(status).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ verdict: { outcome: 'fails' } })
    expect(stderr.startsWith(`outpost reachability mail.port-dropped.test\r${ESC}[2K`)).toBe(true)
    expect(stderr).toContain(`…${ESC}[0m TCP connection to`)
    // Erased; then one line, so that somebody learns how it ended.
    expect(stderr.endsWith(`A${ESC}[31m✗ FAILS: reachability mail.port-dropped.test${ESC}[0m\n`)).toBe(true)
  })

  test('never shows on a pipe', async () => {
    expect((await runHere(DNS, { stdout: false, stderr: false })).stderr).toBe('')
    expect((await runHere(DNS, { stdout: true, stderr: false })).stderr).toBe('')
  })

  test('does not run into events on the same screen', async () => {
    const { stdout, stderr } = await runHere([...DNS, '--format', 'ndjson'], { stdout: true, stderr: true })
    expect(stderr).toBe('')
    expect(eventsOf(stdout).at(-1)?.type).toBe('run-ended')
  })

  test('gives way to the text, and the verdict stays in sight where that is longer than the screen', async () => {
    const { stdout, stderr } = await runHere(DNS, { stdout: true, stderr: true })
    expect(stderr.slice(stderr.lastIndexOf(ESC) + 1)).toMatch(/^\[\d+A$/)
    expect(stdout.split('\n').length).toBeGreaterThan(24)
    const verdict = `${ESC}[32m✓ WORKS: dns plain.test${ESC}[0m\n`
    expect([stdout.startsWith(verdict), stdout.endsWith(`\n\n${verdict}`)]).toEqual([true, true])
  })
})
