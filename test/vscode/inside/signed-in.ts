import assert from 'node:assert/strict'
import type { LogOutputChannel } from 'vscode'
import { Output } from '../../../extension/surfaces/output.ts'
import type { TraceEntry } from '../../../shared/engine/index.ts'
import { testing } from './editor.ts'
import { edge, secretAccount, token } from './runs.ts'
import { fileOf, outputOf } from './test-explorer.ts'

const TARGET = 'exchange-2019-by-srv.test'

/** With an account: it is used here alone, and is found nowhere afterwards (inside.test.ts looks). */
export function signedIn(): void {
  describe('signed in from the edge', () => {
    const { user, password, domain } = secretAccount

    before(async () => {
      await testing().secrets.setToken(edge, token)
      await testing().secrets.setCredential({ user, password, domain })
    })

    it('the mailbox opens, and no report, trace or output channel has the password', async () => {
      const entries: TraceEntry[] = []
      const lines: string[] = []
      const output = new Output(recordingLog(lines), testing().store)
      const { run, done } = testing().runner.start(
        'edge',
        { probe: 'mapi-http', target: user },
        { trace: (entry) => entries.push(entry) },
      )
      await done
      output.dispose()
      await testing().history.settled()
      assert.equal(run.trouble, undefined)
      assert.equal(run.report?.verdict.outcome, 'works', JSON.stringify(run.report?.verdict))
      assert.equal(run.report?.signIn, 'tested')
      assert.ok(entries.some(({ title }) => title === 'NTLM AUTHENTICATE'))
      // The output channel has what was asked, from where, and what came of it; this host writes no log that could be read.
      assert.equal(lines[0], `info mapi-http ${user} from ${edge.host} begins`)
      assert.equal(lines.at(-1), `info mapi-http ${user} from ${edge.host}: works`)
      assert.ok(lines.some((line) => line.startsWith('debug ')))
      for (const text of [lines.join('\n'), JSON.stringify(entries), JSON.stringify(run.events)]) {
        assert.ok(!text.includes(password))
        assert.ok(!text.includes(token))
      }
    })

    it('the output of Test Explorer ends with the trace of the wire, in which there is no secret', async () => {
      const uri = await fileOf('signed-in', { target: TARGET, probe: 'outlook-anywhere' })
      const written = await outputOf(uri, 'edge')
      assert.match(written, /On the wire, secrets blotted out:\r\n/)
      assert.match(written, /\d\.\d{3} s {2}-> \S.* {2}\(step [\w.]+\)\r\n/)
      assert.match(written, /\d\.\d{3} s {2}<- \S.* {2}\(step [\w.]+\)\r\n/)
      assert.equal(written.replaceAll('\r\n', '').match(/[\r\n]/), null)
      assert.ok(written.length < 1024 * 1024)
      for (const secret of [password, token]) assert.ok(!written.includes(secret))
    })

    after(() => testing().secrets.forgetCredential())
  })
}

/** What would stand in the output channel, a line each. */
function recordingLog(lines: string[]): LogOutputChannel {
  const level = (name: string) => (message: string | Error) => void lines.push(`${name} ${String(message)}`)
  const log: Partial<LogOutputChannel> = {
    ...{ trace: level('trace'), debug: level('debug'), info: level('info') },
    ...{ warn: level('warn'), error: level('error') },
  }
  return log as LogOutputChannel
}
