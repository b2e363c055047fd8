import type { Step } from '../../engine/index.ts'
import { trustStoresDiffer } from '../../findings/index.ts'
import { type ChainRequest, verifyChain } from '../../protocols/x509/index.ts'
import type { LeafOfHost } from './chain.ts'
import type { TrustStore } from './trust-stores.ts'

/**
 * Which of the stores trust a chain that at least one of them trusts? Says so where it makes a difference to
 * clients: a root that only some were given, or one that this machine lacks.
 */
export async function compareStores(
  step: Step,
  of: LeafOfHost,
  request: ChainRequest,
  stores: readonly TrustStore[],
): Promise<'public' | 'private'> {
  const judged = await Promise.all(
    stores.map(async ({ name, kind, anchors }) => {
      const { valid } = await verifyChain({ ...request, anchors })
      return { name, kind, trusts: valid }
    }),
  )
  step.note('certificate.stores', judged)
  const isPublic = judged.some(({ kind, trusts }) => kind === 'public' && trusts)
  const named = (trusts: boolean, ...kinds: readonly TrustStore['kind'][]) =>
    judged.filter((store) => store.trusts === trusts && kinds.includes(store.kind)).map(({ name }) => name)
  const [system] = named(false, 'system')
  if (!isPublic) {
    const trustedBy = named(true, 'given', 'system')
    const values = { ...of, trustedBy, notTrustedBy: named(false, 'public'), lacking: 'public' as const }
    // Outside are also those who were never given the root; inside, whoever needs it has it.
    step.find(trustStoresDiffer(values, step.perspective === 'outside' ? 'warning' : 'info'))
  } else if (system !== undefined) {
    const values = {
      ...of,
      trustedBy: named(true, 'public'),
      notTrustedBy: [system],
      lacking: 'system' as const,
    }
    step.find(trustStoresDiffer(values, 'info'))
  }
  return isPublic ? 'public' : 'private'
}
