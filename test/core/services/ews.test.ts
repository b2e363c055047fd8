import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  getAvailability,
  getInbox,
  inboxCount,
  readAvailabilityAnswer,
  readFolderAnswer,
} from '../../../shared/protocols/ews/index.ts'
import { ProtocolError } from '../../../shared/protocols/protocol-error.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const text = (body: Uint8Array) => new TextDecoder().decode(body)
const MESSAGES = 'http://schemas.microsoft.com/exchange/services/2006/messages'
const TYPES = 'http://schemas.microsoft.com/exchange/services/2006/types'

/** As Exchange 2016 answers, its prefixes included. */
const soap = (content: string) =>
  bytes(
    `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header><h:ServerVersionInfo MajorVersion="15" xmlns:h="${TYPES}"/></s:Header><s:Body>${content}</s:Body></s:Envelope>`,
  )
const folder = (message: string) =>
  soap(
    `<m:GetFolderResponse xmlns:m="${MESSAGES}" xmlns:t="${TYPES}"><m:ResponseMessages>${message}</m:ResponseMessages></m:GetFolderResponse>`,
  )
const INBOX = folder(
  '<m:GetFolderResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode><m:Folders><t:Folder><t:FolderId Id="AAMk" ChangeKey="AQ"/><t:DisplayName>Inbox</t:DisplayName><t:TotalCount>17</t:TotalCount></t:Folder></m:Folders></m:GetFolderResponseMessage>',
)
const FREE = soap(
  `<GetUserAvailabilityResponse xmlns="${MESSAGES}"><FreeBusyResponseArray><FreeBusyResponse><ResponseMessage ResponseClass="Success"><ResponseCode>NoError</ResponseCode></ResponseMessage><FreeBusyView><FreeBusyViewType xmlns="${TYPES}">MergedOnly</FreeBusyViewType><MergedFreeBusy xmlns="${TYPES}">000000000000000000000000</MergedFreeBusy></FreeBusyView></FreeBusyResponse></FreeBusyResponseArray></GetUserAvailabilityResponse>`,
)

describe('the web services are asked', () => {
  test('for the inbox of whoever signed in', () => {
    const { headers, body } = getInbox()
    expect(headers).toContainEqual(['SOAPAction', `"${MESSAGES}/GetFolder"`])
    expect(text(body)).toContain('<t:DistinguishedFolderId Id="inbox"/>')
  })

  test('for one day of one address, which cannot break out of its place', () => {
    const body = text(getAvailability('a&b@contoso.test', Date.parse('2026-06-30T12:00:00Z')).body)
    expect(body).toContain('<t:Address>a&#38;b@contoso.test</t:Address>')
    expect(body).toContain('<t:StartTime>2026-06-30T12:00:00</t:StartTime>')
    expect(body).toContain('<t:EndTime>2026-07-01T12:00:00</t:EndTime>')
    expect(() => getAvailability('no address', 0)).toThrow(ProtocolError)
  })
})

describe('an answer of the web services', () => {
  test('shows the inbox, and how much is in it', () => {
    const answer = readFolderAnswer(INBOX)
    expect(answer.kind === 'success' && inboxCount(answer)).toBe(17)
  })

  test('tells when somebody is free', () => {
    expect(readAvailabilityAnswer(FREE).kind).toBe('success')
  })

  test('names the error of the operation', () => {
    const failed = folder(
      '<m:GetFolderResponseMessage ResponseClass="Error"><m:MessageText>There is no such mailbox.</m:MessageText><m:ResponseCode>ErrorNonExistentMailbox</m:ResponseCode></m:GetFolderResponseMessage>',
    )
    expect(readFolderAnswer(failed)).toEqual({
      kind: 'error',
      code: 'ErrorNonExistentMailbox',
      message: 'There is no such mailbox.',
    })
  })

  test('names the error of a fault, and how long to wait', () => {
    const fault = soap(
      `<s:Fault><faultcode xmlns:a="${TYPES}">a:ErrorServerBusy</faultcode><faultstring>Busy.</faultstring><detail><e:ResponseCode xmlns:e="x">ErrorServerBusy</e:ResponseCode><t:MessageXml xmlns:t="${TYPES}"><t:Value Name="BackOffMilliseconds">297749</t:Value></t:MessageXml></detail></s:Fault>`,
    )
    expect(readFolderAnswer(fault)).toEqual({
      kind: 'error',
      code: 'ErrorServerBusy',
      message: 'Busy.',
      backOffMs: 297_749,
    })
  })

  test.each([
    ['a page', bytes('<html><body>Sign in</body></html>'), 'ews.not-xml'],
    ['nothing', new Uint8Array(), 'ews.not-xml'],
    ['another document', bytes('<OAB/>'), 'ews.other-document'],
    ['an envelope of something else', soap('<Other/>'), 'ews.incomplete'],
    ['the answer to another operation', FREE, 'ews.incomplete'],
  ])('that is %s is refused', (_, body, code) => {
    expect(() => readFolderAnswer(body)).toThrow(expect.objectContaining({ code }))
  })

  test('of any bytes, or a damaged one, ends in an answer or in a typed error', () => {
    const damaged = fc.tuple(fc.nat(INBOX.length - 1), fc.nat(255)).map(([at, value]) => {
      const copy = Uint8Array.from(INBOX)
      copy[at] = value
      return copy
    })
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 100 }), damaged), (body) => {
        try {
          readFolderAnswer(body)
          readAvailabilityAnswer(body)
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError)
        }
      }),
      { numRuns: 500 },
    )
  })
})
