import { check } from '../../engine/index.ts'
import { checkOcsp, makeOcspRequest } from '../../protocols/x509/index.ts'
import { askAuthority } from './ask-authority.ts'
import { type CertificateOfIssuer, readPair } from './chain.ts'
import { momentOfAnswer, type Standing, standingOf } from './standing.ts'

const LARGEST_ANSWER = 64 * 1024

/** What does the issuer's OCSP responder say of a certificate (RFC 6960, over HTTP as its appendix A has it)? */
export const askOcsp = check(
  'certificate.ocsp',
  async (step, { url, ...pair }: CertificateOfIssuer & { url: string }): Promise<Standing> => {
    const { certificate, issuer } = readPair(step, pair)
    const answer = await askAuthority(step, {
      url,
      body: await makeOcspRequest(certificate, issuer),
      mediaType: 'application/ocsp-request',
      largest: LARGEST_ANSWER,
    })
    const standing = standingOf(
      await checkOcsp(answer, { certificate, issuer, at: momentOfAnswer(step.now()) }),
    )
    step.note('certificate.standing', standing)
    return standing
  },
  { limitSeconds: 10, needed: false },
)
