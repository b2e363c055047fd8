import { DerReader } from './der.ts'
import { MOZILLA_DEFLATED } from './mozilla-roots.generated.ts'
import { fromBase64 } from './pem.ts'
import { type TrustAnchors, trustAnchors } from './trust-anchors.ts'

export { MOZILLA_LIST } from './mozilla-roots.generated.ts'

let loaded: Promise<TrustAnchors> | undefined

/**
 * Mozilla's trust anchors, as the store `mozilla`. Inflated once. What Mozilla's list says besides (a root that is
 * trusted for certificates up to a date alone) is not in Node's copy.
 */
export function mozillaAnchors(): Promise<TrustAnchors> {
  loaded ??= inflate(MOZILLA_DEFLATED).then((bytes) =>
    trustAnchors(
      'mozilla',
      new DerReader(bytes).all((reader) => reader.any().der),
    ),
  )
  return loaded
}

async function inflate(base64: string): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([fromBase64(base64)]).stream().pipeThrough(new DecompressionStream('deflate-raw'))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}
