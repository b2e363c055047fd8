import type { ReadStream } from 'node:tty'
import type { Output } from './terminal.ts'
import { UsageError } from './usage-error.ts'

/** What is needed of the standard input: Node's, and whatever stands in for it. */
export type Input = Pick<ReadStream, 'on' | 'off' | 'pause' | 'resume'> & {
  readonly isTTY?: boolean
  setRawMode?(on: boolean): unknown
}

/** Where a password may come from; never from an argument, which other users of the machine can read. */
export interface PasswordSources {
  readonly user: string
  readonly fromStdin: boolean
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly stdin: Input
  readonly stderr: Output
  readonly signal: AbortSignal
}

/** Longer than any password of Windows (256 characters). */
const LONGEST = 1024

/**
 * The password: the standard input's first line where that was asked for, else OUTPOST_PASSWORD, else asked for on
 * the terminal without an echo.
 *
 * @throws UsageError where there is none to be had, or an empty one
 */
export async function readPassword(sources: PasswordSources): Promise<string> {
  if (sources.signal.aborted) throw cancelled()
  const password = await take(sources)
  if (password === '') throw new UsageError('the password is empty')
  return password
}

function take({ user, fromStdin, environment, stdin, stderr, signal }: PasswordSources): Promise<string> {
  if (fromStdin) return readLine(stdin, signal)
  const { OUTPOST_PASSWORD } = environment
  if (OUTPOST_PASSWORD !== undefined) return Promise.resolve(OUTPOST_PASSWORD)
  if (stdin.isTTY !== true || stdin.setRawMode === undefined) {
    throw new UsageError(
      '--user needs a password: expected a terminal to ask for it on, OUTPOST_PASSWORD in the environment, or --password-stdin',
    )
  }
  return ask(`Password of ${user}: `, stdin, stderr, signal)
}

/** The first line of what is piped in, without its end. */
function readLine(stdin: Input, signal: AbortSignal): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  return new Promise((resolve, reject) => {
    const cancel = () => end(() => reject(cancelled()))
    const end = (how: () => void) => {
      signal.removeEventListener('abort', cancel)
      stdin.off('data', take)
      stdin.off('end', finish)
      stdin.pause()
      how()
    }
    const take = (bytes: Uint8Array) => {
      text += decoder.decode(bytes, { stream: true })
      if (text.length > LONGEST) end(() => reject(tooLong()))
      else if (text.includes('\n')) finish()
    }
    const finish = () => end(() => resolve(text.split(/\r?\n/, 1)[0] ?? ''))
    signal.addEventListener('abort', cancel, { once: true })
    stdin.on('data', take)
    stdin.on('end', finish)
    stdin.resume()
  })
}

const [ENTER, LINE_FEED, CTRL_C, CTRL_D, BACKSPACE, DELETE] = ['\r', '\n', '\u0003', '\u0004', '\b', '\u007f']

/** Asks on a terminal that shows nothing of what is typed. */
function ask(question: string, stdin: Input, stderr: Output, signal: AbortSignal): Promise<string> {
  const decoder = new TextDecoder()
  const typed: string[] = []
  stderr.write(question)
  stdin.setRawMode?.(true)
  return new Promise((resolve, reject) => {
    const cancel = () => end(() => reject(cancelled()))
    const end = (how: () => void) => {
      signal.removeEventListener('abort', cancel)
      stdin.off('data', take)
      stdin.setRawMode?.(false)
      stdin.pause()
      stderr.write('\n')
      how()
    }
    const take = (bytes: Uint8Array) => {
      for (const character of decoder.decode(bytes, { stream: true })) {
        if (character === ENTER || character === LINE_FEED) return end(() => resolve(typed.join('')))
        if (character === CTRL_C || character === CTRL_D) return end(() => reject(cancelled()))
        if (character === BACKSPACE || character === DELETE) typed.pop()
        else typed.push(character)
        if (typed.length > LONGEST) return end(() => reject(tooLong()))
      }
    }
    signal.addEventListener('abort', cancel, { once: true })
    stdin.on('data', take)
    stdin.resume()
  })
}

function tooLong(): UsageError {
  return new UsageError(`the password has more than ${LONGEST} characters`)
}

function cancelled(): UsageError {
  return new UsageError('no password was given')
}
