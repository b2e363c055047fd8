import { check } from '../../engine/index.ts'
import { certificateChainIncomplete } from '../../findings/index.ts'
import { type ChainOfHost, shortName } from './chain.ts'
import { pathEvidence } from './chain-evidence.ts'
import { compareStores } from './compare-stores.ts'
import { explainDistrust } from './explain-distrust.ts'
import { findPath } from './path.ts'

export interface Trust {
  readonly trusted: boolean
  /** Nothing but weak keys or signatures speaks against it: clients that are less careful trust it. */
  readonly weakOnly: boolean
  /** Who trusts the root that the chain ends in; absent when it ends in none. */
  readonly anchor?: 'public' | 'private'
  /** Hashes of the kept certificates, leaf first, each certified by the next; the trust anchor is the last. */
  readonly path: readonly string[]
}

/** Does the chain lead to a root that clients trust (T03), with what the server sends alone (T04)? */
export const checkTrust = check(
  'certificate.trust',
  async (step, { host, chain }: ChainOfHost): Promise<Trust> => {
    const found = await findPath(step, chain)
    if (!found) return step.fail('certificate.none', 'there is no certificate')
    const { leaf, fetched, stores, request, verdict } = found
    const { evidence, path } = await pathEvidence(step, verdict, { chain, fetched })
    step.note('certificate.trust', {
      valid: verdict.valid,
      store: verdict.anchor?.store,
      anchor: verdict.anchor?.certificate.subject.text,
      path: verdict.path.map(({ subject }) => subject.text),
      problems: verdict.problems.map(({ code, detail }) => ({ code, detail })),
    })
    step.note('certificate.path', evidence)

    const { certificate: _certificate, ...names } = leaf
    const of = { host, ...names }
    if (!verdict.valid) {
      const untold = explainDistrust(step, of, verdict, [leaf.certificate, ...request.presented])
      if (untold) return step.cannotTell(untold.code, untold.message)
      const store = stores.find(({ name }) => name === verdict.anchor?.store)
      return {
        trusted: false,
        weakOnly: verdict.problems.every(({ code }) => code === 'weak-key' || code === 'weak-signature'),
        ...(store && { anchor: store.kind === 'public' ? 'public' : 'private' }),
        path,
      }
    }
    const [missing] = fetched
    if (missing) {
      const { certificate, url } = missing
      step.find(
        certificateChainIncomplete({ ...of, missing: shortName(certificate.subject), url, repaired: true }),
      )
    }
    return { trusted: true, weakOnly: false, anchor: await compareStores(step, of, request, stores), path }
  },
)
