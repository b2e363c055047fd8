/** What is different about a server's RPC over HTTP, as data. */
export interface RpcSettings {
  /** How long a channel may be idle, in milliseconds (CONN/A3): 15 minutes unless told otherwise. */
  readonly connectionTimeoutMs?: number
  /** What the answer to an OUT channel announces, in octets: a gigabyte, and another channel is asked for before its end. */
  readonly outChannelOctets?: number
  /** The OUT channel comes in chunks, as some front ends make it. */
  readonly chunked?: true
  /** What a client may have under way on its IN channel, in octets: 64 KiB unless told otherwise. */
  readonly receiveWindow?: number
  /** The longest PDU that the server takes, in octets: 4088 unless told otherwise. */
  readonly longestFragment?: number
  /** How replaced channels are agreed on: by the same proxy (R2) unless told otherwise. */
  readonly recycling?: 'R1' | 'R2'
  /** Mailboxes are opened over calls alone that are encrypted by RPC itself. */
  readonly encryptionRequired?: true
  /** The server keeps the channels that it gets to itself, and passes them to no other: as all before 2013 do. */
  readonly apart?: true
  /** How clients may sign in to RPC itself: by `NTLM` and by `Negotiate` with NTLM in it unless told otherwise. */
  readonly packages?: readonly RpcPackage[]
  readonly faults?: RpcFaults
}

/** `Kerberos`: Negotiate, and in it no NTLM. */
export type RpcPackage = 'NTLM' | 'Negotiate' | 'Kerberos'

/** What goes wrong, layer by layer; each of it happens in the field. */
export interface RpcFaults {
  /** The RPC proxy gets nowhere, or knows the server not. */
  readonly proxy?: ProxyFault
  /** What becomes of channels that were accepted. */
  readonly channels?: ChannelFault
  readonly bind?: BindFault
  /** RPC's own authentication: whoever says who he is is refused, or never answered. */
  readonly authentication?: 'refused' | 'silent'
  /** What is wrong with the signatures of responses: the checksum, the number, or the padding before it. */
  readonly verifier?: 'checksum' | 'sequence' | 'padding'
  readonly calls?: CallFault
}

export interface ProxyFault {
  /** On these endpoints alone; on all unless told otherwise. */
  readonly endpoints?: readonly RpcEndpoint[]
  /** A number of `RPC Error: …`, in hexadecimal digits; or the server's name is unknown here, or no port of its may be reached. */
  readonly error: RpcErrorNumber | 'unknown-server' | 'invalid-port'
  /** The error comes inside the OUT channel after its first PDU, and not as its status. */
  readonly inStream?: true
  /** What a server adds about where it failed (MS-EERR), in base64. */
  readonly extendedError?: string
}

export type RpcEndpoint = 6001 | 6002 | 6004
export type RpcErrorNumber = '5' | '57' | '6ba' | '6bb' | '6be' | '6bf' | '6c0' | '6c1' | '6d9'

/**
 * - `silent`: nothing follows CONN/A3.
 * - `pings`: nothing but pings does.
 * - `truncated`: the last PDU of the connection ends in its middle.
 * - `unknown-command`: CONN/C2 has a command in it that nobody knows.
 * - `recycled-at-once`: the OUT channel has to be replaced as soon as it is there.
 */
export type ChannelFault = 'silent' | 'pings' | 'truncated' | 'unknown-command' | 'recycled-at-once'

export type BindFault =
  /** These interfaces are not there. */
  | { readonly absent: readonly InterfaceName[] }
  /** All binds are refused: bind_nak with the reason (MS-RPCE section 2.2.2.5). */
  | { readonly refused: number }
  /** No bind is answered. */
  | 'silent'

export type InterfaceName = 'mgmt' | 'rfr' | 'nspi' | 'emsmdb' | 'async-emsmdb'

/** What becomes of calls, of one interface or all but mgmt. */
export interface CallFault {
  readonly of?: InterfaceName
  /**
   * A fault with this status; or no answer, though the call is made (`unanswered`) or not (`silent`); or more fragments than
   * needed; or a wrong hint of their length.
   */
  readonly by: { readonly status: number } | 'silent' | 'unanswered' | 'fragments' | 'hint'
}
