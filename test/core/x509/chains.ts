import {
  type Certificate,
  type ChainRequest,
  type ChainVerdict,
  trustAnchors,
  verifyChain,
} from '../../../shared/protocols/x509/index.ts'
import {
  type CertificateOptions,
  extension,
  keyIdentifier,
  type MadeExtension,
  makeCertificate,
  NOW,
} from './certificate-maker.ts'

/** Extensions by their OID: what a test gives replaces what would be there, `undefined` leaves it out. */
export type Changes = Omit<CertificateOptions, 'extensions'> & {
  readonly extensions?: readonly MadeExtension[]
  readonly without?: readonly string[]
}

function changed(usual: CertificateOptions, changes: Changes): Certificate {
  const { extensions = [], without = [], ...fields } = changes
  const replaced = new Set([...extensions.map(({ oid }) => oid), ...without])
  const kept = (usual.extensions ?? []).filter(({ oid }) => !replaced.has(oid))
  return makeCertificate({ ...usual, ...fields, extensions: [...kept, ...extensions] })
}

/** The certificate of an authority called `name`, certified by `issuer` (itself, unless told otherwise). */
export function authority(name: string, issuer = name, changes: Changes = {}): Certificate {
  const key = changes.key ?? { owner: name }
  const signer = changes.signer ?? { owner: issuer }
  return changed(
    {
      subject: [`CN=${name}`],
      issuer: [`CN=${issuer}`],
      key,
      signer,
      extensions: [
        extension.basicConstraints(true),
        extension.keyUsage(5, 6),
        extension.subjectKeyIdentifier(keyIdentifier(key.owner, key.kind)),
        ...(issuer === name
          ? []
          : [extension.authorityKeyIdentifier(keyIdentifier(signer.owner, signer.kind))]),
      ],
    },
    changes,
  )
}

/** The certificate of the server mail.example.com, certified by `issuer`. */
export function server(issuer: string, changes: Changes = {}): Certificate {
  const signer = changes.signer ?? { owner: issuer }
  return changed(
    {
      subject: ['CN=mail.example.com'],
      issuer: [`CN=${issuer}`],
      key: { owner: 'server' },
      signer,
      extensions: [
        extension.subjectAltName(['dns:mail.example.com']),
        extension.basicConstraints(false),
        extension.keyUsage(0),
        extension.extKeyUsage(['1.3.6.1.5.5.7.3.1']),
        extension.authorityKeyIdentifier(keyIdentifier(signer.owner, signer.kind)),
      ],
    },
    changes,
  )
}

export interface Setup extends Partial<Omit<ChainRequest, 'leaf' | 'anchors'>> {
  readonly leaf: Certificate
  readonly roots: readonly Certificate[]
}

/** The verdict on a chain for mail.example.com as of {@link NOW}, unless told otherwise. */
export async function judge({
  leaf,
  roots,
  presented = [],
  at = NOW,
  ...rest
}: Setup): Promise<ChainVerdict> {
  const anchors = trustAnchors(
    'test',
    roots.map(({ der }) => der),
  )
  return await verifyChain({ host: 'mail.example.com', ...rest, leaf, presented, anchors, at })
}

/** The codes of what is wrong with the path, in their order. */
export function codesOf({ problems }: ChainVerdict): string[] {
  return problems.map(({ code }) => code)
}
