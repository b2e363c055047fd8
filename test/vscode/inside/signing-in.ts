import assert from 'node:assert/strict'
import { commands } from 'vscode'
import type { Run } from '../../../extension/store/run.ts'
import { api, eventually, testing } from './editor.ts'

/** What a run with an account does at an edge. What the servers saw is held against this from outside. */
export function signingIn(): void {
  const domain = process.env.OUTPOST_TEST_ACCOUNT_DOMAIN ?? ''
  const password = process.env.OUTPOST_TEST_PASSWORD ?? ''
  const credential = { user: `anna@${domain}`, domain }

  describe('an account', () => {
    before(async () => {
      const edge = new URL(process.env.OUTPOST_TEST_EDGE ?? '')
      await testing().secrets.setToken(edge, process.env.OUTPOST_TEST_TOKEN ?? '')
    })
    after(() => testing().secrets.forgetCredential())

    it('of another domain stays at home, whatever a file names', async () => {
      await testing().secrets.setCredential({ ...credential, password })
      const [run] = await probe('anna@plain.test')
      assert.equal(run?.report?.state, 'completed')
      assert.equal(run.report.verdict.outcome, 'works')
    })

    it('with a wrong password is tried once by two runs at the same time', async () => {
      await testing().secrets.setCredential({ ...credential, password: 'not-the-right-password' })
      const runs = await probe(`anna@${domain}`, `anna@${domain}`)
      const refused = runs.filter(({ report }) =>
        report?.findings.some(({ code }) => code === 'credential-refused'),
      )
      assert.equal(refused.length, 1, codesOf(runs))
    })

    it('signs in down to the mailbox, computed in the extension host', async () => {
      await testing().secrets.setCredential({ ...credential, password })
      const [run] = await probe(`anna@${domain}`)
      assert.equal(run?.report?.verdict.outcome, 'works', codesOf(run ? [run] : []))
      assert.match(JSON.stringify(run.report.steps), /"mailbox\./)
    })
  })
}

/** Probes all of them at the edge at the same time. */
async function probe(...targets: readonly string[]): Promise<readonly Run[]> {
  const before = new Set(api().runs())
  for (const target of targets) {
    void commands.executeCommand('outpost.probeFromEdge', { probe: 'outlook-anywhere', target })
  }
  return eventually(() => {
    const begun = api()
      .runs()
      .filter((run) => !before.has(run))
    return begun.length === targets.length && begun.every(({ running }) => !running) ? begun : undefined
  }, 'the end of the runs')
}

function codesOf(runs: readonly Run[]): string {
  return JSON.stringify(
    runs.map(({ report, trouble }) => report?.findings.map(({ code }) => code) ?? trouble),
  )
}
