import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { describe, expect, onTestFinished, test } from 'vitest'
import { readPemFile, systemRoots } from '../../node/trust-store.ts'

async function fileWith(content: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'outpost-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'roots.pem')
  await writeFile(path, content)
  return path
}

const [first = '', second = ''] = rootCertificates

describe('a file of trust anchors', () => {
  test('gives each certificate, and nothing else that is in it', async () => {
    const key = '-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----'
    const path = await fileWith(`# my own roots\n${first}\n${key}\nsubject=/CN=x\r\n${second}\n`)
    expect(await readPemFile(path)).toEqual([first, second])
  })

  test('without a certificate is refused, and nothing of it is repeated', async () => {
    const path = await fileWith('-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----')
    await expect(readPemFile(path)).rejects.toThrow(/^expected PEM certificates in /)
    await expect(readPemFile(path)).rejects.not.toThrow(/c2VjcmV0/)
  })

  test('that is not there is an error of the system', async () => {
    await expect(readPemFile('/does/not/exist.pem')).rejects.toMatchObject({ code: 'ENOENT' })
  })
})

test("the machine's roots are certificates, each as PEM", () => {
  for (const pem of systemRoots()) expect(pem).toMatch(/^-----BEGIN CERTIFICATE-----\n/)
})
