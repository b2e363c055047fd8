import { check, reasonOf, settle } from '../../engine/index.ts'
import { ConnectError } from '../../platform/index.ts'
import { readSoapResponse, soapRequest } from '../../protocols/autodiscover/index.ts'
import { ProtocolError } from '../../protocols/protocol-error.ts'
import { firstOpen } from '../autodiscover/ask.ts'
import { lookUpAddresses } from '../dns/addresses.ts'
import { askSignedIn } from './open.ts'

/** What tells where the mailbox is, by the names that SOAP has for it (MS-OXWSADISC). */
const WANTED = [
  'UserDN',
  'InternalRpcClientServer',
  'ExternalMailboxServer',
  'ExternalMailboxServerRequiresSSL',
  'ExternalMailboxServerAuthenticationMethods',
  'ExternalEwsUrl',
  'MapiHttpEnabled',
] as const

/** What does the SOAP service tell the user? Other programs than Outlook ask it. Answers with the settings by name. */
export const askSoapAsUser = check(
  'sign-in.soap',
  async (step, { url, email }: { url: string; email: string }): Promise<Readonly<Record<string, string>>> => {
    const { hostname: host, port: portText, pathname } = new URL(url)
    const port = portText === '' ? 443 : Number(portText)
    const found = await settle(lookUpAddresses(step, { host }))
    if (!found.answered) throw found.failure
    const open = await firstOpen(step, host, found.answer.addresses, port)
    if ('code' in open) return step.cannotTell(open.code, open.message)
    try {
      const { headers, body } = soapRequest(url, email, WANTED)
      const place = { host, address: open.address, port }
      const answer = await askSignedIn(step, place, { method: 'POST', path: pathname, headers, body })
      if (answer.status !== 200) {
        return step.cannotTell('autodiscover.soap', `${host} answers ${answer.status}`)
      }
      const response = readSoapResponse(answer.body)
      const [user] = response.kind === 'users' ? response.users : []
      const code = response.kind === 'fault' ? response.code : (user?.errorCode ?? response.errorCode)
      const settings = Object.fromEntries(
        (user?.settings ?? []).flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])),
      )
      step.note('sign-in.soap', { code, settings })
      return settings
    } catch (error) {
      if (step.signal.aborted) throw error
      if (!(error instanceof ProtocolError) && !(error instanceof ConnectError)) throw error
      const { code, message } = reasonOf(error)
      return step.cannotTell(code, message)
    }
  },
  { limitSeconds: 20, needed: false },
)
