import type { HttpRequest, HttpResponse, Site } from '../message.ts'
import { notFound, softwareFields } from './software.ts'

/**
 * A hosting provider's web server that answers Autodiscover for every domain that it hosts, with mailboxes of its own:
 * Outlook then sets up IMAP.
 */
export interface HostingProviderService {
  readonly kind: 'hosting-provider'
}

const LONGEST_REQUEST = 65_536

export function hostingProviderSite(domain: string): Site {
  return () => async (request) => {
    if (!/^\/autodiscover\/autodiscover\.xml$/i.test(request.path)) return notFound('apache')
    return settings(await addressIn(request, domain), domain)
  }
}

async function addressIn(request: HttpRequest, domain: string): Promise<string> {
  const body = (await request.body.read(LONGEST_REQUEST))?.toString('utf8') ?? ''
  return /<EMailAddress>([^<]*)</.exec(body)?.[1] ?? `nobody@${domain}`
}

function settings(address: string, domain: string): HttpResponse {
  const protocol = (type: string, port: number) =>
    `<Protocol><Type>${type}</Type><Server>${type.toLowerCase()}.hosting.${domain}</Server><Port>${port}</Port>` +
    `<LoginName>${address}</LoginName><SSL>on</SSL><SPA>off</SPA><AuthRequired>on</AuthRequired></Protocol>`
  return {
    status: 200,
    reason: 'OK',
    headers: [...softwareFields('apache'), ['Content-Type', 'application/xml']],
    body:
      '<?xml version="1.0" encoding="utf-8"?>\n' +
      '<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006">' +
      '<Response xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a">' +
      `<Account><AccountType>email</AccountType><Action>settings</Action>${protocol('IMAP', 993)}${protocol('SMTP', 465)}` +
      '</Account></Response></Autodiscover>',
  }
}
