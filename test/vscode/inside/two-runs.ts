import assert from 'node:assert/strict'
import { commands, window, workspace } from 'vscode'
import type { Run } from '../../../extension/store/run.ts'
import { eventually } from './editor.ts'
import { byTarget, ended, replay, withoutFindings } from './runs.ts'

const TARGET = 'mail.certificate-expired.test'

/** Two runs laid beside each other. */
export function twoRuns(): void {
  describe('two runs', () => {
    const compared = async (...runs: readonly Run[]): Promise<string> => {
      const nodes = runs.map((run) => ({ kind: 'run', run }))
      const before = new Set(workspace.textDocuments)
      await commands.executeCommand('outpost.compareRuns', nodes[0], nodes)
      // The editor of the comparison before may still be the one that has the keyboard.
      return eventually(() => {
        const shown = window.activeTextEditor?.document
        return shown && !before.has(shown) ? shown.getText() : undefined
      }, 'the comparison')
    }
    let before: Run
    let after: Run

    it('of one side show what got better, whichever is clicked on first', async () => {
      void commands.executeCommand('outpost.probeFromEdge', { probe: 'certificate', target: TARGET })
      before = await ended(byTarget(TARGET, 'edge'))
      // The newer one has to have begun later, by the clock that orders them.
      await eventually(() => Date.now() > before.startedAt || undefined, 'the next millisecond')
      after = await replay(before.start, withoutFindings(before))
      for (const text of [await compared(before, after), await compared(after, before)]) {
        assert.match(text, /Then .*fails/)
        assert.match(text, /Now .*works/)
        assert.match(text, /BETTER[\s\S]*certificate-expired/)
        assert.doesNotMatch(text, /WORSE/)
      }
    })

    it('of two sides show what differs between them, each by its name', async () => {
      const inside = await replay(
        { ...before.start, from: 'here', place: 'the machine inside' },
        withoutFindings(before).map((event) =>
          event.type === 'run-started'
            ? { ...event, vantage: { ...event.vantage, name: 'the machine inside', perspective: 'inside' } }
            : event,
        ),
      )
      const text = await compared(inside, before)
      assert.match(text, /seen from 2 sides/)
      assert.match(text, /inside \(the machine inside\): works/)
      assert.match(text, /outside \(edge\): fails/)
      assert.match(text, /FOUND FROM SOME SIDES/)
      assert.match(text, /certificate-expired/)
    })
  })
}
