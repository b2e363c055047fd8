import { ConnectError } from '../../platform/index.ts'
import { ProtocolError } from '../protocol-error.ts'
import { alertCode, alertName, type TlsAlert } from './codes/alerts.ts'
import { TlsError, type TlsErrorCode } from './error.ts'
import type { TlsFacts } from './facts.ts'

// The alert that tells the peer what was wrong (RFC 8446 section 6.2); these codes send none.
const silent: ReadonlySet<string> = new Set([
  'tls.alert',
  'tls.client-certificate-required',
  'tls.closed',
  'tls.closed-without-notify',
  'tls.not-tls',
  'tls.renegotiation-required',
] satisfies TlsErrorCode[])

const alertFor: Readonly<Partial<Record<TlsErrorCode, number>>> = {
  'tls.truncated': alertCode.decodeError,
  'tls.trailing': alertCode.decodeError,
  'tls.malformed': alertCode.decodeError,
  'tls.unexpected-message': alertCode.unexpectedMessage,
  'tls.flood': alertCode.unexpectedMessage,
  'tls.record-too-large': alertCode.recordOverflow,
  'tls.bad-record-mac': alertCode.badRecordMac,
  'tls.bad-padding': alertCode.badRecordMac,
  'tls.version-not-offered': alertCode.protocolVersion,
  'tls.extension-not-offered': alertCode.unsupportedExtension,
  'tls.renegotiation-info-wrong': alertCode.handshakeFailure,
  'tls.extended-master-secret-wrong': alertCode.handshakeFailure,
  'tls.certificate-missing': alertCode.decodeError,
  'tls.certificate-unreadable': alertCode.badCertificate,
  'tls.key-unsuitable': alertCode.unsupportedCertificate,
  'tls.signature-invalid': alertCode.decryptError,
  'tls.finished-wrong': alertCode.decryptError,
}

/** The alert that an error is answered with; `undefined` when there is nobody, or nothing, to tell. */
export function answerTo(error: unknown): TlsAlert | undefined {
  if (!(error instanceof ProtocolError) || silent.has(error.code)) return undefined
  const code = alertFor[error.code as TlsErrorCode] ?? alertCode.illegalParameter
  return { level: 'fatal', code, description: alertName(code), sent: true }
}

/**
 * The error as callers get it: with the facts, and with the alert that was sent or received. What is no fault
 * of the peer (the caller gave up, the options leave nothing) stays as it is.
 */
export function withFacts(error: unknown, facts: Partial<TlsFacts>, sent: TlsAlert | undefined): unknown {
  if (error instanceof ConnectError && error.code === 'closed') {
    const message = 'the connection broke during the handshake'
    return new TlsError('tls.closed', message, { facts, cause: error })
  }
  if (!(error instanceof ProtocolError)) return error
  const alert = error instanceof TlsError ? (error.alert ?? sent) : sent
  return new TlsError(error.code as TlsErrorCode, error.message, { facts, alert, cause: error.cause })
}
