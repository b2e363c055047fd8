/** One message as it went over the wire, for people: no secret stands in it. */
export interface RpcTraceEntry {
  readonly direction: 'sent' | 'received'
  readonly verb: 'RPC_IN_DATA' | 'RPC_OUT_DATA'
  /** The message's name in its specification: `CONN/A1`, `bind_ack`. */
  readonly name: string
  /** A line a field: its bytes in hex beside its name and value. */
  readonly text: string
}

export type RpcTrace = (entry: RpcTraceEntry) => void
