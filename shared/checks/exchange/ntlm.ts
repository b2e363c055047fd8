import { check } from '../../engine/index.ts'
import { ConnectError } from '../../platform/index.ts'
import { HttpConnection, type HttpResponse } from '../../protocols/http/index.ts'
import {
  encodeNegotiate,
  fromFileTime,
  HTTP_FLAGS,
  type NtlmChallenge,
  readChallenge,
} from '../../protocols/ntlm/index.ts'
import { ProtocolError } from '../../protocols/protocol-error.ts'
import { openConnection } from '../http/request.ts'
import { answerIn, firstHeader, NTLM_FORMS, type NtlmForm } from '../sign-in/forms.ts'
import type { NtlmNames } from './host-facts.ts'
import { type HostAddress, RPC_HEADERS, RPC_PATH, rpcTarget } from './questions.ts'

/** A directory that offers NTLM, by itself or within Negotiate. */
export type NtlmQuestion = HostAddress & {
  path: string
  scheme: 'NTLM' | 'Negotiate'
  /** Tells a question that is put once more from the first: chance may have answered that. */
  again?: true
}

export interface NtlmFirstHalf {
  /** Undefined when the server did not answer the first message with a second. */
  readonly names?: NtlmNames
  /** By how much the server's clock is ahead of ours, in milliseconds. */
  readonly clockAheadMs?: number
  /**
   * What became of the connection, which NTLM needs to stay the same: `ends` when the server ends it with or
   * after its challenge, `shared` when further requests on it reach other servers.
   */
  readonly connection?: 'kept' | 'ends' | 'shared'
  /** The computers that answered on this one connection. */
  readonly computers: readonly string[]
}

/** A balancer that chooses anew for each request is caught by a few of them. */
const ROUNDS = 4
const LONGEST_PAGE = 64 * 1024
const WINDOWS_10 = { major: 10, minor: 0, build: 19041 }

/**
 * The half of NTLM that needs no password: its first message brings the second (MS-NTHT), which says who
 * answers and what time it is there. Then the same again on the same connection: NTLM signs in a connection,
 * and works only where that stays whole to the same server. Within SPNEGO where it is not taken as it is.
 */
export const beginNtlm = check(
  'exchange.ntlm',
  async (step, { path, scheme, again: _, ...at }: NtlmQuestion): Promise<NtlmFirstHalf> => {
    const { stream } = await openConnection(step, { ...at, port: 443, secure: true })
    const connection = new HttpConnection(stream)
    const challenges: NtlmChallenge[] = []
    const forms = NTLM_FORMS.filter((form) => form.scheme === scheme)
    let form = forms.shift()
    let clockAheadMs: number | undefined
    try {
      while (form !== undefined && challenges.length < ROUNDS && connection.reusable) {
        const response = await connection.send(firstMessage(at, path, form))
        const answeredAt = step.now()
        await response.body.readAll(LONGEST_PAGE)
        const challenge = challengeIn(response, form)
        if (challenge === undefined) {
          if (challenges.length > 0) break
          form = forms.shift()
          continue
        }
        const timestamp = challenge.targetInfo?.timestamp
        const theirs = timestamp === undefined ? undefined : fromFileTime(timestamp)
        if (theirs !== undefined) clockAheadMs ??= theirs - answeredAt
        challenges.push(challenge)
      }
    } catch (error) {
      if (step.signal.aborted) throw error
      if (!(error instanceof ProtocolError) && !(error instanceof ConnectError)) throw error
      // A connection that ends behind a challenge is an answer; one that never got so far is none.
      if (challenges.length === 0) throw error
    }
    const [first] = challenges
    if (first === undefined) return { computers: [] }
    const names = namesIn(first)
    const computers = [...new Set(challenges.flatMap((each) => namesIn(each).nbComputerName ?? []))].sort()
    const whole = challenges.length === ROUNDS || connection.reusable
    const kept = computers.length > 1 ? 'shared' : whole ? 'kept' : 'ends'
    step.note('exchange.ntlm', { ...names, connection: kept })
    return { names, clockAheadMs, connection: kept, computers }
  },
  { limitSeconds: 12, needed: false },
)

function firstMessage({ host }: HostAddress, path: string, form: NtlmForm) {
  const negotiate = encodeNegotiate({ flags: HTTP_FLAGS, version: WINDOWS_10 }).bytes()
  const rpc = path === RPC_PATH
  return {
    method: rpc ? 'RPC_IN_DATA' : 'POST',
    target: rpc ? rpcTarget(host) : path,
    headers: [
      ['Host', host],
      ...(rpc ? RPC_HEADERS : []),
      ['Connection', 'Keep-Alive'],
      ['Authorization', firstHeader(form, negotiate)],
    ] as const,
    body: new Uint8Array(),
  }
}

function challengeIn({ status, headers }: HttpResponse, form: NtlmForm): NtlmChallenge | undefined {
  if (status !== 401) return undefined
  const answer = answerIn(form, headers)
  return answer.kind === 'challenge' ? readChallenge(answer.challenge) : undefined
}

function namesIn({ targetInfo = { pairs: [] } }: NtlmChallenge): NtlmNames {
  const { nbDomainName, nbComputerName, dnsDomainName, dnsComputerName, dnsTreeName } = targetInfo
  return { nbDomainName, nbComputerName, dnsDomainName, dnsComputerName, dnsTreeName }
}
