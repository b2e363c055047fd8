import { check } from '../../engine/index.ts'
import {
  type Certificate,
  LARGEST_CERTIFICATE,
  parseCertificate,
  parsePem,
} from '../../protocols/x509/index.ts'
import { askAuthority } from './ask-authority.ts'

/**
 * Which certificate lies where a certificate says that its issuer's is (RFC 5280 section 4.2.2.1)? What is
 * wrong with the authority's own host is not this estate's fault, so nothing here becomes a finding.
 */
export const fetchIssuer = check(
  'certificate.fetch-issuer',
  async (step, { url }: { url: string }): Promise<Certificate> =>
    readEither(await askAuthority(step, { url, largest: LARGEST_CERTIFICATE })),
  { limitSeconds: 10, needed: false },
)

/** DER is what the RFC asks for; some authorities serve PEM. */
function readEither(body: Uint8Array): Certificate {
  const startsLikeDer = body[0] === 0x30
  if (startsLikeDer) return parseCertificate(body)
  const [first] = parsePem(new TextDecoder().decode(body))
  return parseCertificate(first ?? body)
}
