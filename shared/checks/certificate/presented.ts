import { check, type Plain, settle } from '../../engine/index.ts'
import { certificateUntrusted } from '../../findings/index.ts'
import { ProtocolError } from '../../protocols/protocol-error.ts'
import type { TlsEndpoint } from '../tls/endpoint.ts'
import { examineTls } from '../tls/server.ts'
import { describe, readKept } from './chain.ts'
import { checkClients } from './clients.ts'
import { checkName } from './name.ts'
import { checkRevocation } from './revocation.ts'
import { checkRules } from './rules.ts'
import { checkStrength } from './strength.ts'
import { checkTrust } from './trust.ts'
import { checkValidity } from './validity.ts'

/** What does this address present for the host, and would Outlook take it? Answers with the leaf's hash. */
export const examinePresented = check(
  'certificate.presented',
  async (step, endpoint: TlsEndpoint): Promise<string> => {
    const { host } = endpoint
    const { chain, staple } = await examineTls(step, endpoint)
    const shown: Plain[] = []
    for (const hash of chain) {
      try {
        shown.push(describe(await readKept(step, hash)))
      } catch (error) {
        if (!(error instanceof ProtocolError)) throw error
        const what = { host, sha256: hash, thumbprint: '', name: '', issuer: '' }
        step.find(certificateUntrusted({ ...what, why: 'invalid-chain', detail: error.message }))
        return step.fail(error.code, error.message)
      }
    }
    step.note('certificate.chain', shown)
    const judged = { host, chain: [...chain] }
    await Promise.all([
      ...[checkName, checkValidity, checkTrust, checkStrength, checkRules, checkClients].map((judge) =>
        settle<unknown>(judge(step, judged)),
      ),
      settle(checkRevocation(step, { ...judged, staple })),
    ])
    return chain[0] ?? ''
  },
)
