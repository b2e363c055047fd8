import { expect, test } from 'vitest'
import { fetchRevocationList } from '../../../../shared/checks/certificate/revocation-list.ts'
import type { ByteStream, Endpoint } from '../../../../shared/platform/index.ts'
import { run, silentPlatform } from '../../engine/harness.ts'

/** A web server that says what it is told to, to whomever. */
function answering(text: string) {
  return {
    ...silentPlatform(),
    connect: async (remote: Endpoint): Promise<ByteStream> => {
      const left: (Uint8Array | null)[] = [new TextEncoder().encode(text), null]
      return {
        remote,
        read: async () => left.shift() ?? null,
        write: async () => {},
        end: async () => {},
        close: () => {},
      }
    },
  }
}

test.each([
  [
    'is longer than ten megabytes',
    'HTTP/1.1 200 OK\r\nContent-Length: 10485761\r\n\r\n',
    'http.body-too-large',
  ],
  ['is none', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno', /^x509\./],
  ['is gone', 'HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n', 'authority.status'],
  [
    'has moved',
    'HTTP/1.1 302 Found\r\nLocation: http://192.0.2.2/\r\nContent-Length: 0\r\n\r\n',
    'authority.status',
  ],
] as const)('a revocation list that %s is passed over, with the reason', async (_, text, code) => {
  const platform = answering(text)
  const { report } = await run(
    fetchRevocationList,
    { url: 'http://192.0.2.1/a.crl' },
    { surroundings: { platform } },
  )
  const [step] = report.steps
  expect(step?.status).toBe('unanswered')
  expect(step?.reason?.code).toMatch(code)
})
