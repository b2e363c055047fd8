import type { Identity } from '../../accounts/index.ts'
import { htmlPage } from '../../http/html-page.ts'
import type { Answer, HttpRequest } from '../../http/message.ts'
import type { AddressBookServer } from '../mailbox/address-book/address-book-server.ts'
import type { MailboxServer } from '../mailbox/mailbox-server.ts'
import type { ServiceContext } from '../services.ts'
import { emsmdbRequests } from './emsmdb-requests.ts'
import { mapiEndpoint, refusal } from './mapi-endpoint.ts'
import { nspiRequests } from './nspi-requests.ts'
import { RESPONSE_CODE } from './response-code.ts'

/** MAPI over HTTP of an Exchange server (MS-OXCMAPIHTTP): its two endpoints, and a page for browsers. */
export function mapiOverHttp(
  { service, server }: ServiceContext,
  mailboxes: MailboxServer,
  addressBook: AddressBookServer,
) {
  const options = { faults: service.mapi ?? {}, serverApplication: padded(server.version.build) }
  const emsmdb = mapiEndpoint(emsmdbRequests(mailboxes), options)
  const nspi = mapiEndpoint(
    nspiRequests(addressBook, (serverDn) => {
      const found = mailboxes.directory.all.find(
        ({ mailbox }) => mailbox.serverDn.toLowerCase() === serverDn.toLowerCase(),
      )
      return found && `https://${server.namespace}/mapi/emsmdb/?MailboxId=${found.mailbox.rpcServer}`
    }),
    options,
  )

  return (request: HttpRequest, identity: Identity | undefined): Answer | Promise<Answer> => {
    if (request.method === 'GET' || request.method === 'HEAD') {
      return {
        status: 200,
        reason: 'OK',
        headers: [['Content-Type', 'text/html']],
        body: htmlPage('Exchange MAPI/HTTP Connectivity Endpoint', 'It is there.'),
      }
    }
    if (request.method !== 'POST') return refusal(request, options, RESPONSE_CODE.INVALID_VERB)
    const [, , part] = request.path.toLowerCase().split('/')
    if (part === 'emsmdb') return emsmdb(request, identity)
    if (part === 'nspi') return nspi(request, identity)
    return refusal(request, options, RESPONSE_CODE.INVALID_PATH)
  }
}

/** As Exchange writes a build in headers: 15.02.1544.011. */
function padded([major, minor, build, revision]: readonly [number, number, number, number]): string {
  const digits = (value: number, length: number) => String(value).padStart(length, '0')
  return `${major}.${digits(minor, 2)}.${digits(build, 4)}.${digits(revision, 3)}`
}
