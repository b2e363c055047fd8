/** The acceptance suites of the path validator, in the format of x509-limbo (C2SP). */

export const SUITE_FILES = [
  'limbo-core.json.gz',
  'bettertls-pathbuilding.json.gz',
  'bettertls-nameconstraints-400.json.gz',
] as const
export type SuiteFile = (typeof SUITE_FILES)[number]

/** The fields of a case that this validator has a use for; certificates and lists are PEM. */
export interface LimboCase {
  readonly id: string
  readonly validation_kind: string
  readonly trusted_certs: readonly string[]
  readonly untrusted_intermediates: readonly string[]
  readonly peer_certificate: string
  readonly validation_time: string | null
  readonly expected_result: 'SUCCESS' | 'FAILURE'
  readonly expected_peer_name: { readonly value: string } | null
  readonly max_chain_depth: number | null
  readonly crls: readonly string[]
}

export interface Suite {
  readonly file: SuiteFile
  readonly cases: readonly LimboCase[]
}

/** A suite from its compressed file, in any runtime. Keeps the cases that are about servers. */
export async function readSuite(file: SuiteFile, gzipped: Uint8Array<ArrayBuffer>): Promise<Suite> {
  const stream = new Blob([gzipped]).stream().pipeThrough(new DecompressionStream('gzip'))
  const { testcases } = (await new Response(stream).json()) as { testcases: readonly LimboCase[] }
  return { file, cases: testcases.filter(({ validation_kind: kind }) => kind === 'SERVER') }
}
