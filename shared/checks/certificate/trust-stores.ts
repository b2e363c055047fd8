import type { ExtraRoots, Step } from '../../engine/index.ts'
import { mozillaAnchors, parsePem, type TrustAnchors, trustAnchors } from '../../protocols/x509/index.ts'

/** Trust anchors that belong together, and who trusts them. */
export interface TrustStore {
  /** The name under which the anchors of the store are found in a verdict. */
  readonly name: string
  readonly kind: NonNullable<ExtraRoots['kind']>
  readonly anchors: TrustAnchors
}

/** The trust stores of this run: Mozilla's list, which is public, then what the vantage and the request add. */
export async function trustStoresOf(step: Step): Promise<readonly TrustStore[]> {
  const added = step.extraRoots.map(({ name, pem, kind = 'given' }) => ({
    name,
    kind,
    anchors: trustAnchors(name, parsePem(pem)),
  }))
  return [{ name: 'mozilla', kind: 'public', anchors: await mozillaAnchors() }, ...added]
}
