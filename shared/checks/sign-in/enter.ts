import { type Step, settle } from '../../engine/index.ts'
import { internalNamePublished } from '../../findings/index.ts'
import { POX_PATH } from '../autodiscover/candidates.ts'
import { type Asker, madeUpAddress } from '../autodiscover/target-domain.ts'
import { lookUpAddresses } from '../dns/addresses.ts'
import type { ExchangeHostFacts } from '../exchange/host.ts'
import type { MailboxPlaces } from '../mailbox/examine.ts'
import type { DirectorySignIn, ProtectedDirectory } from './directory.ts'
import { type SignInHost, signInToHost } from './host.ts'
import { addressOf } from './place.ts'
import { exchOf, mapiUrlsFor, rpcWaysFor, type UserSettings } from './settings.ts'
import { type SignedInUser, signInToAutodiscover } from './user.ts'

/** What the directories let the user do, by host. */
export interface Entered {
  readonly signIns: ReadonlyMap<string, readonly DirectorySignIn[]>
  readonly places?: MailboxPlaces
}

/** The places of Autodiscover, the surest first: where Outlook finds it, and at the hosts that publish Exchange. */
export function startsFor(autodiscoverUrl: string | undefined, hosts: readonly (string | undefined)[]) {
  const others = hosts.flatMap((host) => (host === undefined ? [] : [`https://${host}${POX_PATH}`]))
  return [...new Set([...(autodiscoverUrl === undefined ? [] : [autodiscoverUrl]), ...others])]
}

/** Asks Autodiscover as the user; undefined where nothing was accepted, which the step then says. */
export async function enterAutodiscover(
  step: Step,
  question: { email: string; named: boolean; starts: readonly string[]; found?: boolean },
): Promise<SignedInUser | undefined> {
  const entered = await settle(signInToAutodiscover(step, question))
  return entered.answered ? entered.answer : undefined
}

/**
 * Asks Autodiscover as the user, about the mailbox that was named, or else the one that the user's name points at.
 * `others` are hosts that may have an Autodiscover, too.
 */
export function enterAs(
  step: Step,
  asker: Asker | undefined,
  host: string,
  autodiscoverUrl: string | undefined,
  others: readonly (string | undefined)[] = [],
): Promise<SignedInUser | undefined> {
  const named = step.signIn?.authenticator.mailbox
  const email = asker?.mailbox ? asker.email : (named ?? asker?.email ?? madeUpAddress(host))
  const starts = startsFor(autodiscoverUrl, others)
  const found = autodiscoverUrl !== undefined
  return enterAutodiscover(step, { email, named: asker?.mailbox === true, starts, ...(found && { found }) })
}

/**
 * Signs in at the hosts that the user's settings name, or at the one that publishes Exchange where there are none.
 * `user` is absent where Autodiscover accepted nothing.
 */
export async function enterHosts(
  step: Step,
  user: SignedInUser | undefined,
  published: string | undefined,
  facts: ExchangeHostFacts | undefined,
): Promise<Entered> {
  const settings = user?.settings
  const wanted = settings ? await hostsIn(step, settings) : new Map<string, ProtectedDirectory[]>()
  if (published !== undefined && facts && wanted.size === 0) {
    const asking = (['rpc', 'mapi'] as const).filter(
      (directory) => facts.directories[directory].answers === 'challenge',
    )
    if (asking.length > 0) wanted.set(published, asking)
  }
  const signIns = new Map<string, readonly DirectorySignIn[]>()
  const addresses = new Map<string, string>()
  for (const [host, directories] of wanted) {
    const address = host === facts?.host ? facts.addresses[0] : await addressOf(step, host, 443)
    if (address === undefined) continue
    addresses.set(host, address)
    const known = host === facts?.host ? facts : undefined
    const question: SignInHost = {
      host,
      address,
      directories,
      ...(user && { proved: provedBy(user) }),
      ...(known?.front && { front: known.front }),
      ...(known?.generation && { generation: known.generation }),
    }
    const told = await settle(signInToHost(step, question))
    if (told.answered) signIns.set(host, told.answer)
  }
  return { signIns, ...(settings && { places: placesOf(step, settings, signIns, addresses) }) }
}

/** The hosts that Outlook is told of, and what it uses there. A name that leads nowhere from outside is a fault (X04). */
async function hostsIn(step: Step, settings: UserSettings): Promise<Map<string, ProtectedDirectory[]>> {
  const hosts = new Map<string, ProtectedDirectory[]>()
  const add = async (host: string | undefined, directory: ProtectedDirectory, service: string) => {
    if (host === undefined || hosts.get(host)?.includes(directory)) return
    const found = await settle(lookUpAddresses(step, { host }))
    if (found.answered && found.answer.addresses.length > 0) {
      hosts.set(host, [...(hosts.get(host) ?? []), directory])
      return
    }
    if (!found.answered || found.answer.explained) return
    const from = new URL(settings.url).hostname
    step.find(internalNamePublished({ services: [service], host, from }))
  }
  for (const client of ['current', 'old'] as const) {
    const [way] = rpcWaysFor(settings, client, step.perspective)
    await add(way?.server?.toLowerCase(), 'rpc', 'Outlook Anywhere')
  }
  await add(mapiUrlsFor(settings, step.perspective)?.mailStore.hostname, 'mapi', 'MAPI over HTTP')
  return hosts
}

/** Who proved the password, as the check of a host wants to know it. */
export function provedBy({ url, targetInfo }: SignedInUser): NonNullable<SignInHost['proved']> {
  const { nbDomainName, nbComputerName, dnsTreeName } = targetInfo ?? {}
  return {
    path: new URL(url).pathname,
    ...(nbDomainName !== undefined && { nbDomainName }),
    ...(nbComputerName !== undefined && { nbComputerName }),
    ...(dnsTreeName !== undefined && { dnsTreeName }),
  }
}

function placesOf(
  step: Step,
  settings: UserSettings,
  signIns: Entered['signIns'],
  addresses: ReadonlyMap<string, string>,
): MailboxPlaces {
  const letsIn = (host: string | undefined, directory: ProtectedDirectory) => {
    const signIn = signIns.get(host ?? '')?.find((each) => each.directory === directory)
    const address = addresses.get(host ?? '')
    if (host === undefined || address === undefined || signIn?.outcome !== 'accepted') return undefined
    return { host, address, signIn }
  }
  const ways = (['current', 'old'] as const).flatMap((client) =>
    rpcWaysFor(settings, client, step.perspective),
  )
  const rpc = ways
    .map(({ server }) => letsIn(server?.toLowerCase(), 'rpc'))
    .find((place) => place !== undefined)
  const server = exchOf(settings)?.server
  const urls = mapiUrlsFor(settings, step.perspective)
  const mapi = letsIn(urls?.mailStore.hostname, 'mapi')
  return {
    email: settings.email,
    settings,
    ...(rpc && server !== undefined && { rpc: { ...rpc, server } }),
    ...(mapi && urls && { mapi: { ...mapi, ...urls } }),
  }
}
