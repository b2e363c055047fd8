import type { ProbeRequest } from '../shared/engine/index.ts'
import { probes } from '../shared/probes/index.ts'
import { ProtocolError } from '../shared/protocols/protocol-error.ts'
import {
  type Authenticator,
  CredentialGate,
  localAuthenticator,
  organisationOf,
} from '../shared/sign-in/index.ts'
import type { RunCommand } from './command.ts'
import { readPassword } from './read-password.ts'
import type { Surroundings } from './surroundings.ts'
import { UsageError } from './usage-error.ts'

type SignInOptions = Pick<RunCommand, 'user' | 'passwordFromStdin' | 'basic' | 'ignoreTrust' | 'signInTo'>

/**
 * Who answers for the credential that the command line names; undefined where it names none. The password is asked
 * for only when everything else is in order.
 *
 * @throws UsageError
 */
export async function authenticatorFor(
  options: SignInOptions,
  request: ProbeRequest,
  surroundings: Surroundings,
): Promise<Authenticator | undefined> {
  const authenticators = await authenticatorsFor(options, [request], surroundings)
  return authenticators(request)
}

/**
 * The same for requests that are run side by side: one gate lets one unproved attempt at a time through, whichever request it
 * is of, and none after a refusal. A request whose probe signs in nowhere, or that is about another organisation than the
 * user's, has nobody who answers.
 *
 * @throws UsageError also where nobody can tell which organisation's the credential is
 */
export async function authenticatorsFor(
  { user, passwordFromStdin, basic, ignoreTrust, signInTo }: SignInOptions,
  requests: readonly ProbeRequest[],
  { stdin, stderr, environment, signal }: Surroundings,
): Promise<(request: ProbeRequest) => Authenticator | undefined> {
  if (user === undefined) return () => undefined
  const ours = ofOneOrganisation(user, signingIn(requests))
  const gate = new CredentialGate()
  const make = (password: string, request: ProbeRequest) =>
    localAuthenticator({
      ...{ user, password, request, hosts: signInTo, basic, ignoreTrust, gate },
      randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
      now: () => Date.now(),
    })
  try {
    // A name that is none is told before anybody types a password.
    for (const request of ours) make('', request)
    const password = await readPassword({
      ...{ user, fromStdin: passwordFromStdin, environment, stdin, stderr, signal },
    })
    return (request) => (ours.includes(request) ? make(password, request) : undefined)
  } catch (error) {
    if (error instanceof ProtocolError) throw new UsageError(`--user: ${error.message}`)
    throw error
  }
}

/** Those whose probes sign in at all. */
function signingIn(requests: readonly ProbeRequest[]): readonly ProbeRequest[] {
  const names = probes.filter(({ signsIn }) => signsIn).map(({ name }) => name)
  const some = requests.filter(({ probe }) => names.includes(probe))
  if (some.length > 0) return some
  const [only, ...others] = new Set(requests.map(({ probe }) => probe))
  const who = only === undefined || others.length > 0 ? 'none of the probes' : `the probe ${only} never`
  throw new UsageError(`${who} signs in: --user is for ${names.join(', ')}`)
}

/** A credential goes to one organisation: which one has to be clear before it goes anywhere. */
function ofOneOrganisation(user: string, requests: readonly ProbeRequest[]): readonly ProbeRequest[] {
  const organisations = [...new Set(requests.map(organisationOf))]
  if (organisations.length < 2) return requests
  const own = user.includes('@') ? organisationOf({ target: user }) : ''
  const ours = requests.filter((request) => organisationOf(request) === own)
  if (ours.length > 0) return ours
  throw new UsageError(
    `--user: the targets belong to ${organisations.join(', ')}, and a credential is for one organisation: expected a user of one of them, such as anna@${organisations[0]}, or the targets of one alone`,
  )
}
