import { type ChildProcess, spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const OUTPOST = fileURLToPath(new URL('../../cli/outpost.js', import.meta.url))

export interface Ended {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Starts the command as a user does, with nothing of this environment but what Node needs. */
export function startOutpost(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): { readonly process: ChildProcess; readonly ended: Promise<Ended> } {
  const child = spawn(process.execPath, [OUTPOST, ...args], {
    env: {
      PATH: process.env.PATH,
      LANG: 'C.UTF-8',
      XDG_CACHE_HOME: join(tmpdir(), 'outpost-test-cache'),
      ...environment,
    },
  })
  const texts = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text
    })
  }
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (status) => resolve({ status, ...texts }))
  })
  return { process: child, ended }
}

export function runOutpost(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return startOutpost(args, environment).ended
}
