/** What the client speaks. */
export type TlsVersion = '1.0' | '1.1' | '1.2' | '1.3'

/** What a server may be asked about by a bare hello: SSL 3.0 (RFC 6101) too. */
export type ProtocolVersion = 'ssl3' | TlsVersion

const codes: Readonly<Record<ProtocolVersion, number>> = {
  ssl3: 0x0300,
  '1.0': 0x0301,
  '1.1': 0x0302,
  '1.2': 0x0303,
  '1.3': 0x0304,
}

/** The number on the wire; a newer version has a greater one. */
export function versionCode(version: ProtocolVersion): number {
  return codes[version]
}

/** The reverse of {@link versionCode}; `undefined` for a number that names no version. */
export function versionFromCode(code: number): ProtocolVersion | undefined {
  return (Object.keys(codes) as ProtocolVersion[]).find((version) => codes[version] === code)
}
