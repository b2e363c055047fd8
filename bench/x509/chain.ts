import { extension, keyIdentifier, makeDer, NOW } from '../../test/core/x509/certificate-maker.ts'
import type { Chain } from './contenders.ts'

const kind = 'rsa-2048'

/** The chain of an ordinary site: RSA of 2048 bits, SHA-256, the extensions that public authorities put in. */
export function makeOrdinaryChain(): Chain {
  const authority = (name: string, issuer: string) =>
    makeDer({
      subject: ['C=GB', 'O=Example', `CN=${name}`],
      issuer: ['C=GB', 'O=Example', `CN=${issuer}`],
      key: { owner: name, kind },
      signer: { owner: issuer, kind },
      extensions: [
        extension.basicConstraints(true),
        extension.keyUsage(5, 6),
        extension.subjectKeyIdentifier(keyIdentifier(name, kind)),
        extension.authorityKeyIdentifier(keyIdentifier(issuer, kind)),
      ],
    })
  const leaf = makeDer({
    subject: ['CN=mail.example.com'],
    issuer: ['C=GB', 'O=Example', 'CN=Issuing'],
    key: { owner: 'server', kind },
    signer: { owner: 'Issuing', kind },
    extensions: [
      extension.subjectAltName(['dns:mail.example.com', 'dns:autodiscover.example.com']),
      extension.basicConstraints(false),
      extension.keyUsage(0, 2),
      extension.extKeyUsage(['1.3.6.1.5.5.7.3.1']),
      extension.subjectKeyIdentifier(keyIdentifier('server', kind)),
      extension.authorityKeyIdentifier(keyIdentifier('Issuing', kind)),
    ],
  })
  return {
    leaf: new Uint8Array(leaf),
    issuing: new Uint8Array(authority('Issuing', 'Root')),
    root: new Uint8Array(authority('Root', 'Root')),
    host: 'mail.example.com',
    at: NOW,
  }
}
