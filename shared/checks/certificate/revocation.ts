import { check, type Step, settle } from '../../engine/index.ts'
import { certificateRevoked, certificateStapleMissing, revocationUnknown } from '../../findings/index.ts'
import { checkOcsp, isMustStaple } from '../../protocols/x509/index.ts'
import {
  type CertificateOfIssuer,
  type ChainOfHost,
  type LeafOfHost,
  type NamedCertificate,
  readKept,
  readPair,
} from './chain.ts'
import { askIssuer } from './issuer-standing.ts'
import { momentOfAnswer, type Standing, standingOf } from './standing.ts'
import { checkTrust } from './trust.ts'

/** A presented chain with what was stapled to its handshake. */
export type StapledChain = ChainOfHost & {
  /** Hash of the kept OCSP answer; null when the server sent none, absent when the handshake did not get that far. */
  staple?: string | null
}

/**
 * Has an issuer revoked one of the certificates (T13)? The leaf's stapled answer counts first, then what its issuer says
 * when asked; the intermediates' issuers are asked too. No answer is no reason to refuse: Outlook goes on without one.
 */
export const checkRevocation = check(
  'certificate.revocation',
  async (step, { host, chain, staple }: StapledChain): Promise<void> => {
    const { trusted, weakOnly, path } = await checkTrust(step, { host, chain })
    if (!trusted && !weakOnly)
      return step.cannotTell('certificate.untrusted', 'nobody trusts the chain to begin with')
    const leaf = await readKept(step, path[0] ?? '')
    if (step.now() > leaf.certificate.notAfter) {
      return step.cannotTell('certificate.expired', 'issuers forget what has expired')
    }
    const stapled = await readStaple(step, path, staple)
    tellOfStaple(step, { host, leaf, staple, stapled })
    // A staple that says something is the issuer's own word: it need not be asked again.
    const toAsk = path.slice(stapled && stapled.status !== 'unknown' ? 1 : 0, -1)
    await Promise.all(
      toAsk.map(async (certificate) => {
        const issuer = path[path.indexOf(certificate) + 1] ?? ''
        const { certificate: _certificate, ...names } = await readKept(step, certificate)
        const role = certificate === path[0] ? ('leaf' as const) : ('issuer' as const)
        await tellOfStanding(step, { host, ...names, role }, { name: names.name, certificate, issuer })
      }),
    )
  },
  { limitSeconds: 40, needed: false },
)

/** What the stapled answer says; undefined without one, or without an issuer who could have made it. */
async function readStaple(
  step: Step,
  [leaf, issuerOfLeaf]: readonly string[],
  staple: string | null | undefined,
): Promise<Standing | undefined> {
  if (!staple || !leaf || !issuerOfLeaf) return undefined
  const { certificate, issuer } = readPair(step, { certificate: leaf, issuer: issuerOfLeaf })
  const answer = await checkOcsp(step.kept(staple), { certificate, issuer, at: momentOfAnswer(step.now()) })
  const standing = standingOf(answer)
  step.note('certificate.staple', standing)
  return standing
}

function tellOfStaple(
  step: Step,
  {
    host,
    leaf: { certificate, ...names },
    staple,
    stapled,
  }: {
    host: string
    leaf: NamedCertificate
    staple: string | null | undefined
    stapled: Standing | undefined
  },
): void {
  if (stapled?.status === 'revoked') {
    const { detail } = stapled
    step.find(certificateRevoked({ host, ...names, role: 'leaf', how: 'staple', detail }))
  } else if (isMustStaple(certificate) && staple !== undefined && stapled?.status !== 'good') {
    step.find(certificateStapleMissing({ host, ...names, staple: staple === null ? 'none' : 'unusable' }))
  }
}

async function tellOfStanding(
  step: Step,
  of: LeafOfHost & { readonly role: 'leaf' | 'issuer' },
  pair: CertificateOfIssuer,
): Promise<void> {
  const asked = await settle(askIssuer(step, pair))
  if (!asked.answered) return
  const { known, inVain } = asked.answer
  if (known?.standing.status === 'revoked') {
    const { detail } = known.standing
    step.find(certificateRevoked({ ...of, how: known.how, detail }))
  } else if (known === undefined && inVain.length > 0) {
    step.find(revocationUnknown({ ...of, inVain: inVain.map((each) => ({ ...each })) }))
  }
}
