import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A text, or the bytes of a key. */
type Secret = string | Uint8Array

/** Secrets by the names that a message may have. */
export type Secrets = Readonly<Record<string, Secret>>

/** The ways in which it may stand in a file: as it is, in UTF-16, in hex, in base64 at any place, in a URL, in JSON. */
export function formsOf(secret: Secret): readonly Buffer[] {
  const written =
    typeof secret === 'string'
      ? [Buffer.from(secret, 'utf8'), Buffer.from(secret, 'utf16le'), swapped(secret)]
      : [Buffer.from(secret)]
  const texts = new Set<string>()
  if (typeof secret === 'string') {
    texts.add(encodeURIComponent(secret)).add(JSON.stringify(secret).slice(1, -1))
  }
  for (const bytes of written) {
    texts.add(bytes.toString('hex')).add(bytes.toString('hex').toUpperCase())
    for (const before of [0, 1, 2]) {
      const text = inBase64(bytes, before)
      texts.add(text).add(text.replaceAll('+', '-').replaceAll('/', '_'))
    }
  }
  return [...written, ...[...texts].flatMap((text) => [Buffer.from(text), Buffer.from(text, 'utf16le')])]
}

/** What of its base64 does not depend on what stands around it, when so many bytes stand before it. */
function inBase64(bytes: Buffer, before: number): string {
  const text = Buffer.concat([Buffer.alloc(before), bytes])
    .toString('base64')
    .replace(/=+$/, '')
  const whole = Math.floor(((before + bytes.length) * 8) / 6)
  return text.slice(Math.ceil((before * 8) / 6), whole)
}

function swapped(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16()
}

/** The secrets that the bytes hold in one of those ways, by their names. */
export function secretsIn(bytes: Buffer, secrets: Secrets): string[] {
  return Object.entries(secrets)
    .filter(([, secret]) => formsOf(secret).some((form) => bytes.includes(form)))
    .map(([name]) => name)
}

/** The files below a folder that hold a secret, each as `path: whose`. */
export async function filesWithSecrets(folder: string, secrets: Secrets): Promise<string[]> {
  const found: string[] = []
  for (const file of await filesBelow(folder)) {
    const bytes = await readFile(join(folder, file)).catch(() => Buffer.alloc(0))
    for (const name of secretsIn(bytes, secrets)) found.push(`${file}: ${name}`)
  }
  return found
}

/** The files below a folder that hold a text as it is. */
export async function filesWithText(folder: string, text: string): Promise<string[]> {
  const found: string[] = []
  for (const file of await filesBelow(folder)) {
    const bytes = await readFile(join(folder, file)).catch(() => Buffer.alloc(0))
    if (bytes.includes(text)) found.push(file)
  }
  return found
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
}
