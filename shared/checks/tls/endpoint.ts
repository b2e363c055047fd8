import type { StartTlsProtocol } from '../../protocols/starttls/index.ts'

/** A port of one address of a host: what a connection is made to, and the name that it is made for. */
export type TlsEndpoint = {
  host: string
  address: string
  port: number
  /** The port speaks this in the clear, and TLS when it is asked to. Absent where TLS comes first. */
  starttls?: StartTlsProtocol
}

/** SMTP, IMAP and POP3 with TLS from the first byte on (RFC 8314). */
const MAIL_OVER_TLS = [465, 993, 995]

/** Whether HTTP is spoken there, as everywhere but on the ports for mail. */
export function speaksHttp({ port, starttls }: TlsEndpoint): boolean {
  return starttls === undefined && !MAIL_OVER_TLS.includes(port)
}
