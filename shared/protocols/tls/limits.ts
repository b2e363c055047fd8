/** What a peer may make us hold, in bytes unless it says otherwise. */
export const limits = {
  /** The content of a record (RFC 8446 section 5.1, RFC 5246 section 6.2.1). */
  plaintext: 2 ** 14,
  /** What protection may add to it up to TLS 1.2 (RFC 5246 section 6.2.3) … */
  expansion12: 2048,
  /** … and in TLS 1.3 (RFC 8446 section 5.2). */
  expansion13: 256,
  /** A handshake message other than Certificate: a full list of authorities in a CertificateRequest fits. */
  message: 96 * 1024,
  /** The Certificate message: ten times what real chains need. */
  chain: 128 * 1024,
  /** Certificates in a chain. */
  certificates: 32,
  /** Records, alerts or messages in a row that bring no application data. */
  idleRecords: 64,
  /** Bits of a server's DHE prime: smaller ones are broken, greater ones only cost us time. */
  dhePrime: { least: 1024, most: 8192 },
  /** Bits of an RSA modulus, and of its public exponent. */
  rsaModulus: { least: 512, most: 16384 },
  rsaExponent: 64,
} as const
