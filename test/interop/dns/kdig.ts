import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

export interface KdigAnswer {
  /** As kdig writes it: `NOERROR`, `NXDOMAIN`. */
  readonly status: string
  readonly flags: readonly string[]
  /** Each record of the answer section as `name. type data` in lower case, sorted. */
  readonly records: readonly string[]
  /** The codes of the extended errors. */
  readonly extendedErrors: readonly number[]
}

/** Asks with kdig, and reads what it prints. */
export async function kdig(...parameters: readonly string[]): Promise<KdigAnswer> {
  const { stdout } = await promisify(execFile)('kdig', ['+edns', '+adflag', '+nocrypto', ...parameters])
  const answer = /;; ANSWER SECTION:\n([\s\S]*?)\n(?:\n|$)/.exec(stdout)?.[1] ?? ''
  return {
    status: /opcode: QUERY; status: (\w+)/.exec(stdout)?.[1] ?? '',
    flags: /Flags: ([^;]*);/.exec(stdout)?.[1]?.trim().split(' ') ?? [],
    records: answer
      .split('\n')
      .filter((line) => line !== '')
      .map((line) =>
        line
          .replace(/^(\S+)\s+\d+\s+IN\s+(\S+)\s+/, '$1 $2 ')
          .toLowerCase()
          .trim(),
      )
      .sort(),
    extendedErrors: Array.from(stdout.matchAll(/EDE: (\d+)/g), ([, code]) => Number(code)),
  }
}
