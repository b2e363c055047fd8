import assert from 'node:assert/strict'
import { commands, extensions } from 'vscode'

export function activation(): void {
  describe('the extension', () => {
    it('is activated by a file of a kind that it understands', async () => {
      const extension = extensions.getExtension('outpost.outpost-exchange')
      assert.ok(extension)
      await extension.activate()
      assert.equal(extension.isActive, true)
    })

    it('has each command that its manifest names', async () => {
      const extension = extensions.getExtension('outpost.outpost-exchange')
      const named: { command: string }[] = extension?.packageJSON.contributes.commands
      const known = await commands.getCommands(true)
      assert.deepEqual(
        named.map(({ command }) => command).filter((command) => !known.includes(command)),
        [],
      )
    })
  })
}
