import type { SecureContextOptions, TlsOptions } from 'node:tls'
import type { makeCredentials } from './certificates.ts'

type Kind = keyof Awaited<ReturnType<typeof makeCredentials>>

/** How Node's TLS server is set up. Plain data: the suites name what they connect to. */
export interface Configuration extends Pick<SecureContextOptions, 'minVersion' | 'maxVersion' | 'ecdhCurve'> {
  readonly credentials: Kind
  /** In OpenSSL's words. */
  readonly ciphers?: string
  readonly dhparam?: 'auto'
  readonly secureOptions?: number
  readonly requestCert?: boolean
  readonly rejectUnauthorized?: boolean
  readonly ALPNProtocols?: TlsOptions['ALPNProtocols']
  /** Sessions are kept by their id, and no tickets given. */
  readonly keepsSessions?: boolean
  /** An OCSP response to staple, in hex: whatever it says. */
  readonly staple?: string
  /** Sends a HelloRequest when it is asked for `/renegotiate`. */
  readonly renegotiates?: boolean
}

const noTicket = 0x4000
const tls12 = (credentials: Kind, ciphers: string): Configuration => ({
  credentials,
  ciphers: `${ciphers}:@SECLEVEL=0`,
  maxVersion: 'TLSv1.2',
  dhparam: 'auto',
})
const tls11 = (credentials: Kind, ciphers: string): Configuration => ({
  ...tls12(credentials, ciphers),
  minVersion: 'TLSv1',
  maxVersion: 'TLSv1.1',
})
const tls10 = (credentials: Kind, ciphers: string): Configuration => ({
  ...tls11(credentials, ciphers),
  maxVersion: 'TLSv1',
})

export const configurations = {
  '1.3 rsa': { credentials: 'rsa' },
  '1.3 rsa-pss key': { credentials: 'rsaPss' },
  '1.3 rsa 1024': { credentials: 'rsa1024', ciphers: 'TLS_AES_128_GCM_SHA256:DEFAULT:@SECLEVEL=0' },
  '1.3 p256': { credentials: 'p256', ciphers: 'TLS_AES_128_GCM_SHA256' },
  '1.3 p384': { credentials: 'p384', ciphers: 'TLS_CHACHA20_POLY1305_SHA256' },
  '1.3 p521': { credentials: 'p521' },
  '1.3 ed25519': { credentials: 'ed25519' },
  '1.3 group p256': { credentials: 'rsa', ecdhCurve: 'P-256' },
  '1.3 group p384': { credentials: 'rsa', ecdhCurve: 'P-384', ciphers: 'TLS_AES_128_GCM_SHA256' },
  '1.3 group p521': { credentials: 'rsa', ecdhCurve: 'P-521' },

  '1.2 ecdhe-rsa aes128-gcm': tls12('rsa', 'ECDHE-RSA-AES128-GCM-SHA256'),
  '1.2 ecdhe-rsa aes256-gcm': tls12('rsa', 'ECDHE-RSA-AES256-GCM-SHA384'),
  '1.2 ecdhe-rsa chacha20': tls12('rsa', 'ECDHE-RSA-CHACHA20-POLY1305'),
  '1.2 ecdhe-ecdsa aes128-gcm': tls12('p256', 'ECDHE-ECDSA-AES128-GCM-SHA256'),
  '1.2 ecdhe-ecdsa aes256-gcm': tls12('p384', 'ECDHE-ECDSA-AES256-GCM-SHA384'),
  '1.2 ecdhe-ecdsa chacha20': tls12('p521', 'ECDHE-ECDSA-CHACHA20-POLY1305'),
  '1.2 ecdhe-ecdsa ed25519': tls12('ed25519', 'ECDHE-ECDSA-AES128-GCM-SHA256'),
  '1.2 ecdhe-rsa cbc sha1': tls12('rsa', 'ECDHE-RSA-AES128-SHA'),
  '1.2 ecdhe-rsa cbc sha256': tls12('rsa', 'ECDHE-RSA-AES128-SHA256'),
  '1.2 ecdhe-rsa cbc sha384': tls12('rsa', 'ECDHE-RSA-AES256-SHA384'),
  '1.2 ecdhe-ecdsa cbc sha1': tls12('p256', 'ECDHE-ECDSA-AES256-SHA'),
  '1.2 ecdhe-ecdsa cbc sha256': tls12('p256', 'ECDHE-ECDSA-AES128-SHA256'),
  '1.2 ecdhe-ecdsa cbc sha384': tls12('p256', 'ECDHE-ECDSA-AES256-SHA384'),
  '1.2 group p256': { ...tls12('rsa', 'ECDHE-RSA-AES128-GCM-SHA256'), ecdhCurve: 'P-256' },
  '1.2 group p384': { ...tls12('rsa', 'ECDHE-RSA-AES128-GCM-SHA256'), ecdhCurve: 'P-384' },
  '1.2 group p521': { ...tls12('rsa', 'ECDHE-RSA-AES128-GCM-SHA256'), ecdhCurve: 'P-521' },
  '1.2 dhe aes128-gcm': tls12('rsa', 'DHE-RSA-AES128-GCM-SHA256'),
  '1.2 dhe chacha20': tls12('rsa', 'DHE-RSA-CHACHA20-POLY1305'),
  '1.2 dhe cbc sha256': tls12('rsa', 'DHE-RSA-AES256-SHA256'),
  '1.2 rsa cbc sha1': tls12('rsa', 'AES128-SHA'),
  '1.2 rsa cbc sha256': tls12('rsa', 'AES256-SHA256'),
  '1.2 rsa aes128-gcm': tls12('rsa', 'AES128-GCM-SHA256'),
  '1.2 rsa aes256-gcm': tls12('rsa', 'AES256-GCM-SHA384'),
  '1.2 rsa 1024': tls12('rsa1024', 'ECDHE-RSA-AES128-SHA'),

  '1.1 ecdhe-rsa cbc': tls11('rsa', 'ECDHE-RSA-AES128-SHA'),
  '1.1 ecdhe-ecdsa cbc': tls11('p256', 'ECDHE-ECDSA-AES256-SHA'),
  '1.1 rsa cbc': tls11('rsa', 'AES256-SHA'),
  '1.1 dhe cbc': tls11('rsa', 'DHE-RSA-AES128-SHA'),
  '1.0 ecdhe-rsa cbc': tls10('rsa', 'ECDHE-RSA-AES256-SHA'),
  '1.0 ecdhe-ecdsa cbc': tls10('p256', 'ECDHE-ECDSA-AES128-SHA'),
  '1.0 rsa cbc': tls10('rsa', 'AES128-SHA'),
  '1.0 dhe cbc': tls10('rsa', 'DHE-RSA-AES256-SHA'),

  '1.2 session ids': {
    ...tls12('rsa', 'ECDHE-RSA-AES128-GCM-SHA256'),
    secureOptions: noTicket,
    keepsSessions: true,
  },
  '1.0 tickets': tls10('rsa', 'ECDHE-RSA-AES128-SHA'),

  '1.3 certificate asked for': { credentials: 'rsa', requestCert: true, rejectUnauthorized: false },
  '1.3 certificate required': { credentials: 'rsa', requestCert: true, rejectUnauthorized: true },
  '1.2 certificate asked for': {
    ...tls12('rsa', 'ECDHE-RSA-AES128-GCM-SHA256'),
    requestCert: true,
    rejectUnauthorized: false,
  },
  '1.2 certificate required': {
    ...tls12('rsa', 'ECDHE-RSA-AES128-GCM-SHA256'),
    requestCert: true,
    rejectUnauthorized: true,
  },
  '1.0 certificate asked for': {
    ...tls10('rsa', 'AES128-SHA'),
    requestCert: true,
    rejectUnauthorized: false,
  },
  '1.2 renegotiation': { ...tls12('rsa', 'AES128-SHA'), renegotiates: true },

  '1.3 expired': { credentials: 'expired' },
  '1.3 wrong name': { credentials: 'wrongName' },
  '1.3 self-signed': { credentials: 'selfSigned' },
  '1.2 expired': { ...tls12('expired', 'ECDHE-RSA-AES128-GCM-SHA256') },
  '1.2 wrong name': { ...tls12('wrongName', 'AES128-SHA') },
  '1.0 self-signed': { ...tls10('selfSigned', 'ECDHE-RSA-AES128-SHA') },
  '1.3 many certificates': { credentials: 'manyCertificates' },
  '1.2 many certificates': tls12('manyCertificates', 'AES128-SHA'),

  '1.3 alpn': { credentials: 'rsa', ALPNProtocols: ['h2', 'http/1.1'] },
  '1.2 alpn': { ...tls12('rsa', 'AES128-SHA'), ALPNProtocols: ['h2', 'http/1.1'] },
  '1.3 staple': { credentials: 'rsa', staple: '3003020106' },
  '1.2 staple': { ...tls12('rsa', 'AES128-SHA'), staple: '3003020106' },
  'every version': { credentials: 'rsa', minVersion: 'TLSv1', ciphers: 'DEFAULT:@SECLEVEL=0' },
  '1.2 and older': { ...tls12('rsa', 'DEFAULT'), minVersion: 'TLSv1' },
} as const satisfies Readonly<Record<string, Configuration>>

export type ConfigurationName = keyof typeof configurations
