import { randomBytes } from 'node:crypto'
import type { OctetReader } from '../../wire/octet-reader.ts'
import { FAULT, RpcFault } from '../pdu/call.ts'

/** Attributes and a UUID (C706 appendix N): what a client holds of something that it has open at a server. */
export const HANDLE_LENGTH = 20

/** The handle of nothing. */
export const NULL_HANDLE = Buffer.alloc(HANDLE_LENGTH)

/** What the clients of one interface have open, over one association. */
export interface ContextHandles<T> {
  open(what: T): Buffer
  /** Reads a handle. Throws a context mismatch where it is of nothing. */
  read(from: OctetReader): { readonly handle: Buffer; readonly what: T }
  close(handle: Buffer): void
}

/** `rundown` is called once for each, when it is closed or its client has gone. */
export function contextHandles<T>(rundown: (what: T) => void): ContextHandles<T> & { closeAll(): void } {
  const opened = new Map<string, T>()
  function close(handle: Buffer): void {
    const key = handle.toString('hex')
    const what = opened.get(key)
    if (what !== undefined && opened.delete(key)) rundown(what)
  }
  return {
    open(what) {
      const handle = Buffer.concat([Buffer.alloc(4), randomBytes(16)])
      opened.set(handle.toString('hex'), what)
      return handle
    },
    read(from) {
      const handle = from.octets(HANDLE_LENGTH)
      const what = opened.get(handle.toString('hex'))
      if (what === undefined) throw new RpcFault(FAULT.CONTEXT_MISMATCH)
      return { handle, what }
    },
    close,
    closeAll() {
      for (const key of [...opened.keys()]) close(Buffer.from(key, 'hex'))
    },
  }
}
