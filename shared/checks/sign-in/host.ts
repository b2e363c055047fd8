import { check, type Step, settle } from '../../engine/index.ts'
import {
  backendUnreachable,
  credentialRefused,
  extendedProtection,
  type Generation,
  ntlmConnectionNotKept,
  ntlmProxyRealm,
  type Product,
} from '../../findings/index.ts'
import type { TargetInfo } from '../../protocols/ntlm/index.ts'
import { readKept } from '../certificate/chain.ts'
import { type DirectorySignIn, type ProtectedDirectory, signInToDirectory } from './directory.ts'
import { howNamed } from './user.ts'

/** A host at which Outlook would sign in to the mailbox. */
export type SignInHost = {
  host: string
  address: string
  directories: readonly ProtectedDirectory[]
  /** Where Autodiscover accepted the password, and who that was; absent where nothing did. */
  proved?: {
    readonly path: string
    readonly nbDomainName?: string
    readonly nbComputerName?: string
    readonly dnsTreeName?: string
  }
  front?: Product
  generation?: Generation
}

/**
 * Is the user let into the directories of this host? Tells Extended Protection behind something that encrypts anew (A06), a proxy
 * that does not keep connections (H05) and one that asks for passwords of its own (A12) from each other.
 */
export const signInToHost = check(
  'sign-in.host',
  async (step, question: SignInHost): Promise<readonly DirectorySignIn[]> => {
    const { host, address, directories, proved } = question
    const told: DirectorySignIn[] = []
    for (const directory of directories) {
      const first = proved === undefined && told.length === 0
      const asked = await settle(
        signInToDirectory(step, { host, address, directory, ...(first && { first }) }),
      )
      if (asked.answered) told.push(asked.answer)
      if (first && told[0]?.outcome !== 'accepted') break
    }
    await explain(step, question, told)
    return told
  },
  { needed: false },
)

async function explain(
  step: Step,
  { host, proved, front = 'unknown', generation }: SignInHost,
  told: readonly DirectorySignIn[],
): Promise<void> {
  const realms = told.filter((each) => isForeign(proved, each.targetInfo))
  const [foreign] = realms
  if (proved && foreign) {
    const one = who(foreign.path, foreign.targetInfo)
    step.find(ntlmProxyRealm({ host, one, other: who(proved.path, proved) }))
  }
  const own = told.filter((each) => !realms.includes(each))
  const unkept = own.find(({ outcome }) => outcome === 'not-kept')
  if (unkept) {
    const { path, targetInfo, lost } = unkept
    const computers = lost?.computers ?? [targetInfo?.nbComputerName ?? ''].filter((name) => name !== '')
    step.find(
      ntlmConnectionNotKept({ host, path, how: lost?.how ?? 'shared', computers: [...computers], front }),
    )
  }
  const refused = own.find(({ outcome }) => outcome === 'refused')
  if (refused) {
    const { path, targetInfo, scheme = 'NTLM' } = refused
    const domain = targetInfo?.nbDomainName ?? ''
    step.find(credentialRefused({ host, path, ignoresBinding: false, domain, scheme, ...howNamed(step) }))
  }
  const first = own.find((each) => each.stranded !== undefined)
  if (first?.stranded !== undefined) {
    const { path, status = 503, stranded: frontEnd } = first
    step.find(backendUnreachable({ host, path, status, frontEnd, ...(generation && { generation }) }))
  }
  for (const how of ['binding-required', 'binding-checked'] as const) {
    const bound = own.filter(({ outcome }) => outcome === how)
    const leaf = bound[0]?.leaf
    if (leaf === undefined) continue
    const { thumbprint } = await readKept(step, leaf)
    const paths = bound.map(({ path }) => path)
    step.find(extendedProtection({ host, paths, how, thumbprint, front, generation }))
  }
}

/** Servers of one organisation are of one domain, or at least of one forest. */
function isForeign(proved: SignInHost['proved'], other: TargetInfo | undefined): boolean {
  if (proved?.nbDomainName === undefined || other?.nbDomainName === undefined) return false
  const equal = (left = '', right = '') => left.toLowerCase() === right.toLowerCase()
  const sameForest = proved.dnsTreeName !== undefined && equal(proved.dnsTreeName, other.dnsTreeName)
  return !equal(proved.nbDomainName, other.nbDomainName) && !sameForest
}

function who(path: string, names: Pick<TargetInfo, 'nbDomainName' | 'nbComputerName'> = {}) {
  return { path, domain: names.nbDomainName ?? '', computer: names.nbComputerName ?? '' }
}
