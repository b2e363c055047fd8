import 'reflect-metadata'
import { createPrivateKey, generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import * as x509 from '@peculiar/x509'

/** A chain and the key of its leaf, for a server of the tests. */
export interface Credentials {
  /** The chain, the leaf first. */
  readonly certificate: string
  readonly key: string
}

const day = 24 * 60 * 60 * 1000
const generate = promisify(generateKeyPair)
const sha256Rsa = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }

interface Authority {
  readonly name: string
  readonly certificate: x509.X509Certificate
  readonly privateKey: CryptoKey
}

/** Certificates of every kind that the tests present, made anew for each run. */
export async function makeCredentials() {
  // RSA keys take their time: they are all made side by side.
  const [root, rsa, other, rsa1024, rsaPss] = await Promise.all([
    authority('CN=Test root'),
    generate('rsa', { modulusLength: 2048 }),
    generate('rsa', { modulusLength: 2048 }),
    generate('rsa', { modulusLength: 1024 }),
    generate('rsa-pss', { modulusLength: 2048 }),
  ])
  const intermediate = await authority('CN=Test intermediate', root)

  const issue = async (
    keys: { readonly publicKey: KeyObject; readonly privateKey: KeyObject },
    { name = 'mail.example.com', from = -day, to = day } = {},
  ): Promise<Credentials> => {
    const leaf = await x509.X509CertificateGenerator.create({
      subject: `CN=${name}`,
      issuer: intermediate.name,
      notBefore: new Date(Date.now() + from),
      notAfter: new Date(Date.now() + to),
      publicKey: new x509.PublicKey(keys.publicKey.export({ format: 'der', type: 'spki' })),
      signingKey: intermediate.privateKey,
      signingAlgorithm: sha256Rsa,
      extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: name }])],
    })
    return credentials([leaf, intermediate.certificate], keys.privateKey)
  }

  const good = await issue(rsa)
  return {
    rsa: good,
    rsa1024: await issue(rsa1024),
    rsaPss: await issue(rsaPss),
    p256: await issue(await generate('ec', { namedCurve: 'P-256' })),
    p384: await issue(await generate('ec', { namedCurve: 'P-384' })),
    p521: await issue(await generate('ec', { namedCurve: 'P-521' })),
    ed25519: await issue(await generate('ed25519')),
    expired: await issue(rsa, { from: -20 * day, to: -10 * day }),
    wrongName: await issue(rsa, { name: 'www.example.net' }),
    selfSigned: await selfSigned(rsa),
    /** Of somebody else: the same kind of key, not the same key. */
    other: await issue(other),
    manyCertificates: { ...good, certificate: good.certificate.repeat(20) },
  }
}

async function authority(name: string, issuer?: Authority): Promise<Authority> {
  const keys = await crypto.subtle.generateKey(
    { ...sha256Rsa, modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1) },
    true,
    ['sign', 'verify'],
  )
  const certificate = await x509.X509CertificateGenerator.create({
    subject: name,
    issuer: issuer?.name ?? name,
    publicKey: keys.publicKey,
    signingKey: issuer?.privateKey ?? keys.privateKey,
    signingAlgorithm: sha256Rsa,
    extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
  })
  return { name, certificate, privateKey: keys.privateKey }
}

async function selfSigned(keys: { readonly publicKey: KeyObject; readonly privateKey: KeyObject }) {
  const der = keys.privateKey.export({ format: 'der', type: 'pkcs8' })
  const certificate = await x509.X509CertificateGenerator.create({
    subject: 'CN=mail.example.com',
    issuer: 'CN=mail.example.com',
    publicKey: new x509.PublicKey(keys.publicKey.export({ format: 'der', type: 'spki' })),
    signingKey: await crypto.subtle.importKey('pkcs8', new Uint8Array(der), sha256Rsa, false, ['sign']),
    signingAlgorithm: sha256Rsa,
  })
  return credentials([certificate], keys.privateKey)
}

function credentials(chain: readonly x509.X509Certificate[], key: KeyObject): Credentials {
  return {
    certificate: chain.map((certificate) => `${certificate.toString('pem')}\n`).join(''),
    key: createPrivateKey(key.export({ format: 'pem', type: 'pkcs8' })).export({
      format: 'pem',
      type: 'pkcs8',
    }) as string,
  }
}
