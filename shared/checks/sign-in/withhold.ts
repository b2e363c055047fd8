import { type Step, settle } from '../../engine/index.ts'
import { SignInError } from '../../sign-in/index.ts'
import { glanceAtCertificate } from '../certificate/glance.ts'

/**
 * Lets the credential go to nobody whose certificate is not trusted, expired, or for another name, unless the user said
 * so for this run. Who judges by roots of his own is not answered for here. The chain comes as hashes of what was kept. Answers with
 * the issuers that the server did not send, as far as they could be fetched: DER.
 *
 * @throws SignInError `sign-in.untrusted-certificate`
 */
export async function withholdFromStrangers(
  step: Step,
  host: string,
  chain: readonly string[],
): Promise<readonly Uint8Array[]> {
  const glance = await settle(glanceAtCertificate(step, { host, chain: [...chain] }))
  const { problem, fetched = [] } = glance.answered ? glance.answer : {}
  const authenticator = step.signIn?.authenticator
  const decided = authenticator?.judgesTrust === true || authenticator?.ignoreTrust === true
  if (decided || (glance.answered && problem === undefined)) return fetched.map((hash) => step.kept(hash))
  throw new SignInError(
    'sign-in.untrusted-certificate',
    `the credential is kept from ${host}: ${problem ? PROBLEMS[problem] : 'its certificate cannot be judged'}`,
  )
}

const PROBLEMS = {
  name: 'its certificate is for another name',
  expired: 'its certificate has expired',
  'not-yet-valid': 'its certificate is not valid yet',
  untrusted: 'its certificate is not trusted',
}
