import { type ByteReader, type ByteWriter, guidBytes, guidText } from '../../bytes/index.ts'

/** An interface, or a transfer syntax: a UUID and a version (C706 section 12.6.3.1, `p_syntax_id_t`). */
export interface SyntaxId {
  readonly uuid: string
  readonly major: number
  readonly minor: number
}

/** Bytes of a syntax on the wire. */
export const SYNTAX_LENGTH = 20

/** NDR 2.0 (C706 chapter 14). */
export const NDR: SyntaxId = { uuid: '8a885d04-1ceb-11c9-9fe8-08002b104860', major: 2, minor: 0 }

/** Interfaces that Exchange offers, and those that every RPC server has. */
export const RPC_INTERFACE = {
  /** C706 appendix Q. */
  mgmt: { uuid: 'afa8bd80-7d8a-11c9-bef4-08002b102989', major: 1, minor: 0 },
  /** C706 appendix O. */
  endpointMapper: { uuid: 'e1af8308-5d1f-11c9-91a4-08002b14a0fa', major: 3, minor: 0 },
  /** MS-OXCRPC section 1.9. */
  emsmdb: { uuid: 'a4f1db00-ca47-1067-b31f-00dd010662da', major: 0, minor: 81 },
  asyncEmsmdb: { uuid: '5261574a-4572-206e-b268-6b199213b4e4', major: 0, minor: 1 },
  /** MS-OXNSPI section 1.9. */
  nspi: { uuid: 'f5cc5a18-4264-101a-8c59-08002b2f8426', major: 56, minor: 0 },
  /** MS-OXABREF section 1.9. */
  rfr: { uuid: '1544f5e0-613c-11d1-93df-00c04fd7bd09', major: 1, minor: 0 },
} as const satisfies { readonly [name: string]: SyntaxId }

const NAMES: readonly (readonly [SyntaxId, string])[] = [
  [NDR, 'NDR'],
  [RPC_INTERFACE.mgmt, 'mgmt'],
  [RPC_INTERFACE.endpointMapper, 'endpoint mapper'],
  [RPC_INTERFACE.emsmdb, 'EMSMDB'],
  [RPC_INTERFACE.asyncEmsmdb, 'AsyncEMSMDB'],
  [RPC_INTERFACE.nspi, 'NSPI'],
  [RPC_INTERFACE.rfr, 'RFR'],
]

const FEATURES_PREFIX = '6cb71c2c-9812-4540-'
/** Bits of the offer of bind time features (MS-RPCE section 2.2.2.14). */
export const BIND_FEATURE = { securityContextMultiplexing: 1, keepConnectionOnOrphan: 2 } as const

/** The transfer syntax by which a bind offers features (MS-RPCE section 2.2.2.14). */
export function bindFeatures(bits: number): SyntaxId {
  return {
    uuid: `${FEATURES_PREFIX}${bits.toString(16).padStart(2, '0')}00-000000000000`,
    major: 1,
    minor: 0,
  }
}

/** The name that people know the interface by; undefined for one that is not known here. Its version is not looked at. */
export function interfaceName({ uuid }: Pick<SyntaxId, 'uuid'>): string | undefined {
  return NAMES.find(([known]) => known.uuid === uuid)?.[1]
}

export function sameSyntax(left: SyntaxId, right: SyntaxId): boolean {
  return left.uuid === right.uuid && left.major === right.major && left.minor === right.minor
}

export function writeSyntax(writer: ByteWriter, syntax: SyntaxId, comment: string): void {
  writer
    .raw(guidBytes(syntax.uuid), `${comment}: ${describe(syntax.uuid)}`)
    .u16(syntax.major, `${comment}: major version`)
    .u16(syntax.minor, `${comment}: minor version`)
}

export function readSyntax(reader: ByteReader, comment: string): SyntaxId {
  const uuid = guidText(reader.take(16, (bytes) => `${comment}: ${describe(guidText(bytes))}`))
  return {
    uuid,
    major: reader.u16(`${comment}: major version`),
    minor: reader.u16(`${comment}: minor version`),
  }
}

function describe(uuid: string): string {
  const name = uuid.startsWith(FEATURES_PREFIX) ? 'bind time features' : interfaceName({ uuid })
  return name === undefined ? uuid : `${uuid} (${name})`
}
