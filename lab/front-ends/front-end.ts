import type { CertificateSpec } from '../ca/certificate-spec.ts'
import type { ResolverName } from '../dns/zone.ts'
import type { HttpService } from '../http/service.ts'
import type { OldTls } from '../tls/old-tls.ts'

/** What answers on a port, as data. One kind a file in this folder. */
export type FrontEnd =
  | TlsFrontEnd
  | OldTlsFrontEnd
  | HttpFrontEnd
  | DohFrontEnd
  | BannerFrontEnd
  | MailFrontEnd
  | { readonly kind: 'endpoint-mapper' }
  | { readonly kind: 'accepts' }

export type TlsVersion = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'

/** A TLS server with a web service behind it. */
export interface TlsFrontEnd {
  readonly kind: 'tls'
  readonly certificate: CertificateSpec
  /** From the oldest to the newest that it takes: TLS 1.2 to 1.3 unless told otherwise. */
  readonly versions?: readonly [oldest: TlsVersion, newest: TlsVersion]
  /** OpenSSL's cipher list. */
  readonly ciphers?: string
  /** The application protocols that it takes, by preference: HTTP/1.1 unless told otherwise. */
  readonly alpn?: readonly string[]
  readonly clientCertificate?: 'asked' | 'required'
  /** It staples what the issuer says of its certificate to every handshake. */
  readonly staples?: true
  /** What a client gets that sends no server name: another certificate, or an alert. Else the same. */
  readonly withoutServerName?: CertificateSpec | 'alert'
  /** What it takes besides that OpenSSL no longer can: shown by its answer to a bare ClientHello. */
  readonly also?: OldTls
  readonly behind: HttpService
}

/** A TLS server with nothing newer than what OpenSSL no longer can: it never completes a handshake. */
export interface OldTlsFrontEnd {
  readonly kind: 'old-tls'
  readonly certificate: CertificateSpec
  readonly takes: OldTls
}

/** A web service without TLS. */
export interface HttpFrontEnd {
  readonly kind: 'http'
  readonly behind: HttpService
}

/** One of the lab's own resolvers, on its address of the lab's internet. */
export interface DohFrontEnd {
  readonly kind: 'doh'
  readonly certificate: CertificateSpec
  readonly resolver: ResolverName
}

/** One of Exchange's services for other mail programs, up to the sign-in. */
export interface MailFrontEnd {
  readonly kind: 'mail'
  readonly protocol: 'smtp' | 'imap' | 'pop3'
  readonly certificate: CertificateSpec
  /** TLS comes first, as on the ports 465, 993 and 995; else the client asks for it. */
  readonly tlsFirst?: true
}

/** A port that speaks first, and then nothing more. */
export interface BannerFrontEnd {
  readonly kind: 'banner'
  readonly text: string
}
