import { ProtocolError } from '../protocol-error.ts'
import type { LineConversation } from './lines.ts'

/** RFC 5321 section 4.1.3: who has no name of its own says an address literal. */
const OWN_NAME = '[127.0.0.1]'

/** STARTTLS for SMTP (RFC 3207). */
export async function smtp(conversation: LineConversation): Promise<void> {
  const greeting = await reply(conversation)
  if (greeting.code !== 220) throw refused(greeting)
  await conversation.say(`EHLO ${OWN_NAME}`)
  const hello = await reply(conversation)
  if (hello.code !== 250) throw refused(hello)
  const [, ...keywords] = hello.lines
  if (!keywords.some((keyword) => /^STARTTLS\b/i.test(keyword)))
    throw new ProtocolError('starttls.not-offered', 'the server does not offer STARTTLS')
  await conversation.say('STARTTLS')
  const consent = await reply(conversation)
  if (consent.code !== 220) throw refused(consent)
}

interface Reply {
  readonly code: number
  readonly lines: readonly string[]
}

/** One reply, of one line or several (RFC 5321 section 4.2.1). */
async function reply(conversation: LineConversation): Promise<Reply> {
  const lines: string[] = []
  for (;;) {
    const line = await conversation.hear()
    const [, code, more, text] = /^([2-5]\d\d)(?:([ -])(.*))?$/.exec(line) ?? []
    if (code === undefined) throw new ProtocolError('starttls.unexpected', 'what answers there is not SMTP')
    lines.push(text ?? '')
    if (more !== '-') return { code: Number(code), lines }
  }
}

function refused({ code, lines }: Reply): ProtocolError {
  return new ProtocolError('starttls.refused', `the server answers ${code} ${lines[0] ?? ''}`.trimEnd())
}
