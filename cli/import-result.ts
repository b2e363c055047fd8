import { stat } from 'node:fs/promises'
import { analyzerReport, LARGEST_FILE, readAnalyzerResult } from '../shared/analyzer/index.ts'
import { ProtocolError } from '../shared/protocols/protocol-error.ts'
import { renderReport } from '../shared/render/render-report.ts'
import { EXIT, exitStatus } from './exit-status.ts'
import { readTextFile } from './read-text-file.ts'
import type { Subcommand } from './subcommand.ts'
import type { Surroundings } from './surroundings.ts'
import { lookOf, widthOf } from './terminal.ts'
import { UsageError } from './usage-error.ts'

/** Shows what Microsoft's analyzer saved as a report of ours. Answers with the exit status. */
export async function importResult(
  { file, options }: Extract<Subcommand, { subcommand: 'import' }>,
  surroundings: Surroundings,
): Promise<number> {
  const { stdout } = surroundings
  const text = await readTextFile(file, LARGEST_FILE)
  const report = analyzerReport(readTests(text, file), { at: (await stat(file)).mtimeMs })
  const { format } = options
  if (format === 'ndjson') return EXIT.usage
  stdout.write(renderReport(report, format, { ...lookOf(stdout, surroundings), width: widthOf(stdout) }))
  return exitStatus(report)
}

function readTests(text: string, file: string): ReturnType<typeof readAnalyzerResult> {
  try {
    return readAnalyzerResult(text)
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
    const why = error.message.replace(/^the answer/, 'it')
    throw new UsageError(`${file} is no result that Microsoft's Remote Connectivity Analyzer saved: ${why}`)
  }
}
