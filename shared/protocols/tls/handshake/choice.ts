import { equalBytes, fromHex } from '../../bytes/index.ts'
import { type CipherSuite, cipherSuiteName, suiteFitsVersion } from '../codes/cipher-suites.ts'
import { extensionType } from '../codes/extensions.ts'
import type { NamedGroup } from '../codes/groups.ts'
import { type SignatureScheme, signatureSchemeFromCode } from '../codes/signature-schemes.ts'
import { type TlsVersion, versionFromCode } from '../codes/versions.ts'
import { TlsError } from '../error.ts'
import type { Extensions } from '../messages/extensions.ts'
import type { ServerHello } from '../messages/server-hello.ts'
import type { Offer } from './offer.ts'

// RFC 8446 section 4.1.3: the end of the server's random when it could do better than what it chose.
const sentinels = {
  couldDoTls12: fromHex('444f574e47524400'),
  couldDoTls13: fromHex('444f574e47524401'),
}

/** The version that the hello settles, held against the offer and against the downgrade sentinels. */
export function chosenVersion(hello: ServerHello, offer: Offer): TlsVersion {
  const version = versionFromCode(hello.version)
  if (!version || version === 'ssl3' || hello.version < offer.oldest || hello.version > offer.newest) {
    const name = version ?? `0x${hello.version.toString(16)}`
    throw new TlsError(
      'tls.version-not-offered',
      `the server chose the version ${name}, which was not offered`,
    )
  }
  const tail = hello.random.subarray(-8)
  const downgraded =
    (offer.newest === 0x0304 &&
      hello.version < 0x0304 &&
      Object.values(sentinels).some((s) => equalBytes(s, tail))) ||
    (offer.newest === 0x0303 && hello.version < 0x0303 && equalBytes(sentinels.couldDoTls12, tail))
  if (downgraded) {
    throw new TlsError(
      'tls.downgrade',
      `the server speaks more than the ${version} that was settled: the hello was changed on its way`,
    )
  }
  return version
}

export function chosenSuite(hello: ServerHello, offer: Offer): CipherSuite {
  const suite = offer.suites.find(({ code }) => code === hello.cipherSuite)
  if (!suite || !suiteFitsVersion(suite, hello.version)) {
    const name = cipherSuiteName(hello.cipherSuite)
    throw new TlsError(
      'tls.suite-not-offered',
      `the server chose ${name}, which was not offered for this version`,
    )
  }
  if (hello.compression !== 0)
    throw new TlsError('tls.compression-not-offered', 'the server chose to compress')
  return suite
}

export function chosenGroup(code: number, offer: Offer): NamedGroup {
  const group = offer.groups.find((candidate) => candidate.code === code)
  if (!group)
    throw new TlsError(
      'tls.group-not-offered',
      `the server chose the group 0x${code.toString(16)}, not offered`,
    )
  return group
}

export function chosenScheme(code: number): SignatureScheme {
  const scheme = signatureSchemeFromCode(code)
  if (!scheme)
    throw new TlsError(
      'tls.scheme-not-offered',
      `the server signs by the scheme 0x${code.toString(16)}, not offered`,
    )
  return scheme
}

/** The application protocol, `undefined` when the server chose none (RFC 7301 section 3.1). */
export function chosenAlpn(extensions: Extensions, offer: Offer): string | undefined {
  const content = extensions.get(extensionType.alpn)
  if (!content) return undefined
  const list = content.vector16()
  const protocol = new TextDecoder().decode(list.vector8().rest())
  list.finish()
  content.finish()
  if (!offer.alpn.includes(protocol))
    throw new TlsError(
      'tls.alpn-not-offered',
      'the server chose an application protocol that was not offered',
    )
  return protocol
}
