import { ProtocolError } from '../protocol-error.ts'
import type { LineConversation } from './lines.ts'

/** STLS for POP3 (RFC 2595 section 4). */
export async function pop3(conversation: LineConversation): Promise<void> {
  await consent(conversation)
  await conversation.say('CAPA')
  // A server without CAPA (RFC 2449) may have STLS all the same.
  if (await isPositive(conversation)) {
    const capabilities: string[] = []
    for (let line = await conversation.hear(); line !== '.'; line = await conversation.hear()) {
      capabilities.push(line.trim().toUpperCase())
    }
    if (!capabilities.includes('STLS'))
      throw new ProtocolError('starttls.not-offered', 'the server does not offer STLS')
  }
  await conversation.say('STLS')
  await consent(conversation)
}

async function consent(conversation: LineConversation): Promise<void> {
  if (await isPositive(conversation)) return
  throw new ProtocolError('starttls.refused', 'the server says no (-ERR)')
}

async function isPositive(conversation: LineConversation): Promise<boolean> {
  const line = await conversation.hear()
  if (/^\+OK\b/.test(line)) return true
  if (/^-ERR\b/.test(line)) return false
  throw new ProtocolError('starttls.unexpected', 'what answers there is not POP3')
}
