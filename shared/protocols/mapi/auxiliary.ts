import type { ByteReader } from '../bytes/index.ts'
import { ProtocolError } from '../protocol-error.ts'
import { joined, readExtendedBuffers } from './extended-buffer.ts'

/** What a server says about itself in the auxiliary buffer (MS-OXCRPC section 2.2.2.2). */
export interface AuxiliaryInfo {
  /** The blocks' types, in order. */
  readonly types: readonly number[]
  /** EMSMDB, NSPI and RFR all answer on one endpoint (AUX_ENDPOINT_CAPABILITIES). */
  readonly singleEndpoint?: boolean
  /** AUX_EXORGINFO: the organisation has public folders. */
  readonly publicFolders?: boolean
}

/** Names of block types of version 1 (section 2.2.2.2), for traces. */
const TYPES: ReadonlyMap<number, string> = new Map([
  [0x02, 'AUX_PERF_CLIENTINFO'],
  [0x04, 'AUX_PERF_SESSIONINFO'],
  [0x0a, 'AUX_CLIENT_CONTROL'],
  [0x0b, 'AUX_PERF_PROCESSINFO'],
  [0x16, 'AUX_OSVERSIONINFO'],
  [0x17, 'AUX_EXORGINFO'],
  [0x18, 'AUX_PERF_ACCOUNTINFO'],
  [0x46, 'AUX_SERVER_CAPABILITIES'],
  [0x48, 'AUX_ENDPOINT_CAPABILITIES'],
  [0x4a, 'AUX_CLIENT_CONNECTION_INFO'],
  [0x4b, 'AUX_SERVER_SESSION_INFO'],
  [0x4e, 'AUX_PROTOCOL_DEVICE_IDENTIFICATION'],
])
const HEADER_LENGTH = 4
const EXORGINFO = 0x17
const ENDPOINT_CAPABILITIES = 0x48
const PUBLIC_FOLDERS_ENABLED = 0x1
const SINGLE_ENDPOINT = 0x1

/**
 * Reads the rest of `reader` as an auxiliary buffer; an empty one says nothing.
 *
 * @throws ProtocolError what {@link readExtendedBuffers} throws, and `mapi.auxiliary`
 */
export function readAuxiliary(reader: ByteReader): AuxiliaryInfo {
  if (reader.remaining === 0) return { types: [] }
  const blocks = joined(readExtendedBuffers(reader))
  const types: number[] = []
  let info = {}
  while (blocks.remaining > 0) {
    const size = blocks.u16('AUX_HEADER: Size')
    blocks.u8('Version')
    const type = blocks.u8((value) => `Type: ${TYPES.get(value) ?? 'another'}`)
    if (size < HEADER_LENGTH) throw new ProtocolError('mapi.auxiliary', `an auxiliary block of ${size} bytes`)
    const block = blocks.nested(size - HEADER_LENGTH)
    types.push(type)
    if (type === ENDPOINT_CAPABILITIES)
      info = { ...info, singleEndpoint: (block.u32('EndpointCapabilityFlag') & SINGLE_ENDPOINT) !== 0 }
    else if (type === EXORGINFO)
      info = { ...info, publicFolders: (block.u32('OrgFlags') & PUBLIC_FOLDERS_ENABLED) !== 0 }
    else block.rest('Payload')
  }
  return { types, ...info }
}
