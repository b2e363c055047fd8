import type { Step } from '../../engine/index.ts'
import {
  combineAnchors,
  mozillaAnchors,
  parsePem,
  type TrustAnchors,
  trustAnchors,
} from '../../protocols/x509/index.ts'

/** The trust anchors of this run: the public list, and what was given beside it. */
export async function anchorsOf(step: Step): Promise<TrustAnchors> {
  const given = step.extraRoots.map(({ name, pem }) => trustAnchors(name, parsePem(pem)))
  return combineAnchors(await mozillaAnchors(), ...given)
}
