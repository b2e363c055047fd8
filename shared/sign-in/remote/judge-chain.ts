import { ProtocolError } from '../../protocols/protocol-error.ts'
import {
  combineAnchors,
  matchHost,
  mozillaAnchors,
  parseCertificate,
  parsePem,
  type TrustAnchors,
  trustAnchors,
  verifyChain,
} from '../../protocols/x509/index.ts'

/** Says what is wrong with a presented chain for a host, in words that follow "its certificate"; undefined when nothing is. */
export type JudgeChain = (host: string, chain: readonly Uint8Array[]) => Promise<string | undefined>

/**
 * Judges chains as Outlook would, by Mozilla's roots and the given ones (PEM): name, dates and trust. Nothing is
 * fetched for it.
 */
export function chainJudge(roots: readonly string[], now: () => number): JudgeChain {
  let anchors: Promise<TrustAnchors> | undefined
  const load = async () =>
    combineAnchors(await mozillaAnchors(), ...roots.map((pem) => trustAnchors('own', parsePem(pem))))
  return async (host, chain) => {
    anchors ??= load()
    try {
      const [leaf, ...presented] = chain.map(parseCertificate)
      if (leaf === undefined) return 'there is no certificate'
      if (!matchHost(leaf, host).matches) return 'its certificate is for another name'
      const at = now()
      if (at > leaf.notAfter) return 'its certificate has expired'
      if (at < leaf.notBefore) return 'its certificate is not valid yet'
      const verdict = await verifyChain({ leaf, presented, anchors: await anchors, at })
      return verdict.valid
        ? undefined
        : `its certificate is not trusted (${verdict.reason?.code ?? 'no path'})`
    } catch (error) {
      if (error instanceof ProtocolError) return 'its certificate cannot be read'
      throw error
    }
  }
}
