import { OctetWriter } from '../wire/octet-writer.ts'

/** What a server says of itself beside its answer (MS-OXCRPC section 2.2.2.2), without the header of the buffer. */
export function serverBlocks(hasOneEndpoint: boolean): Buffer {
  return Buffer.concat([
    // AUX_EXORGINFO: there are public folders, and Autodiscover leads to them.
    block(0x17, u32(3)),
    // AUX_CLIENT_CONTROL: no performance data for so many milliseconds.
    block(0x0a, Buffer.concat([u32(12), u32(604_800_000)])),
    // AUX_ENDPOINT_CAPABILITIES: all interfaces are on one endpoint.
    ...(hasOneEndpoint ? [block(0x48, u32(1))] : []),
  ])
}

/** Size with this header, version 1, type. */
function block(type: number, payload: Buffer): Buffer {
  return new OctetWriter()
    .u16(payload.length + 4)
    .u8(1)
    .u8(type)
    .octets(payload)
    .toBuffer()
}

function u32(value: number): Buffer {
  return new OctetWriter().u32(value).toBuffer()
}
