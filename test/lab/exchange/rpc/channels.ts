import { randomBytes } from 'node:crypto'
import tls from 'node:tls'
import { LAB_PASSWORD } from '../../../../lab/accounts/index.ts'
import type { Lab } from '../../../../lab/index.ts'
import { portOf } from '../../lab-client.ts'
import { RTS } from './vectors.ts'

/** Both channels of RPC over HTTP, written by hand: it relies on no codec of anybody's. */

const VC = '11'.repeat(16)
const IN = '22'.repeat(16)
const OUT = '33'.repeat(16)
const GIGABYTE = 1_073_741_824

/** One channel: its requests are written, its answer is read as it comes. */
export interface Channel {
  readonly write: (octets: Uint8Array | string) => void
  /** The head of the answer: its status line, and its fields by lower-case name. */
  head(): Promise<{ readonly statusLine: string; readonly fields: ReadonlyMap<string, string> }>
  /** The next PDU of the body, in hexadecimal digits. */
  pdu(): Promise<string>
  /** The next octets, as text. */
  text(length: number): Promise<string>
  /** What else is there, once the peer has ended the connection. */
  ended(): Promise<string>
  /** Is there nothing to read after the time? */
  isSilentFor(ms: number): Promise<boolean>
  close(): void
}

export interface ChannelOptions {
  readonly verb: 'RPC_IN_DATA' | 'RPC_OUT_DATA'
  /** `ex01:6001` unless told otherwise. */
  readonly target?: string
  readonly length?: number
  readonly fields?: readonly string[]
}

export const DEFAULT_TARGET = 'ex01:6001'

/** Opens a channel as Anna, by Basic. */
export async function openChannel(lab: Lab, tenant: string, options: ChannelOptions): Promise<Channel> {
  const { verb, target = DEFAULT_TARGET, fields = [] } = options
  const { length = verb === 'RPC_IN_DATA' ? GIGABYTE : 76 } = options
  const socket = tls.connect({
    host: '127.0.0.1',
    port: portOf(lab, tenant),
    servername: `mail.${tenant}.test`,
    ca: lab.rootPem,
    ALPNProtocols: ['http/1.1'],
  })
  let held = Buffer.alloc(0)
  let isOver = false
  let wake = () => {}
  socket.on('data', (octets) => {
    held = Buffer.concat([held, octets])
    wake()
  })
  for (const event of ['end', 'close', 'error']) {
    socket.on(event, () => {
      isOver = true
      wake()
    })
  }
  await new Promise((resolve, reject) => {
    socket.once('secureConnect', resolve)
    socket.once('error', reject)
  })
  async function until(enough: () => boolean): Promise<void> {
    while (!enough()) {
      if (isOver) throw new Error(`the channel ended after: ${held.toString('latin1')}`)
      await new Promise<void>((resolve) => (wake = resolve))
    }
  }
  function take(count: number): Buffer {
    const taken = held.subarray(0, count)
    held = held.subarray(count)
    return taken
  }
  const credential = Buffer.from(`CORP\\anna:${LAB_PASSWORD}`).toString('base64')
  socket.write(
    [
      `${verb} /rpc/rpcproxy.dll?${target} HTTP/1.1`,
      `Host: mail.${tenant}.test`,
      `Authorization: Basic ${credential}`,
      `Content-Length: ${length}`,
      ...fields,
      '\r\n',
    ].join('\r\n'),
  )
  return {
    write: (octets) => void socket.write(typeof octets === 'string' ? Buffer.from(octets, 'hex') : octets),
    async head() {
      await until(() => held.includes('\r\n\r\n'))
      const text = take(held.indexOf('\r\n\r\n') + 4).toString('latin1')
      const [statusLine = '', ...lines] = text.trimEnd().split('\r\n')
      const pairs = lines.map((line): [string, string] => {
        const [name = '', ...value] = line.split(': ')
        return [name.toLowerCase(), value.join(': ')]
      })
      return { statusLine, fields: new Map(pairs) }
    },
    async pdu() {
      await until(() => held.length >= 16 && held.length >= held.readUInt16LE(8))
      return take(held.readUInt16LE(8)).toString('hex')
    },
    async text(count) {
      await until(() => held.length >= count)
      return take(count).toString('latin1')
    },
    async ended() {
      while (!isOver) await new Promise<void>((resolve) => (wake = resolve))
      return held.toString('latin1')
    },
    async isSilentFor(ms) {
      await new Promise((resolve) => setTimeout(resolve, ms))
      return held.length === 0 && !isOver
    },
    close: () => socket.destroy(),
  }
}

export const connectionA1 = (window = 262_144) => {
  const pdu = Buffer.from(RTS.connectionA1, 'hex')
  pdu.writeUInt32LE(window, 72)
  return pdu
}

/** A client's virtual connection, after CONN/C2. */
export interface Client {
  readonly out: Channel
  readonly incoming: Channel
  /** Sends PDUs as one piece. */
  send(...pdus: readonly string[]): void
  close(): void
}

/** Opens both channels with the published PDUs, whose cookies are made its own. Resolves when C2 has come. */
export async function openClient(
  lab: Lab,
  tenant: string,
  options: { readonly target?: string; readonly window?: number } = {},
): Promise<Client & { readonly c2: string; own(pdu: string): string }> {
  const { target = DEFAULT_TARGET, window = 262_144 } = options
  const own = ownCookies()
  const [out, incoming] = await Promise.all([
    openChannel(lab, tenant, { verb: 'RPC_OUT_DATA', target }),
    openChannel(lab, tenant, { verb: 'RPC_IN_DATA', target }),
  ])
  out.write(own(connectionA1(window).toString('hex')))
  incoming.write(own(RTS.connectionB1))
  await out.head()
  await out.pdu()
  const c2 = await out.pdu()
  return {
    out,
    incoming,
    c2,
    own,
    send: (...pdus) => incoming.write(pdus.join('')),
    close() {
      out.close()
      incoming.close()
    },
  }
}

/** What puts cookies of one's own in the place of the published ones: no two connections have the same. */
export function ownCookies(): (pdu: string) => string {
  const salt = randomBytes(8).toString('hex')
  const swap = (cookie: string) => salt + cookie.slice(16)
  return (pdu) => [VC, IN, OUT].reduce((text, cookie) => text.replaceAll(cookie, swap(cookie)), pdu)
}
