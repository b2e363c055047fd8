import { ByteWriter } from '../bytes/index.ts'
import { md5 } from '../crypto/md5.ts'

const PREFIX = new TextEncoder().encode('tls-server-end-point:')

/**
 * The value of MsvAvChannelBindings, 16 bytes (MS-NLMP section 3.1.5.1.2): MD5 of a gss_channel_bindings_struct
 * (RFC 2744 section 3.11, the lengths little-endian) without addresses, whose application data are `tls-server-end-point:` and
 * the hash of the server's certificate (RFC 5929 section 4).
 */
export function channelBindings(tlsServerEndPoint: Uint8Array): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter('little')
    .u32(0, 'initiator_addrtype')
    .u32(0, 'initiator_address length')
    .u32(0, 'acceptor_addrtype')
    .u32(0, 'acceptor_address length')
    .u32(PREFIX.length + tlsServerEndPoint.length, 'application_data length')
    .raw(PREFIX, 'application_data: prefix')
    .raw(tlsServerEndPoint, 'application_data: hash of the certificate')
  return md5(writer.bytes())
}
