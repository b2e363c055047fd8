import { type Asked, type Behaviour, reply, type Said } from './raw-server.ts'

export interface Server {
  readonly computer?: string
  readonly domain?: string
  readonly forest?: string
  readonly owaVersion?: string
  readonly clockAheadMinutes?: number
  /** Of /rpc. */
  readonly schemes?: readonly string[]
  /** Answers Bearer with a token issuer on these paths. */
  readonly issuerOn?: readonly string[]
}

const html = 'Content-Type: text/html'

/** An Exchange 2016 in good health, as its front end answers; a change answers first where it has something to say. */
export function exchange(
  server: Server = {},
  change: (asked: Asked) => Said | undefined = () => undefined,
): Behaviour {
  return (asked) => change(asked) ?? healthy(asked, server)
}

function healthy(asked: Asked, server: Server): Said {
  const {
    computer = 'EX01',
    owaVersion = '15.2.2562.29',
    schemes = ['Negotiate', 'NTLM', 'Basic realm="x"'],
  } = server
  const date = new Date(Date.now() + (server.clockAheadMinutes ?? 0) * 60_000).toUTCString()
  const own = ['Server: Microsoft-IIS/10.0', `X-FEServer: ${computer}`, `Date: ${date}`]
  const [, directory] = asked.path.split('/')
  if (asked.path.endsWith('/healthcheck.htm')) {
    return reply('200 OK', [...own, html], `200 OK<br/>${computer}.CORP.CONTOSO.TEST`)
  }
  switch (directory) {
    case 'rpc':
      return challenge(asked, server, own, schemes)
    case 'mapi':
    case 'ews':
    case 'oab':
    case 'autodiscover':
      return challenge(asked, server, own, ['Negotiate', 'NTLM'])
    case 'microsoft-server-activesync':
      return challenge(asked, server, own, ['Basic realm="x"'])
    case 'owa':
    case 'ecp': {
      const form = `Location: https://${asked.headers.get('host')}/owa/auth/logon.aspx?url=x`
      return reply('302 Found', [...own, `X-OWA-Version: ${owaVersion}`, form])
    }
    default:
      return reply('404 Not Found', own)
  }
}

function challenge(asked: Asked, server: Server, own: readonly string[], schemes: readonly string[]): Said {
  const [scheme = '', token] = (asked.headers.get('authorization') ?? '').split(' ')
  if (scheme === 'Bearer') {
    const issuer = server.issuerOn?.some((path) => asked.path.startsWith(path))
    const bearer = `Bearer client_id="x"${issuer ? ', authorization_uri="https://login.contoso.test/"' : ''}`
    return reply('401 Unauthorized', [...own, `WWW-Authenticate: ${bearer}`])
  }
  if (token?.startsWith('TlRMTVNTUAAB')) {
    return reply('401 Unauthorized', [...own, `WWW-Authenticate: ${scheme} ${ntlmChallenge(server)}`])
  }
  return reply('401 Unauthorized', [...own, ...schemes.map((each) => `WWW-Authenticate: ${each}`)])
}

/** A CHALLENGE_MESSAGE by MS-NLMP section 2.2.1.2, built from the specification alone. */
export function ntlmChallenge({
  computer = 'EX01',
  domain = 'CORP',
  forest = 'corp.contoso.test',
  clockAheadMinutes = 0,
}: Server = {}): string {
  const name = Buffer.from(domain, 'utf16le')
  const time = Buffer.alloc(8)
  time.writeBigUInt64LE(BigInt(Date.now() + clockAheadMinutes * 60_000 + 11_644_473_600_000) * 10_000n)
  const info = Buffer.concat([
    pair(2, name),
    pair(1, Buffer.from(computer, 'utf16le')),
    pair(4, Buffer.from(forest, 'utf16le')),
    pair(3, Buffer.from(`${computer.toLowerCase()}.${forest}`, 'utf16le')),
    pair(5, Buffer.from(forest, 'utf16le')),
    pair(7, time),
    pair(0, Buffer.alloc(0)),
  ])
  const head = Buffer.alloc(56)
  head.write('NTLMSSP\0', 'latin1')
  head.writeUInt32LE(2, 8)
  head.writeUInt16LE(name.length, 12)
  head.writeUInt16LE(name.length, 14)
  head.writeUInt32LE(56, 16)
  head.writeUInt32LE(0xa2898205, 20)
  head.writeBigUInt64LE(0x0123456789abcdefn, 24)
  head.writeUInt16LE(info.length, 40)
  head.writeUInt16LE(info.length, 42)
  head.writeUInt32LE(56 + name.length, 44)
  head.set([10, 0, 0x61, 0x4a, 0, 0, 0, 15], 48)
  return Buffer.concat([head, name, info]).toString('base64')
}

function pair(id: number, value: Buffer): Buffer {
  const head = Buffer.alloc(4)
  head.writeUInt16LE(id)
  head.writeUInt16LE(value.length, 2)
  return Buffer.concat([head, value])
}
