import type { Socket } from 'node:net'
import { createServer, type Server } from 'node:tls'
import type { MailFrontEnd } from './front-end.ts'
import type { Serve, Surroundings } from './serve.ts'

/** What Exchange says in each protocol, as far as a client without a credential gets. */
interface Dialogue {
  readonly greeting: string
  /** Commands and their answers, before TLS and after. What is not among them is not known. */
  readonly answers: Readonly<Record<string, (tag: string) => string>>
  readonly unknown: (tag: string) => string
  /** The command that changes to TLS. */
  readonly startTls: string
}

const DIALOGUES: Readonly<Record<MailFrontEnd['protocol'], Dialogue>> = {
  smtp: {
    greeting: '220 mail Microsoft ESMTP MAIL Service ready',
    answers: {
      EHLO: () => '250-mail Hello\r\n250-SIZE 37748736\r\n250-STARTTLS\r\n250 8BITMIME',
      STARTTLS: () => '220 2.0.0 SMTP server ready',
      NOOP: () => '250 2.0.0 OK',
    },
    unknown: () => '500 5.3.3 Unrecognized command',
    startTls: 'STARTTLS',
  },
  imap: {
    greeting: '* OK The Microsoft Exchange IMAP4 service is ready.',
    answers: {
      CAPABILITY: (tag) =>
        `* CAPABILITY IMAP4 IMAP4rev1 LOGINDISABLED STARTTLS IDLE\r\n${tag} OK CAPABILITY completed.`,
      STARTTLS: (tag) => `${tag} OK Begin TLS negotiation now.`,
      NOOP: (tag) => `${tag} OK NOOP completed.`,
    },
    unknown: (tag) => `${tag} BAD Command Error. 10`,
    startTls: 'STARTTLS',
  },
  pop3: {
    greeting: '+OK The Microsoft Exchange POP3 service is ready.',
    answers: { CAPA: () => '+OK\r\nTOP\r\nUIDL\r\nSTLS\r\n.', STLS: () => '+OK Begin TLS negotiation.' },
    unknown: () => '-ERR Protocol error. 14',
    startTls: 'STLS',
  },
}

/** Exchange's services for other mail programs, which begin in the clear and change to TLS when asked, or begin with TLS. */
export function serveMail(frontEnd: MailFrontEnd, surroundings: Surroundings): Serve {
  let server: Promise<Server> | undefined
  return async (socket) => {
    if (!frontEnd.tlsFirst && !(await converse(socket, frontEnd))) return
    server ??= tlsServer(frontEnd, surroundings)
    const ready = await server
    if (!socket.destroyed) ready.emit('connection', socket)
  }
}

/** Speaks in the clear until the client asks for TLS; whether it did. */
async function converse(socket: Socket, frontEnd: MailFrontEnd): Promise<boolean> {
  const { greeting, answers, unknown, startTls } = DIALOGUES[frontEnd.protocol]
  socket.write(`${greeting}\r\n`)
  for (;;) {
    const line = await readLine(socket)
    if (line === undefined) return false
    const { command, tag } = commandOf(line, frontEnd)
    socket.write(`${(answers[command] ?? unknown)(tag)}\r\n`)
    if (command === startTls) return true
  }
}

async function tlsServer(frontEnd: MailFrontEnd, { authority, domain }: Surroundings): Promise<Server> {
  const { chainPem, keyPem } = await authority.issue(frontEnd.certificate, domain)
  const { greeting, answers, unknown } = DIALOGUES[frontEnd.protocol]
  const server = createServer({
    cert: chainPem,
    key: keyPem,
    // The receive connector of Exchange asks, for the sake of partners' servers, and does without.
    requestCert: frontEnd.protocol === 'smtp',
    rejectUnauthorized: false,
  })
  server.on('secureConnection', (connection) => {
    connection.on('error', () => connection.destroy())
    if (frontEnd.tlsFirst) connection.write(`${greeting}\r\n`)
    connection.on('data', (bytes) => {
      const { command, tag } = commandOf(bytes.toString('latin1'), frontEnd)
      connection.write(`${(answers[command] ?? unknown)(tag)}\r\n`)
    })
  })
  return server
}

function commandOf(line: string, { protocol }: MailFrontEnd): { command: string; tag: string } {
  const [first = '', second = ''] = line.trim().split(/\s+/)
  return protocol === 'imap'
    ? { tag: first, command: second.toUpperCase() }
    : { tag: '', command: first.toUpperCase() }
}

/** One line, or nothing when the client has left; what comes behind it stays in the socket. */
function readLine(socket: Socket): Promise<string | undefined> {
  return new Promise((resolve) => {
    let bytes = Buffer.alloc(0)
    const done = (line?: string) => {
      socket.off('readable', take).off('end', left).off('close', left)
      resolve(line)
    }
    const left = () => done()
    const take = () => {
      for (let part = socket.read(); part !== null; part = socket.read()) bytes = Buffer.concat([bytes, part])
      const end = bytes.indexOf('\n')
      if (end < 0) return
      if (end + 1 < bytes.length) socket.unshift(bytes.subarray(end + 1))
      done(bytes.subarray(0, end).toString('latin1'))
    }
    socket.on('readable', take).on('end', left).on('close', left)
  })
}
