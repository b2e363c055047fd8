import type { WriteStream } from 'node:tty'

/** What is needed of an output: Node's, and whatever stands in for it. */
export type Output = Pick<WriteStream, 'write'> & {
  readonly isTTY?: boolean
  readonly columns?: number
  readonly rows?: number
}

type Environment = Readonly<Record<string, string | undefined>>

const WIDTH_WITHOUT_TERMINAL = 80
const HEIGHT_WITHOUT_TERMINAL = 24

export function widthOf(output: Output): number {
  return output.isTTY && output.columns ? output.columns : WIDTH_WITHOUT_TERMINAL
}

export function heightOf(output: Output): number {
  return output.isTTY && output.rows ? output.rows : HEIGHT_WITHOUT_TERMINAL
}

/**
 * Colours: on a terminal, unless NO_COLOR is set to anything (no-color.org). FORCE_COLOR turns them on where
 * there is no terminal; set to 0 it turns them off.
 */
export function wantsColour(output: Output, environment: Environment): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = environment
  if (NO_COLOR) return false
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0'
  return output.isTTY === true && TERM !== 'dumb'
}

/** Whether more than ASCII can be shown: what the locale says, and on Windows the terminal. */
export function showsUnicode(output: Output, environment: Environment, system: string): boolean {
  if (system === 'win32') {
    // What is piped is read in a code page there.
    return output.isTTY === true && Boolean(environment.WT_SESSION || environment.TERM_PROGRAM)
  }
  const locale = environment.LC_ALL || environment.LC_CTYPE || environment.LANG || ''
  return /utf-?8/i.test(locale)
}

/** Whether a drawing can be drawn over. */
export function canRedraw(output: Output, environment: Environment): boolean {
  return output.isTTY === true && environment.TERM !== 'dumb'
}

/** How an output may be written to. */
export function lookOf(
  output: Output,
  { environment, system }: { readonly environment: Environment; readonly system: string },
): { readonly colour: boolean; readonly unicode: boolean } {
  return { colour: wantsColour(output, environment), unicode: showsUnicode(output, environment, system) }
}
