import { check, type Step, settle } from '../../engine/index.ts'
import { askable } from './ask-authority.ts'
import { type CertificateOfIssuer, readPair } from './chain.ts'
import { askOcsp } from './ocsp.ts'
import { fetchRevocationList, lookUpInList } from './revocation-list.ts'
import { momentOfAnswer, type Standing } from './standing.ts'

/** A place that was asked in vain, and what came of it. */
export type AskedInVain = { readonly how: 'ocsp' | 'crl'; readonly url: string; readonly why: string }

export interface IssuerStanding {
  /** Undefined when nobody could say. */
  readonly known?: {
    readonly standing: Exclude<Standing, { status: 'unknown' }>
    readonly how: 'ocsp' | 'crl'
  }
  /** Empty as well when the certificate names nobody who could be asked. */
  readonly inVain: readonly AskedInVain[]
}

/**
 * Does the issuer say that it revoked this certificate? Its OCSP responders are asked first, then its revocation
 * lists; once a run, however many hosts present the certificate.
 */
export const askIssuer = check(
  'certificate.issuer-standing',
  async (step, pair: CertificateOfIssuer): Promise<IssuerStanding> => {
    const inVain: AskedInVain[] = []
    for (const { how, url, ask } of placesToAsk(step, pair)) {
      const answer = await answerOf(ask)
      if (answer.status !== 'unknown') {
        step.note('certificate.standing', { ...answer, how })
        return { known: { standing: answer, how }, inVain }
      }
      inVain.push({ how, url, why: answer.why })
    }
    const why = inVain.length === 0 ? 'it names nobody who could be asked' : 'nobody could say'
    step.note('certificate.standing', { status: 'unknown', why })
    return { inVain }
  },
  { limitSeconds: 30, needed: false },
)

async function answerOf(ask: () => Promise<Standing>): Promise<Standing> {
  const asked = await settle(ask())
  return asked.answered ? asked.answer : { status: 'unknown', why: asked.failure.reason.message }
}

interface Place {
  readonly how: 'ocsp' | 'crl'
  readonly url: string
  readonly ask: () => Promise<Standing>
}

function placesToAsk(step: Step, pair: CertificateOfIssuer): readonly Place[] {
  const { certificate, issuer } = readPair(step, pair)
  const { authorityInfoAccess, crlDistributionPoints = [] } = certificate
  const lists = crlDistributionPoints.filter(({ partial }) => !partial).flatMap(({ urls }) => urls)
  return [
    ...askable(authorityInfoAccess?.ocsp ?? []).map((url) => {
      return { how: 'ocsp' as const, url, ask: () => askOcsp(step, { ...pair, url }) }
    }),
    ...askable(lists).map((url) => ({
      how: 'crl' as const,
      url,
      ask: async () => {
        const list = await fetchRevocationList(step, { url })
        return lookUpInList(list, { certificate, issuer, at: momentOfAnswer(step.now()) })
      },
    })),
  ]
}
