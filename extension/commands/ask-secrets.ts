import { window } from 'vscode'
import { parseTarget, RequestError } from '../../shared/probes/index.ts'
import { parseUserName } from '../../shared/protocols/ntlm/index.ts'
import { ProtocolError } from '../../shared/protocols/protocol-error.ts'
import type { Secrets } from '../secrets/secrets.ts'
import { NotSetUp } from '../vantages/vantages.ts'

/** Asks for the edge's token and keeps it for that edge alone. */
export async function askToken(secrets: Secrets, edge: URL | undefined): Promise<void> {
  if (edge === undefined) throw new NotSetUp('No edge is set up: the setting outpost.edge is empty.')
  const token = await window.showInputBox({
    title: `Outpost: the token of ${edge.host}`,
    prompt: 'It is kept in the secret storage and sent to this edge alone',
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) => (/\s/.test(text.trim()) ? 'A token has no spaces' : undefined),
  })
  if (token?.trim()) await secrets.setToken(edge, token.trim())
}

/** Asks for user name, domain and password, which stay in the secret storage. */
export async function askAccount(secrets: Secrets): Promise<void> {
  const known = await secrets.credential()
  const user = await window.showInputBox({
    title: 'Outpost: who signs in?',
    prompt: 'DOMAIN\\user, user@contoso.com or user',
    ...(known && { value: known.user }),
    ignoreFocusOut: true,
    validateInput: problemWithUser,
  })
  if (!user) return
  const domain = await window.showInputBox({
    title: `Outpost: where does ${user} sign in?`,
    prompt: 'The mail domain of the organisation: the account is used for its hosts and for no others',
    placeHolder: 'contoso.com',
    value: known?.user === user ? known.domain : domainOf(user),
    ignoreFocusOut: true,
    validateInput: problemWithDomain,
  })
  if (!domain) return
  const password = await window.showInputBox({
    title: `Outpost: the password of ${user}`,
    prompt:
      'It is kept in the secret storage and never leaves this machine: an edge sees challenge and response',
    password: true,
    ignoreFocusOut: true,
  })
  if (password) await secrets.setCredential({ user, password, domain: parseTarget(domain).host })
}

function problemWithUser(text: string): string | undefined {
  try {
    parseUserName(text)
    return undefined
  } catch (error) {
    if (error instanceof ProtocolError) return error.message
    throw error
  }
}

/** Of a user principal name; of the other forms nobody knows it. */
function domainOf(user: string): string {
  return /@([^@\s\\]+\.[^@\s\\]+)$/.exec(user)?.[1] ?? ''
}

function problemWithDomain(text: string): string | undefined {
  if (text.trim() === '') return undefined
  try {
    return parseTarget(text).kind === 'name' ? undefined : 'Expected a domain such as contoso.com'
  } catch (error) {
    if (error instanceof RequestError) return error.message
    throw error
  }
}
