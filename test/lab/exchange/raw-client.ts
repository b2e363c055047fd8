import net from 'node:net'
import tls from 'node:tls'
import type { TlsFrontEnd } from '../../../lab/front-ends/front-end.ts'
import type { HttpService, Lab, Scenario } from '../../../lab/index.ts'
import { portOf } from '../lab-client.ts'

/** A tenant with the service behind TLS on 443, and without on 80. */
export function tenantWith(
  name: string,
  behind: HttpService,
  tlsChange: Partial<TlsFrontEnd> = {},
): Scenario {
  return {
    name,
    title: name,
    rows: [],
    hosts: {
      mail: {
        addresses: ['ipv4'],
        ports: {
          443: { kind: 'tls', certificate: { names: ['mail'], key: 'P-256' }, behind, ...tlsChange },
          80: { kind: 'http', behind },
        },
      },
    },
    zone: [],
    expect: [],
  }
}

export interface RawResponse {
  readonly statusLine: string
  readonly status: number
  /** By lower-case name; all values in order. */
  readonly headers: Readonly<Record<string, readonly string[]>>
  readonly body: Buffer
}

/** A connection on which requests are written by hand: it relies on no HTTP client. */
export interface RawConnection {
  send(...lines: readonly string[]): void
  write(bytes: string | Uint8Array): void
  receive(options?: { head?: boolean }): Promise<RawResponse>
  /** Resolves when the peer has ended the connection, with what else it said. */
  ended(): Promise<string>
  /** Resolves when the text has come, with all that came until then. */
  seen(text: string): Promise<string>
  /** What has come within the time. */
  silenceFor(ms: number): Promise<string>
  close(): void
  /** The certificate that the peer showed, as DER; none without TLS. */
  readonly certificate?: Uint8Array
}

/** A connection to a tenant's port: with TLS to 443. */
export async function connectTo(lab: Lab, tenant: string, port: 443 | 80 = 443): Promise<RawConnection> {
  const number = portOf(lab, tenant, 'mail', port)
  return connectToPort(number, port === 443 ? { host: `mail.${tenant}.test`, roots: lab.rootPem } : undefined)
}

/** A connection to a port of 127.0.0.1; with TLS to the host that is named, whose certificate has to be below the roots. */
export async function connectToPort(
  port: number,
  secure?: { readonly host: string; readonly roots: string },
): Promise<RawConnection> {
  const socket = secure
    ? tls.connect({
        host: '127.0.0.1',
        port,
        servername: secure.host,
        ca: secure.roots,
        ALPNProtocols: ['http/1.1'],
      })
    : net.connect(port, '127.0.0.1')
  await new Promise((resolve, reject) => {
    socket.once(secure ? 'secureConnect' : 'connect', resolve)
    socket.once('error', reject)
  })

  let held = Buffer.alloc(0)
  let over = false
  let wake = () => {}
  socket.on('data', (bytes) => {
    held = Buffer.concat([held, bytes])
    wake()
  })
  for (const event of ['end', 'close', 'error']) {
    socket.on(event, () => {
      over = true
      wake()
    })
  }
  const change = () => new Promise<void>((resolve) => (wake = resolve))

  async function until(enough: () => boolean): Promise<void> {
    while (!enough()) {
      if (over) throw new Error(`the connection ended after: ${held.toString('latin1')}`)
      await change()
    }
  }

  return {
    send: (...lines) => void socket.write(`${lines.join('\r\n')}\r\n\r\n`),
    write: (bytes) => void socket.write(bytes),
    async receive({ head = false } = {}) {
      await until(() => held.includes('\r\n\r\n'))
      const end = held.indexOf('\r\n\r\n')
      const [statusLine = '', ...lines] = held.subarray(0, end).toString('latin1').split('\r\n')
      held = held.subarray(end + 4)
      const headers: Record<string, string[]> = {}
      for (const line of lines) {
        const colon = line.indexOf(':')
        const name = line.slice(0, colon).toLowerCase()
        headers[name] = [...(headers[name] ?? []), line.slice(colon + 1).trim()]
      }
      const length = head ? 0 : Number(headers['content-length']?.[0] ?? 0)
      await until(() => held.length >= length)
      const body = held.subarray(0, length)
      held = held.subarray(length)
      return { statusLine, status: Number(statusLine.split(' ')[1]), headers, body }
    },
    async ended() {
      while (!over) await change()
      return held.toString('latin1')
    },
    async seen(text) {
      await until(() => held.includes(text))
      return held.toString('latin1')
    },
    async silenceFor(ms) {
      await new Promise((resolve) => setTimeout(resolve, ms))
      return held.toString('latin1')
    },
    close: () => socket.destroy(),
    ...(socket instanceof tls.TLSSocket && { certificate: socket.getPeerCertificate().raw }),
  }
}

/** One request on a connection of its own, and its answer. */
export async function ask(
  lab: Lab,
  tenant: string,
  requestLine: string,
  options: { port?: 443 | 80; headers?: readonly string[]; body?: string } = {},
): Promise<RawResponse> {
  const connection = await connectTo(lab, tenant, options.port)
  const { headers = [], body } = options
  const length = body === undefined ? [] : [`Content-Length: ${Buffer.byteLength(body)}`]
  connection.send(`${requestLine} HTTP/1.1`, `Host: mail.${tenant}.test`, ...headers, ...length)
  if (body !== undefined) connection.write(body)
  const response = await connection.receive({ head: requestLine.startsWith('HEAD ') })
  connection.close()
  return response
}

/** The schemes that a response offers, without their parameters. */
export function schemesOf({ headers }: RawResponse): string[] {
  return (headers['www-authenticate'] ?? []).map((value) => value.split(' ')[0] ?? '')
}
