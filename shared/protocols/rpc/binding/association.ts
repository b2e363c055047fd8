import { concatBytes } from '../../bytes/index.ts'
import { type SignedBefore, wrapInit, wrapResponse } from '../../ntlm/index.ts'
import { ProtocolError } from '../../protocol-error.ts'
import { BIND_RESULT } from '../codes/bind.ts'
import { type After, afterTimeout } from '../connection/channel.ts'
import type { VirtualConnection } from '../connection/virtual-connection.ts'
import { RpcBindNak, RpcBindRejected, RpcError, RpcFault, RpcSilence, type RpcStage } from '../error.ts'
import type { AuthVerifier } from '../pdu/auth-trailer.ts'
import { encodeAuth3, encodeBind, type PresentationContext } from '../pdu/bind.ts'
import { encodeRequest, FAULT_STUB_AT, STUB_AT, WHOLE } from '../pdu/call.ts'
import type { AuthToWrite } from '../pdu/framed.ts'
import { PFC, pduTypeName } from '../pdu/header.ts'
import { type Pdu, type PduContent, readPdu } from '../pdu/read.ts'
import { BIND_FEATURE, bindFeatures, NDR, type SyntaxId, sameSyntax } from '../pdu/syntax.ts'
import { exchangeAuth, Protection } from './protection.ts'
import type { RpcSecurity } from './security.ts'
import { challengeWithin, requireCompleted } from './spnego-legs.ts'

export interface BindOptions {
  readonly interface: SyntaxId
  /** Without it nobody signs in at the level of RPC. */
  readonly security?: RpcSecurity
  /** How long each answer may take. */
  readonly answerWithinMs?: number
  /** When it aborts, nobody waits for an answer for longer than some seconds more: what is left is to end in order. */
  readonly signal?: AbortSignal
  readonly after?: After
}

/** What a connection carries PDUs for. */
export type RpcTransport = Pick<VirtualConnection, 'send' | 'receive' | 'bound' | 'pings'>

/** What the server said to the bind. */
export interface BindFacts {
  readonly associationGroup: number
  /** Its endpoint, where it tells: a port's number as text. */
  readonly secondaryAddress: string
  /** The longest fragment that is sent to it. */
  readonly maxTransmit: number
  /** The bind time features that it takes: bits, see `BIND_FEATURE`. */
  readonly features: number
}

/** What Outlook announces over HTTP. */
const MAX_FRAGMENT = 4088
/** A server that takes less than this is not understood. */
const LEAST_FRAGMENT = 128
const ANSWER_WITHIN_MS = 15_000
/** For answers that are still awaited when the caller goes away. */
const HURRY_MS = 3000
const LARGEST_RESPONSE = 4 * 1024 * 1024
const OFFERED_FEATURES = BIND_FEATURE.securityContextMultiplexing | BIND_FEATURE.keepConnectionOnOrphan
/** NTLM signs headers whether or not somebody says so. */
const SECURED = WHOLE | PFC.supportHeaderSign | PFC.concurrentMultiplexing

/** A bind by which somebody signs in, as far as the legs behind it repeat it. */
interface SecuredBind {
  readonly callId: number
  readonly flags: number
  readonly contexts: readonly PresentationContext[]
}

type Ack = Extract<PduContent, { kind: 'bindAck' | 'alterContextResponse' }>

/**
 * What a client and a server know about each other on one connection: presentation contexts, security context, the numbers of
 * calls. One call at a time: the next waits for the answer. What is not understood ends it: every later call is refused
 * with the same error.
 */
export class Association {
  readonly #transport: RpcTransport
  readonly #answerWithinMs: number
  readonly #after: After
  readonly #signal: AbortSignal | undefined
  #facts: BindFacts = { associationGroup: 0, secondaryAddress: '', maxTransmit: MAX_FRAGMENT, features: 0 }
  #protection = new Protection()
  #callId = 0
  #contexts = 0
  #stage: RpcStage = 'bind'
  #turn: Promise<unknown> = Promise.resolve()
  #failure: { readonly error: unknown } | undefined
  /** Why whoever has the credential gave no answer: no error of RPC's. */
  #withheld: unknown

  constructor(transport: RpcTransport, options: Pick<BindOptions, 'answerWithinMs' | 'after' | 'signal'>) {
    this.#transport = transport
    this.#answerWithinMs = options.answerWithinMs ?? ANSWER_WITHIN_MS
    this.#after = options.after ?? afterTimeout
    this.#signal = options.signal
  }

  get facts(): BindFacts {
    return this.#facts
  }

  /** Binds the first interface, and signs in; its context is 0. */
  bind({ interface: abstractSyntax, security }: BindOptions): Promise<number> {
    return this.#inTurn(async () => {
      const callId = this.#nextCall()
      const contexts: PresentationContext[] = [
        { id: 0, abstractSyntax, transferSyntaxes: [NDR] },
        { id: 1, abstractSyntax, transferSyntaxes: [bindFeatures(OFFERED_FEATURES)] },
      ]
      this.#contexts = contexts.length
      const flags = security === undefined ? WHOLE : SECURED
      const auth = security && exchangeAuth(security, firstToken(security), false)
      await this.#transport.send(encodeBind({ ...this.#offer(contexts), callId, flags }, auth).bytes())
      const { content, auth: answered } = await this.#receiveAck(callId, 'bindAck')
      this.#accept(content)
      if (security !== undefined) {
        await this.#signIn(security, { callId, flags, contexts: contexts.slice(0, 1) }, answered?.value)
      }
      this.#transport.bound()
      this.#stage = 'call'
      return 0
    })
  }

  /** Binds another interface on the same connection; resolves with its context (C706 section 12.6.4.1). */
  alter(abstractSyntax: SyntaxId): Promise<number> {
    return this.#inTurn(async () => {
      const callId = this.#nextCall()
      const id = this.#contexts
      this.#contexts += 1
      const contexts = [{ id, abstractSyntax, transferSyntaxes: [NDR] }]
      const pdu = encodeBind({ ...this.#offer(contexts), callId, type: 'alterContext' })
      await this.#transport.send(pdu.bytes())
      const { content } = await this.#receiveAck(callId, 'alterContextResponse')
      requireAccepted(content)
      return id
    })
  }

  /** Calls a method; resolves with the stub of its answer. */
  call(contextId: number, opnum: number, stub: Uint8Array): Promise<Uint8Array> {
    return this.#inTurn(async () => {
      const callId = this.#nextCall()
      for (const fragment of this.#fragments(stub)) {
        const request = { callId, contextId, opnum, ...fragment }
        await this.#transport.send(this.#protection.protect((auth) => encodeRequest(request, auth)))
      }
      return this.#receiveResponse(callId)
    })
  }

  #offer(contexts: readonly PresentationContext[]) {
    const { associationGroup } = this.#facts
    return { maxTransmit: MAX_FRAGMENT, maxReceive: MAX_FRAGMENT, associationGroup, contexts }
  }

  #accept(ack: Ack): void {
    requireAccepted(ack)
    const features = ack.results[1]
    const maxTransmit = Math.min(MAX_FRAGMENT, ack.maxReceive)
    if (maxTransmit < LEAST_FRAGMENT)
      throw new RpcError(
        'rpc.fragment-size',
        'bind',
        `the server takes fragments of ${ack.maxReceive} bytes at most`,
      )
    this.#facts = {
      associationGroup: ack.associationGroup,
      secondaryAddress: ack.secondaryAddress,
      maxTransmit,
      features: features?.result === BIND_RESULT.negotiateAck ? features.reason : 0,
    }
  }

  /** The second and third leg of NTLM, as they are or within SPNEGO. */
  async #signIn(security: RpcSecurity, bind: SecuredBind, token?: Uint8Array): Promise<void> {
    if (token === undefined)
      throw new RpcError('rpc.no-challenge', 'bind', 'the server takes the bind and asks for no proof')
    const { level, package: by } = security
    const challenge = by === 'negotiate' ? challengeWithin(token) : token
    const { message, mechListMic, ...agreed } = await security.authenticate(challenge).catch((error) => {
      if (!isOfCodec(error)) this.#withheld = error
      throw error
    })
    let signedBefore: SignedBefore | undefined
    if (by === 'negotiate') {
      const last = exchangeAuth(security, wrapResponse(message, mechListMic), true)
      const isSigned = requireCompleted(await this.#alterBy(bind, last), agreed)
      signedBefore = { sent: mechListMic === undefined ? 0 : 1, received: isSigned ? 1 : 0 }
    } else {
      // The server does not answer this leg: a refusal shows in the first call.
      const flags = bind.flags & ~PFC.supportHeaderSign
      await this.#transport.send(
        encodeAuth3(bind.callId, exchangeAuth(security, message, true), flags).bytes(),
      )
    }
    this.#protection = new Protection({
      level,
      package: by,
      ...agreed,
      ...(signedBefore && { signedBefore }),
    })
  }

  /** A leg that is answered goes with an alter_context of what is bound already (MS-RPCE section 3.3.1.5.2.2). */
  async #alterBy(bind: SecuredBind, leg: AuthToWrite): Promise<Uint8Array | undefined> {
    const { callId, flags, contexts } = bind
    const pdu = encodeBind({ ...this.#offer(contexts), callId, type: 'alterContext', flags }, leg)
    await this.#transport.send(pdu.bytes())
    const { content, auth } = await this.#receiveAck(callId, 'alterContextResponse')
    requireAccepted(content)
    return auth?.value
  }

  async #receiveAck(callId: number, kind: Ack['kind']): Promise<Pdu & { readonly content: Ack }> {
    const pdu = readPdu(await this.#receive())
    const { content } = pdu
    this.#requireCall(pdu, callId)
    if (content.kind === 'bindNak') throw new RpcBindNak(content.reason)
    if (content.kind === 'fault') throw this.#fault(pdu, content.status)
    if (content.kind !== kind) throw this.#misplaced(pdu)
    return { ...pdu, content: content as Ack }
  }

  async #receiveResponse(callId: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = []
    let length = 0
    for (;;) {
      const bytes = await this.#receive()
      const pdu = readPdu(bytes)
      const { header, content, auth } = pdu
      if (content.kind === 'shutdown') continue
      this.#requireCall(pdu, callId)
      if (content.kind === 'fault') {
        // Not every server protects its faults; of one that does the number counts.
        throw this.#fault(pdu, content.status, auth && this.#problemOf(bytes, auth))
      }
      if (content.kind !== 'response') throw this.#misplaced(pdu)
      if (((header.flags & PFC.firstFragment) !== 0) !== (parts.length === 0))
        throw new RpcError(
          'rpc.fragment-order',
          this.#stage,
          'the fragments of a response do not follow each other',
        )
      const part = this.#protection.open(bytes, auth)
      parts.push(part)
      length += part.length
      if (length > LARGEST_RESPONSE)
        throw new RpcError(
          'rpc.response-too-large',
          this.#stage,
          `a response holds more than ${LARGEST_RESPONSE} bytes`,
        )
      if ((header.flags & PFC.lastFragment) !== 0) return concatBytes(...parts)
    }
  }

  /** The stub in pieces that the server takes; all but the last are a multiple of 16 bytes long, so that none is padded. */
  *#fragments(stub: Uint8Array) {
    const room = this.#facts.maxTransmit - STUB_AT - this.#protection.overhead
    const size = Math.max(16, room - (room % 16))
    for (let at = 0; at === 0 || at < stub.length; at += size) {
      const first = at === 0 ? PFC.firstFragment : 0
      const last = at + size >= stub.length ? PFC.lastFragment : 0
      yield { flags: first | last, allocHint: stub.length - at, stub: stub.subarray(at, at + size) }
    }
  }

  async #receive(): Promise<Uint8Array> {
    const before = this.#transport.pings
    const { promise: late, reject } = Promise.withResolvers<never>()
    const timers: (() => void)[] = []
    const wait = (milliseconds: number) =>
      timers.push(
        this.#after(milliseconds, () =>
          reject(new RpcSilence(this.#stage, milliseconds, this.#transport.pings - before)),
        ),
      )
    const hurry = () => wait(HURRY_MS)
    wait(this.#answerWithinMs)
    if (this.#signal?.aborted) hurry()
    this.#signal?.addEventListener('abort', hurry)
    try {
      return await Promise.race([this.#transport.receive(), late])
    } finally {
      for (const cancel of timers) cancel()
      this.#signal?.removeEventListener('abort', hurry)
    }
  }

  #requireCall(pdu: Pdu, callId: number): void {
    if (pdu.header.callId !== callId)
      throw new RpcError('rpc.call-id', this.#stage, `${pduTypeName(pdu.header.type)} answers another call`)
  }

  #fault(pdu: Pdu, status: number, signatureProblem?: string): RpcFault {
    const didNotExecute = (pdu.header.flags & PFC.didNotExecute) !== 0
    return new RpcFault(this.#stage, status, didNotExecute, signatureProblem)
  }

  /** What is wrong with the signature of a fault: a reason to trust it less, and none to keep quiet about what it says. */
  #problemOf(bytes: Uint8Array, auth: AuthVerifier): string | undefined {
    try {
      this.#protection.open(bytes, auth, Math.min(FAULT_STUB_AT, auth.trailerAt))
      return undefined
    } catch (error) {
      if (error instanceof ProtocolError) return error.code
      throw error
    }
  }

  #misplaced({ header }: Pdu): RpcError {
    return new RpcError(
      'rpc.pdu-order',
      this.#stage,
      `${pduTypeName(header.type)} came where it has no place`,
    )
  }

  #nextCall(): number {
    this.#callId += 1
    return this.#callId
  }

  /** One after the other; what a server answered in order is no reason to end, everything else is. */
  #inTurn<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    const asked = this.#turn.then(async () => {
      if (this.#failure !== undefined) throw this.#failure.error
      try {
        return await ask()
      } catch (error) {
        const staged = this.#staged(error)
        if (!this.#leavesInOrder(staged)) this.#failure = { error: staged }
        throw staged
      }
    })
    this.#turn = asked.catch(() => undefined)
    return asked
  }

  /** Behind a signature that is wrong the numbers of both sides are no longer known to agree. */
  #leavesInOrder(error: unknown): boolean {
    if (error instanceof RpcFault) return error.signatureProblem === undefined
    return error instanceof RpcBindRejected && this.#stage === 'call'
  }

  /** Codecs do not know how far the connection came. */
  #staged(error: unknown): unknown {
    if (!(error instanceof ProtocolError) || error instanceof RpcError || error === this.#withheld)
      return error
    return new RpcError(error.code, this.#stage, error.message, { cause: error })
  }
}

/** A challenge that cannot be read is the server's fault; errors of a kind of their own are of who was asked to answer it. */
function isOfCodec(error: unknown): boolean {
  return error instanceof ProtocolError && error.constructor === ProtocolError
}

/** What the bind carries: the whole of NTLM's NEGOTIATE, or SPNEGO that offers nothing else. */
function firstToken({ package: by, negotiate }: RpcSecurity): Uint8Array {
  return by === 'negotiate' ? wrapInit(negotiate) : negotiate
}

function requireAccepted({ results }: Ack): void {
  const [first] = results
  if (first === undefined)
    throw new RpcError('rpc.no-result', 'bind', 'the server says nothing of the interface')
  if (first.result !== BIND_RESULT.acceptance) throw new RpcBindRejected(first.result, first.reason)
  if (!sameSyntax(first.transferSyntax, NDR))
    throw new RpcError(
      'rpc.transfer-syntax',
      'bind',
      'the server takes the interface in a form that was not offered',
    )
}
