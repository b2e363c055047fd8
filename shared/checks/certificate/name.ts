import { check } from '../../engine/index.ts'
import { certificateNameMismatch } from '../../findings/index.ts'
import { matchHost } from '../../protocols/x509/index.ts'
import { type ChainOfHost, readKept } from './chain.ts'

/** Is the certificate for the name that was asked for? (T01) */
export const checkName = check(
  'certificate.name',
  async (step, { host, chain }: ChainOfHost): Promise<void> => {
    const { certificate, sha256, thumbprint, name, names } = await readKept(step, chain[0] ?? '')
    const { matches, by, pattern, wildcard, commonNameOnly } = matchHost(certificate, host)
    step.note('certificate.match', { matches, by, pattern, wildcard, commonNameOnly })
    if (matches) return
    step.find(certificateNameMismatch({ host, sha256, thumbprint, name, names, commonNameOnly }))
  },
)
