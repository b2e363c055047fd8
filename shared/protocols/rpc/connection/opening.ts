import { RpcError, type RpcStage } from '../error.ts'
import { findCommand, rtsName } from '../rts/messages.ts'
import type { RtsPdu } from '../rts/pdu.ts'

/** What opening a connection told. */
export interface RpcConnectionFacts {
  /** CONN/A3: how long the proxy bears a channel on which nothing goes, in milliseconds. */
  readonly outTimeoutMs: number
  /** CONN/C2: the same of the inbound proxy, where it tells. */
  readonly inTimeoutMs: number | undefined
  /** CONN/C2: bytes that the inbound proxy takes at once. */
  readonly sendWindow: number
  /** CONN/C2: of the protocol; 1. */
  readonly version: number
}

/** How far a virtual connection has come on its way to be open (MS-RPCH section 3.2.2.1). */
export class Opening {
  #progress: 'requested' | 'answered' | 'a3' | 'open' = 'requested'
  #outTimeoutMs = 0
  #facts: RpcConnectionFacts | undefined

  /** Known with CONN/C2. */
  get facts(): RpcConnectionFacts | undefined {
    return this.#facts
  }

  get stage(): RpcStage {
    if (this.#progress === 'requested') return 'http'
    return this.#progress === 'open' ? 'bind' : 'rts'
  }

  /** The OUT channel's request was answered with success. */
  answered(): void {
    if (this.#progress === 'requested') this.#progress = 'answered'
  }

  /** CONN/A3 or CONN/C2. The order of commands is not insisted on: what is needed has to be there. */
  hear(pdu: RtsPdu): void {
    const timeout = findCommand(pdu, 'ConnectionTimeout')?.milliseconds
    const version = findCommand(pdu, 'Version')?.version
    const sendWindow = findCommand(pdu, 'ReceiveWindowSize')?.bytes
    if (this.#progress === 'answered' && timeout !== undefined && version === undefined) {
      this.#progress = 'a3'
      this.#outTimeoutMs = timeout
    } else if (this.#progress === 'a3' && version !== undefined && sendWindow !== undefined) {
      this.#progress = 'open'
      this.#facts = { outTimeoutMs: this.#outTimeoutMs, inTimeoutMs: timeout, sendWindow, version }
    } else throw misplaced(rtsName(pdu), this.stage)
  }

  /** What it means when nothing more comes. */
  tooLate(waitedMs: number): RpcError {
    const seconds = `${(waitedMs / 1000).toFixed(0)} s`
    if (this.#progress === 'requested')
      return new RpcError('rpc.no-answer-out', 'http', `no answer to RPC_OUT_DATA within ${seconds}`)
    if (this.#progress === 'answered')
      return new RpcError(
        'rpc.no-a3',
        'rts',
        `RPC_OUT_DATA was answered, and no CONN/A3 came within ${seconds}`,
      )
    return new RpcError('rpc.no-c2', 'rts', `CONN/A3 came, and no CONN/C2 within ${seconds}`)
  }

  /** When something happens that happens now. */
  get moment(): string {
    const moments = {
      requested: 'before RPC_OUT_DATA was answered',
      answered: 'before CONN/A3',
      a3: 'between CONN/A3 and CONN/C2',
      open: 'while it was in use',
    }
    return moments[this.#progress]
  }
}

export function misplaced(name: string, stage: RpcStage): RpcError {
  return new RpcError('rpc.rts-order', stage, `${name} came where it has no place`)
}
