import { ByteWriter } from '../../bytes/index.ts'
import { extensionType } from '../codes/extensions.ts'
import { handshakeType } from '../codes/handshake-types.ts'

/** A ClientHello (RFC 8446 section 4.1.2). What is left out is not sent. */
export interface ClientHello {
  /** `legacy_version`: the newest version up to TLS 1.2 that is offered. */
  readonly version: number
  readonly random: Uint8Array
  readonly sessionId: Uint8Array
  readonly cipherSuites: readonly number[]
  readonly serverName?: string | undefined
  readonly alpn?: readonly string[] | undefined
  readonly groups?: readonly number[]
  readonly signatureSchemes?: readonly number[]
  readonly statusRequest?: boolean
  readonly renegotiationInfo?: boolean
  readonly extendedMasterSecret?: boolean
  /** The ticket of a session; empty to ask for one (RFC 5077 section 3.2). */
  readonly sessionTicket?: Uint8Array | undefined
  /** From here on TLS 1.3. */
  readonly supportedVersions?: readonly number[]
  readonly keyShares?: readonly { readonly group: number; readonly publicKey: Uint8Array }[]
  readonly cookie?: Uint8Array | undefined
  readonly postHandshakeAuth?: boolean
  readonly preSharedKey?: OfferedKey | undefined
}

/** A ticket of TLS 1.3; its binder has `binderLength` bytes. */
export interface OfferedKey {
  readonly identity: Uint8Array
  readonly obfuscatedAge: number
  readonly binderLength: number
}

/** A message, and the types of the extensions in it: a server may answer those alone. */
export interface WrittenHello {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly extensions: ReadonlySet<number>
}

type Extension = readonly [type: number, name: string, content: (writer: ByteWriter) => void]

/**
 * The whole handshake message. The binder of `preSharedKey` is left as zeros at its very end: it covers
 * everything before it.
 */
export function writeClientHello(hello: ClientHello): WrittenHello {
  const unpadded = write(hello, extensionsOf(hello))
  return addPadding(hello, unpadded) ?? unpadded
}

function write(hello: ClientHello, extensions: readonly Extension[]): WrittenHello {
  const writer = new ByteWriter()
  writer.u8(handshakeType.clientHello, 'handshake type: client_hello')
  writer.vector24('client_hello', () => {
    writer.u16(hello.version, 'legacy version')
    writer.raw(hello.random, 'client random')
    writer.vector8('session id', () => writer.raw(hello.sessionId))
    writer.vector16('cipher suites', () => {
      for (const suite of hello.cipherSuites) writer.u16(suite)
    })
    writer.vector8('compression methods', () => writer.u8(0, 'none'))
    if (extensions.length === 0) return
    writer.vector16('extensions', () => {
      for (const [type, name, content] of extensions) {
        writer.u16(type, `extension: ${name}`)
        writer.vector16(name, () => content(writer))
      }
    })
  })
  return { bytes: writer.bytes(), extensions: new Set(extensions.map(([type]) => type)) }
}

function extensionsOf(hello: ClientHello): readonly Extension[] {
  const extensions: Extension[] = []
  const add = (type: number, name: string, content: (writer: ByteWriter) => void) =>
    extensions.push([type, name, content])
  const { serverName, alpn, sessionTicket, cookie, preSharedKey } = hello

  if (serverName !== undefined) add(extensionType.serverName, 'server_name', writeServerName(serverName))
  if (hello.renegotiationInfo)
    add(extensionType.renegotiationInfo, 'renegotiation_info', (w) => w.u8(0, 'no connection before'))
  if (hello.groups) {
    add(extensionType.supportedGroups, 'supported_groups', writeNumbers(hello.groups))
    add(extensionType.ecPointFormats, 'ec_point_formats', (w) =>
      w.vector8('formats', () => w.u8(0, 'uncompressed')),
    )
  }
  if (hello.signatureSchemes)
    add(extensionType.signatureAlgorithms, 'signature_algorithms', writeNumbers(hello.signatureSchemes))
  if (alpn && alpn.length > 0)
    add(extensionType.alpn, 'application_layer_protocol_negotiation', writeAlpn(alpn))
  if (hello.statusRequest) {
    add(extensionType.statusRequest, 'status_request', (w) =>
      w.u8(1, 'type: ocsp').u16(0, 'no responders named').u16(0, 'no request extensions'),
    )
  }
  if (hello.extendedMasterSecret) add(extensionType.extendedMasterSecret, 'extended_master_secret', () => {})
  if (sessionTicket) add(extensionType.sessionTicket, 'session_ticket', (w) => w.raw(sessionTicket, 'ticket'))
  const { supportedVersions, keyShares } = hello
  if (supportedVersions) {
    add(extensionType.supportedVersions, 'supported_versions', (w) =>
      w.vector8('versions', () => {
        for (const version of supportedVersions) w.u16(version)
      }),
    )
    add(extensionType.pskKeyExchangeModes, 'psk_key_exchange_modes', (w) =>
      w.vector8('modes', () => w.u8(1, 'psk_dhe_ke')),
    )
  }
  if (hello.postHandshakeAuth) add(extensionType.postHandshakeAuth, 'post_handshake_auth', () => {})
  if (cookie) add(extensionType.cookie, 'cookie', (w) => w.vector16('cookie', () => w.raw(cookie)))
  if (keyShares) add(extensionType.keyShare, 'key_share', writeKeyShares(keyShares))
  // RFC 8446 section 4.2.11: this one has to be the last.
  if (preSharedKey) add(extensionType.preSharedKey, 'pre_shared_key', writeOfferedKey(preSharedKey))
  return extensions
}

/** Some old load balancers hang on a hello of 256 to 511 bytes; RFC 7685 fills it up. */
function addPadding(hello: ClientHello, { bytes }: WrittenHello): WrittenHello | undefined {
  const extensions = extensionsOf(hello)
  if (bytes.length < 256 || bytes.length > 511 || extensions.length === 0) return undefined
  const missing = Math.max(1, 512 - bytes.length - 4)
  const padding: Extension = [21, 'padding', (writer) => writer.raw(new Uint8Array(missing), 'padding')]
  const at = hello.preSharedKey ? -1 : extensions.length
  return write(hello, [...extensions.slice(0, at), padding, ...extensions.slice(at)])
}

function writeServerName(name: string) {
  return (writer: ByteWriter): void => {
    writer.vector16('names', () => {
      writer.u8(0, 'type: host_name')
      writer.vector16('host name', () => writer.raw(new TextEncoder().encode(name), name))
    })
  }
}

function writeAlpn(protocols: readonly string[]) {
  return (writer: ByteWriter): void => {
    writer.vector16('protocols', () => {
      for (const protocol of protocols)
        writer.vector8('protocol', () => writer.raw(new TextEncoder().encode(protocol), protocol))
    })
  }
}

function writeNumbers(numbers: readonly number[]) {
  return (writer: ByteWriter): void => {
    writer.vector16('list', () => {
      for (const number of numbers) writer.u16(number)
    })
  }
}

function writeKeyShares(shares: NonNullable<ClientHello['keyShares']>) {
  return (writer: ByteWriter): void => {
    writer.vector16('shares', () => {
      for (const { group, publicKey } of shares) {
        writer.u16(group, 'group')
        writer.vector16('key', () => writer.raw(publicKey, 'public key'))
      }
    })
  }
}

function writeOfferedKey({ identity, obfuscatedAge, binderLength }: OfferedKey) {
  return (writer: ByteWriter): void => {
    writer.vector16('identities', () => {
      writer.vector16('identity', () => writer.raw(identity, 'ticket'))
      writer.u32(obfuscatedAge, 'obfuscated ticket age')
    })
    writer.vector16('binders', () => {
      writer.vector8('binder', () => writer.raw(new Uint8Array(binderLength), 'filled in at the end'))
    })
  }
}
