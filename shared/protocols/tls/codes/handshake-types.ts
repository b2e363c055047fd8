/** The types of handshake messages (RFC 8446 section 4, RFC 5246 section 7.4). */
export const handshakeType = {
  helloRequest: 0,
  clientHello: 1,
  serverHello: 2,
  newSessionTicket: 4,
  encryptedExtensions: 8,
  certificate: 11,
  serverKeyExchange: 12,
  certificateRequest: 13,
  serverHelloDone: 14,
  certificateVerify: 15,
  clientKeyExchange: 16,
  finished: 20,
  certificateStatus: 22,
  keyUpdate: 24,
  messageHash: 254,
} as const

/** The type's name in the RFCs' spelling, for messages to people. */
export function handshakeTypeName(code: number): string {
  const entry = Object.entries(handshakeType).find(([, value]) => value === code)
  return entry ? entry[0].replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) : `type ${code}`
}
