import { readCommand } from '../../cli/command.ts'
import { run } from '../../cli/run.ts'
import type { Output } from '../../cli/terminal.ts'

/** An output that keeps what is written to it. */
export function recording(terminal: boolean, columns = 80): { output: Output; text: () => string } {
  const written: string[] = []
  const write = (chunk: string | Uint8Array) => written.push(String(chunk)) > 0
  return { output: { isTTY: terminal, columns, rows: 24, write }, text: () => written.join('') }
}

/** Runs a probe as the command does, in this process: on terminals that are none. */
export async function runHere(
  argv: readonly string[],
  terminals: { readonly stdout: boolean; readonly stderr: boolean } = { stdout: false, stderr: false },
  environment: Readonly<Record<string, string>> = { LANG: 'C.UTF-8' },
): Promise<{ status: number; stdout: string; stderr: string }> {
  const command = readCommand(argv)
  if (command.kind !== 'run') throw new Error('this is no run')
  const [stdout, stderr] = [recording(terminals.stdout), recording(terminals.stderr)]
  const status = await run(command, {
    ...{ stdin: process.stdin, stdout: stdout.output, stderr: stderr.output, environment, system: 'linux' },
    signal: new AbortController().signal,
  })
  return { status, stdout: stdout.text(), stderr: stderr.text() }
}
