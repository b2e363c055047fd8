import type { ProbeRequest } from '../shared/engine/index.ts'
import { probes } from '../shared/probes/index.ts'
import { ProtocolError } from '../shared/protocols/protocol-error.ts'
import { type Authenticator, localAuthenticator } from '../shared/sign-in/index.ts'
import type { RunCommand } from './command.ts'
import { readPassword } from './read-password.ts'
import type { Surroundings } from './surroundings.ts'
import { UsageError } from './usage-error.ts'

/**
 * Who answers for the credential that the command line names; undefined where it names none. The password is asked
 * for only when everything else is in order.
 *
 * @throws UsageError
 */
export async function authenticatorFor(
  { user, passwordFromStdin, basic, ignoreTrust, signInTo, probe }: RunCommand,
  request: ProbeRequest,
  { stdin, stderr, environment, signal }: Surroundings,
): Promise<Authenticator | undefined> {
  if (user === undefined) return undefined
  const signingIn = probes.filter(({ signsIn }) => signsIn).map(({ name }) => name)
  if (!signingIn.includes(probe)) {
    throw new UsageError(`the probe ${probe} never signs in: --user is for ${signingIn.join(', ')}`)
  }
  const make = (password: string) =>
    localAuthenticator({
      ...{ user, password, request, hosts: signInTo, basic, ignoreTrust },
      randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
      now: () => Date.now(),
    })
  try {
    // A name that is none is told before anybody types a password.
    make('')
    return make(
      await readPassword({ user, fromStdin: passwordFromStdin, environment, stdin, stderr, signal }),
    )
  } catch (error) {
    if (error instanceof ProtocolError) throw new UsageError(`--user: ${error.message}`)
    throw error
  }
}
