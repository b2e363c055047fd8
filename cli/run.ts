import { foreignText } from '../shared/render/foreign-text.ts'
import { clipped } from '../shared/render/text/display-width.ts'
import type { RunCommand } from './command.ts'
import type { Surroundings } from './surroundings.ts'
import { canRedraw, widthOf } from './terminal.ts'

/** Says at once what is done, on a terminal; then loads what does it. Answers with the exit status. */
export async function run(command: RunCommand, surroundings: Surroundings): Promise<number> {
  const { stdout, stderr, environment } = surroundings
  // Events on the same screen would run into the tree.
  const watched = canRedraw(stderr, environment) && !(command.format === 'ndjson' && stdout.isTTY)
  if (watched) {
    const line = foreignText(`outpost ${command.probe} ${command.target}`)
    // Without a line feed: whatever comes next begins by taking it away.
    stderr.write(clipped(line, widthOf(stderr) - 1, ''))
  }
  try {
    const { runProbe } = await import('./run-probe.ts')
    return await runProbe(command, surroundings, watched)
  } catch (error) {
    if (watched) stderr.write('\r\u001b[2K')
    throw error
  }
}
