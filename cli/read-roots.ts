import { readFile } from 'node:fs/promises'
import { ProtocolError } from '../shared/protocols/protocol-error.ts'
import { parseCertificate, parsePem, toPem } from '../shared/protocols/x509/index.ts'
import { UsageError } from './usage-error.ts'

/** What a request has room for. */
const LONGEST_TEXT = 100_000
const MOST_TEXTS = 8

/**
 * The certificates of a PEM file, as a request carries them. They are written anew: a private key that lies
 * in the same file stays where it is.
 *
 * @throws UsageError for a file that cannot be read, or has no certificate in it, or one that is none
 */
export async function readRoots(path: string): Promise<string[]> {
  const certificates = readCertificates(await readText(path), path)
  const texts: string[] = []
  for (const pem of certificates) {
    const last = texts.at(-1)
    if (last !== undefined && last.length + pem.length <= LONGEST_TEXT) texts[texts.length - 1] = last + pem
    else texts.push(pem)
  }
  if (texts.length > MOST_TEXTS) {
    throw new UsageError(
      `--roots: ${path} has ${certificates.length} certificates, which is more than a request has room for; name only those that are needed`,
    )
  }
  return texts
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    throw new UsageError(`--roots: ${path} cannot be read: ${REASONS[code] ?? code}`)
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
}

function readCertificates(text: string, path: string): string[] {
  try {
    const ders = parsePem(text)
    if (ders.length === 0) {
      throw new UsageError(
        `--roots: there is no certificate in ${path}: expected PEM, text with "-----BEGIN CERTIFICATE-----"`,
      )
    }
    return ders.map((der) => {
      parseCertificate(der)
      return toPem(der)
    })
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
    throw new UsageError(`--roots: ${path} has something in it that is not a certificate: ${error.message}`)
  }
}
