import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readRoots } from '../../cli/read-roots.ts'
import { UsageError } from '../../cli/usage-error.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outpost-roots-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function fileWith(text: string): Promise<string> {
  const path = join(folder, 'roots.pem')
  await writeFile(path, text)
  return path
}

const [first = '', second = ''] = rootCertificates
const compact = (pem: string) => pem.replace(/\s/g, '')

describe('a file of roots', () => {
  test('gives its certificates to the request, and nothing else that is in it', async () => {
    const key = '-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n'
    const texts = await readRoots(await fileWith(`a note\n${first}\n${key}${second}`))
    expect(texts.map(compact).join('')).toBe(compact(first) + compact(second))
  })

  test('is divided into texts that a request has room for', async () => {
    const texts = await readRoots(await fileWith(rootCertificates.slice(0, 100).join('\n')))
    expect(texts.length).toBeGreaterThan(1)
    expect(Math.max(...texts.map(({ length }) => length))).toBeLessThanOrEqual(100_000)
    expect(compact(texts.join(''))).toBe(compact(rootCertificates.slice(0, 100).join('')))
  })

  test.each([
    ['has no certificate', 'just words', 'there is no certificate in'],
    ['is empty', '', 'there is no certificate in'],
    ['has a block that does not end', '-----BEGIN CERTIFICATE-----\nMIIB', 'is not a certificate'],
    [
      'has something else in a block',
      '-----BEGIN CERTIFICATE-----\naGVsbG8=\n-----END CERTIFICATE-----',
      'is not a certificate',
    ],
  ])('that %s is refused with the reason', async (_, text, reason) => {
    const reading = readRoots(await fileWith(text))
    await expect(reading).rejects.toThrow(UsageError)
    await expect(reading).rejects.toThrow(reason)
  })

  test('that is not there, or is no file, is refused with the reason', async () => {
    await expect(readRoots(join(folder, 'missing.pem'))).rejects.toThrow('there is no such file')
    await expect(readRoots(folder)).rejects.toThrow('it is a directory')
  })
})
