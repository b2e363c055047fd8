import { createHash } from 'node:crypto'
import { iisError } from '../../http/iis/error-response.ts'
import type { HttpRequest, HttpResponse } from '../../http/message.ts'
import { guidOf } from '../autodiscover/mailbox.ts'
import { DECLARATION, element } from '../autodiscover/xml.ts'
import type { ServiceContext } from '../services.ts'

/** What of the offline address book is wrong, as data: it was never made. */
export type OfflineAddressBookFault = 'not-generated'

/** The folder of the offline address book of a tenant. */
export function offlineAddressBookGuid(domain: string): string {
  return guidOf(`oab ${domain}`)
}

/** The offline address book: its manifest (MS-OXWOAB section 2.2), in a folder that none may list. */
export function answerOfflineAddressBook(
  { service, server }: ServiceContext,
  { method, path }: HttpRequest,
): HttpResponse {
  const guid = offlineAddressBookGuid(server.domain)
  const [, , folder = '', file = ''] = path.toLowerCase().split('/')
  if (folder === '' || (folder === guid && file === '')) return iisError(403)
  const isThere = folder === guid && file === 'oab.xml' && service.offlineAddressBook !== 'not-generated'
  if (!isThere) return iisError(404)
  if (method !== 'GET' && method !== 'HEAD') return iisError(405)
  return {
    status: 200,
    reason: 'OK',
    headers: [
      ['Content-Type', 'text/xml'],
      ['Accept-Ranges', 'bytes'],
    ],
    body: manifest(guid),
  }
}

function manifest(guid: string): string {
  const file = (kind: string, name: string, more = '') =>
    element(
      kind,
      `seq="7" ver="32" ${more}size="1042" uncompressedsize="3904" SHA="${createHash('sha1').update(name).digest('hex').toUpperCase()}"`,
      name,
    )
  return [
    DECLARATION,
    element(
      'OAB',
      '',
      element(
        'OAL',
        `id="${guid}" dn="/" name="\\Default Offline Address Book"`,
        file('Full', `${guid}-data-7.lzx`),
        file('Template', `${guid}-lng0409-7.lzx`, 'langid="0409" type="windows" '),
      ),
    ),
  ].join('\r\n')
}
