import { check, type Step, settle } from '../../engine/index.ts'
import {
  clientCertificateRequired,
  tlsHandshakeFailed,
  tlsVersionLegacy,
  tlsVersionUnusable,
} from '../../findings/index.ts'
import { normaliseAddress } from '../../transport/address-kind.ts'
import { insistsOnClientCertificate, refusal } from './client-certificate.ts'
import type { TlsEndpoint } from './endpoint.ts'
import { type Handshake, shakeHands } from './handshake.ts'
import { findLegacyTls } from './versions.ts'
import { compareWithoutSni } from './without-sni.ts'

/** What a server presents, as hashes of what was kept. */
export interface Presented {
  /** The certificates in the order sent. */
  readonly chain: readonly string[]
  /** The stapled OCSP answer; null when there was none, absent when the handshake did not get that far. */
  readonly staple?: string | null
}

/**
 * Can Outlook set up TLS with this server, and what else does the server take? Answers with the presented
 * chain also when the handshake fails after it was shown.
 */
export const examineTls = check('tls.server', async (step, endpoint: TlsEndpoint): Promise<Presented> => {
  const [shaken, asked] = await Promise.all([
    settle(shakeHands(step, endpoint)),
    settle(findLegacyTls(step, endpoint)),
  ])
  const legacy = asked.answered ? asked.answer : []
  const names = legacy.map(({ name }) => name)
  if (!shaken.answered) {
    const { code, message } = shaken.failure.reason
    if (code.startsWith('starttls.')) {
      step.find(tlsHandshakeFailed({ ...endpoint, error: code, detail: message }))
      return step.fail(code, message)
    }
    if (code !== 'deadline') throw shaken.failure
    const detail = 'the server says nothing'
    step.find(tlsHandshakeFailed({ ...endpoint, error: 'deadline', detail }))
    return step.fail('tls.silent', detail)
  }
  const handshake = shaken.answer
  await judge(step, endpoint, handshake, names)
  const shown = handshake.facts.certificates ?? []
  const certificates =
    shown.length > 0 ? shown : (legacy.find((each) => each.certificates.length > 0)?.certificates ?? [])
  const chain = await Promise.all(certificates.map((certificate) => step.keep(certificate)))
  if (chain.length === 0) return step.fail('tls.no-certificate', 'the server showed no certificate')
  if (handshake.completed && normaliseAddress(endpoint.host) === undefined) {
    await settle(compareWithoutSni(step, { ...endpoint, leaf: chain[0] ?? '' }))
  }
  if (!handshake.completed) return { chain }
  const { stapledOcsp } = handshake.facts
  return { chain, staple: stapledOcsp === undefined ? null : await step.keep(stapledOcsp) }
})

async function judge(
  step: Step,
  endpoint: TlsEndpoint,
  handshake: Handshake,
  legacy: readonly string[],
): Promise<void> {
  if (handshake.completed) {
    const { version, clientCertificateRequested } = handshake.facts
    if (version === '1.0' || version === '1.1') {
      step.find(tlsVersionUnusable({ ...endpoint, newest: `TLS ${version}` }))
    } else if (legacy.length > 0) step.find(tlsVersionLegacy({ ...endpoint, accepted: [...legacy] }))
    if (clientCertificateRequested === false) return
    const insistence = await settle(insistsOnClientCertificate(step, endpoint))
    if (insistence.answered && insistence.answer !== 'none') {
      step.find(clientCertificateRequired({ ...endpoint, when: insistence.answer }))
    }
    return
  }
  const { error } = handshake
  const when = refusal(error)
  const newest = ['TLS 1.1', 'TLS 1.0', 'SSL 3.0'].find((version) => legacy.includes(version))
  if (when !== undefined) step.find(clientCertificateRequired({ ...endpoint, when }))
  else if (newest !== undefined) step.find(tlsVersionUnusable({ ...endpoint, newest }))
  else step.find(tlsHandshakeFailed({ ...endpoint, error: error.code, detail: error.message }))
}
