import 'reflect-metadata'
import { X509Certificate as PeculiarCertificate, X509ChainBuilder } from '@peculiar/x509'
import { CertificateChainValidationEngine, Certificate as PkijsCertificate } from 'pkijs'
import { parseCertificate, trustAnchors, verifyChain } from '../../shared/protocols/x509/index.ts'

/** A chain in DER, and the host and moment that it is judged for. */
export interface Chain {
  readonly leaf: Uint8Array<ArrayBuffer>
  readonly issuing: Uint8Array<ArrayBuffer>
  readonly root: Uint8Array<ArrayBuffer>
  readonly host: string
  readonly at: number
}

/** Each goes from the bytes to a verdict with nothing kept from before; throws when the verdict is not that it is valid. */
export const CONTENDERS: Readonly<Record<string, (chain: Chain) => Promise<void>>> = {
  outpost: async ({ leaf, issuing, root, host, at }) => {
    const { valid } = await verifyChain({
      leaf: parseCertificate(leaf),
      presented: [parseCertificate(issuing)],
      anchors: trustAnchors('bench', [root]),
      host,
      at,
    })
    expectValid(valid)
  },

  pkijs: async ({ leaf, issuing, root, at }) => {
    const engine = new CertificateChainValidationEngine({
      trustedCerts: [PkijsCertificate.fromBER(root)],
      certs: [PkijsCertificate.fromBER(issuing), PkijsCertificate.fromBER(leaf)],
      checkDate: new Date(at),
    })
    expectValid((await engine.verify()).result)
  },

  // It builds the chain with the signatures, and leaves dates, names and constraints to the caller.
  '@peculiar/x509': async ({ leaf, issuing, root }) => {
    const builder = new X509ChainBuilder({
      certificates: [new PeculiarCertificate(issuing), new PeculiarCertificate(root)],
    })
    expectValid((await builder.build(new PeculiarCertificate(leaf))).length === 3)
  },

  // What no validator can do without: two keys imported, two signatures checked.
  'signatures alone': async ({ leaf, issuing, root }) => {
    const [rootKey, issuingKey] = [root, issuing].map((der) => parseCertificate(der).publicKey.spki)
    for (const [der, key] of [
      [issuing, rootKey],
      [leaf, issuingKey],
    ] as const) {
      const { tbs, signature } = parseCertificate(der)
      if (!key) throw new Error('no key')
      const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
      const imported = await crypto.subtle.importKey('spki', key, algorithm, false, ['verify'])
      expectValid(await crypto.subtle.verify(algorithm, imported, signature, tbs))
    }
  },
}

function expectValid(valid: boolean): void {
  if (!valid) throw new Error('the chain is valid, and the contender says otherwise')
}
