/**
 * Independent servers of NTLM judge what our authenticator makes: Samba's (`ntlm_auth`, which knows nothing of channel
 * binding) and gss-ntlmssp, which checks a binding that is not zero against its own.
 */
import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeNegotiate, HTTP_FLAGS, RPC_FLAGS } from '../../shared/protocols/ntlm/index.ts'
import { tlsServerEndPoint } from '../../shared/protocols/tls/index.ts'
import { type Binding, localAuthenticator } from '../../shared/sign-in/index.ts'
import { server } from '../core/x509/chains.ts'

const PASSWORD = 'Pässw0rd 1!'
const [ours, theirs] = [server('One authority').der, server('Another authority').der]
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text, 'base64'))

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outpost-ntlm-'))
  await writeFile(join(folder, 'users'), `CORP:anna:${PASSWORD}\n`)
})
afterAll(() => rm(folder, { recursive: true }))

/** A program that answers each line with a line. */
function talking(command: string, args: readonly string[], environment: Record<string, string> = {}) {
  const child = spawn(command, args, {
    env: { PATH: process.env.PATH, LANG: 'C.UTF-8', ...environment },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  return {
    async ask(line: string): Promise<string> {
      child.stdin.write(`${line}\n`)
      return (await lines.next()).value ?? ''
    },
    close: () => child.kill(),
  }
}

type Change = {
  flags?: number
  user?: string
  password?: string
  binding?: Binding
  certificate?: Uint8Array
}

const negotiateWith = (flags: number) =>
  encodeNegotiate({ flags, version: { major: 10, minor: 0, build: 19041 } }).bytes()

/** What we answer to a challenge. */
async function answer(challenge: Uint8Array, change: Change = {}): Promise<Uint8Array> {
  const { flags = HTTP_FLAGS, user = 'CORP\\anna', password = PASSWORD, certificate = ours } = change
  const authenticator = localAuthenticator({
    ...{ user, password, request: { target: 'contoso.com' } },
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    now: () => Date.now(),
  })
  const use = await authenticator.use({ proves: true }, new AbortController().signal)
  const { message } = await use.answerNtlm({
    ...{ negotiate: negotiateWith(flags), challenge, chain: [certificate], host: 'mail.contoso.com' },
    ...{ service: 'HTTP', binding: change.binding ?? 'certificate' },
  })
  return message
}

describe("Samba's server", () => {
  const args = ['--helper-protocol=squid-2.5-ntlmssp', '--username=anna', '--domain=CORP']

  async function verdict(change: Change = {}, alter = (message: Uint8Array) => message): Promise<string> {
    const samba = talking('ntlm_auth', [...args, `--password=${PASSWORD}`])
    try {
      const [, challenge = ''] = (
        await samba.ask(`YR ${base64(negotiateWith(change.flags ?? HTTP_FLAGS))}`)
      ).split(' ')
      const message = alter(await answer(bytesOf(challenge), change))
      return await samba.ask(`KK ${base64(message)}`)
    } finally {
      samba.close()
    }
  }

  test.each([
    ['what is sent over HTTP', HTTP_FLAGS],
    ['what is sent within RPC', RPC_FLAGS],
  ])('accepts %s', async (_, flags) => {
    expect(await verdict({ flags })).toBe('AF CORP\\anna')
  })

  test('refuses a wrong password', async () => {
    expect(await verdict({ password: 'another' })).toMatch(/^NA NT_STATUS_/)
  })

  test('refuses the message with any one bit changed in the proof, the MIC, the flags or the client’s pairs', async () => {
    const places = [
      ['the MIC', () => 72 + Math.floor(Math.random() * 16)],
      ['the proof', (message: Uint8Array) => fieldAt(message, 20) + 5],
      ['the time', (message: Uint8Array) => fieldAt(message, 20) + 16 + 8],
      ['the pairs', (message: Uint8Array) => fieldAt(message, 20) + 16 + 28 + 4],
      ['the flags', () => 62],
      ['the version', () => 66],
    ] as const
    for (const [what, where] of places) {
      const told = await verdict({}, (message) => {
        const altered = Uint8Array.from(message)
        const at = where(altered)
        altered[at] = (altered[at] ?? 0) ^ 1
        return altered
      })
      expect(`${what}: ${told}`).toMatch(/: NA NT_STATUS_/)
    }
  })
})

describe('an acceptor on gss-ntlmssp', () => {
  async function verdict(change: Change, bound: boolean): Promise<string> {
    const script = fileURLToPath(new URL('ntlm/gss-acceptor.py', import.meta.url))
    const gss = talking('/usr/bin/python3', [script], { NTLM_USER_FILE: join(folder, 'users') })
    const hash = await tlsServerEndPoint(ours)
    const data = Buffer.concat([Buffer.from('tls-server-end-point:'), hash])
    try {
      expect(await gss.ask(bound ? `begin ${base64(data)}` : 'begin')).toBe('ready')
      const [, challenge = ''] = (await gss.ask(`step ${base64(negotiateWith(HTTP_FLAGS))}`)).split(' ')
      const told = await gss.ask(`step ${base64(await answer(bytesOf(challenge), change))}`)
      return told.split(' ')[0] ?? ''
    } finally {
      gss.close()
    }
  }

  test('accepts the binding of its own certificate', async () => {
    expect(await verdict({}, true)).toBe('accepted')
  })

  test.each([
    ['of another certificate', { certificate: theirs }],
    ['that is wrong on purpose', { binding: 'wrong' as const }],
  ])('refuses a binding %s', async (_, change) => {
    expect(await verdict(change, true)).toBe('refused')
  })

  test('lets a message without a binding in, as a server with Extended Protection on Allow does', async () => {
    expect(await verdict({ binding: 'none' }, true)).toBe('accepted')
  })

  test('does not look at a binding where it has none of its own', async () => {
    expect(await verdict({ certificate: theirs }, false)).toBe('accepted')
  })

  test('refuses a wrong password, whatever it is bound to', async () => {
    expect(await verdict({ password: 'another' }, true)).toBe('refused')
  })
})

/** Where the bytes of a field are, whose description stands there. */
function fieldAt(message: Uint8Array, description: number): number {
  return new DataView(message.buffer, message.byteOffset).getUint32(description + 4, true)
}
