import { ProtocolError } from '../protocol-error.ts'
import type { LineConversation } from './lines.ts'

/** STARTTLS for IMAP (RFC 9051 section 6.2.1). */
export async function imap(conversation: LineConversation): Promise<void> {
  const greeting = await conversation.hear()
  if (/^\* BYE\b/i.test(greeting)) throw refused(greeting)
  if (!/^\* (?:OK|PREAUTH)\b/i.test(greeting))
    throw new ProtocolError('starttls.unexpected', 'what answers there is not IMAP')
  const capabilities = await ask(conversation, 'a1', 'CAPABILITY')
  if (!capabilities.some((line) => /^\* CAPABILITY\b.* STARTTLS(?: |$)/i.test(line)))
    throw new ProtocolError('starttls.not-offered', 'the server does not offer STARTTLS')
  await ask(conversation, 'a2', 'STARTTLS')
}

/** The untagged lines of the answer. */
async function ask(conversation: LineConversation, tag: string, command: string): Promise<readonly string[]> {
  await conversation.say(`${tag} ${command}`)
  const lines: string[] = []
  for (;;) {
    const line = await conversation.hear()
    if (line.startsWith(`${tag} `)) {
      if (/^\S+ OK\b/i.test(line)) return lines
      throw refused(line)
    }
    if (!line.startsWith('* '))
      throw new ProtocolError('starttls.unexpected', 'what answers there is not IMAP')
    lines.push(line)
  }
}

function refused(line: string): ProtocolError {
  return new ProtocolError('starttls.refused', `the server answers ${line}`)
}
