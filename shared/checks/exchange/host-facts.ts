import type { Generation, Product } from '../../findings/index.ts'
import type { AnswerKind } from '../http/reading.ts'

/** The virtual directories of Exchange that are asked. */
export type DirectoryName = 'rpc' | 'mapi' | 'ews' | 'oab' | 'owa' | 'ecp' | 'activesync'

/** What one directory answers to a request without credentials. */
export interface DirectoryFacts {
  /** What the answer means (`challenge` is healthy); `none` when there was no answer. */
  readonly answers: AnswerKind | 'none'
  readonly status?: number
  /** The authentication schemes on offer, as people spell them: `Negotiate`, `NTLM`, `Basic`, `Bearer`. */
  readonly schemes: readonly string[]
  /** Who wrote the answer. */
  readonly product: Product
  /** Where a redirect leads. */
  readonly location?: string
}

/** What NTLM's second message tells of who answered. */
export interface NtlmNames {
  readonly nbDomainName?: string
  readonly nbComputerName?: string
  readonly dnsDomainName?: string
  readonly dnsComputerName?: string
  readonly dnsTreeName?: string
}

/** What is known of a published host after it was asked without credentials. */
export interface ExchangeHostFacts {
  readonly host: string
  /** Where 443 answers. All questions went to the first; of the others it is known that they answer alike or not. */
  readonly addresses: readonly string[]
  /** Whether anything showed that Exchange is behind it. */
  readonly exchange: boolean
  readonly generation?: Generation
  /** As X-OWA-Version has it: `15.1.2507.39`, or without its last part. */
  readonly build?: string
  /** What stands in front, where that shows. */
  readonly front?: Product
  readonly directories: Readonly<Record<DirectoryName, DirectoryFacts>>
  /** Names that are known inside only, as answers gave them away. */
  readonly internalNames: readonly string[]
  /** Who answers NTLM on /rpc, where it does. */
  readonly ntlm?: NtlmNames
}
