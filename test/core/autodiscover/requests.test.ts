import { parseXml, XmlElement } from '@rgrove/parse-xml'
import { describe, expect, test } from 'vitest'
import { jsonUrl, poxRequest, soapRequest } from '../../../shared/protocols/autodiscover/index.ts'

const textOf = ({ body }: { body: Uint8Array }) => new TextDecoder().decode(body)

/** The text of the first element of that name, prefix and all, wherever it stands. */
function elementText(document: string, name: string): string {
  const find = (element: XmlElement): XmlElement | undefined =>
    element.name === name
      ? element
      : element.children
          .filter((node) => node instanceof XmlElement)
          .map(find)
          .find(Boolean)
  const { root } = parseXml(document)
  return (root && find(root)?.text) ?? ''
}

describe('the POX request', () => {
  test('is what Outlook sends, byte for byte', () => {
    const { headers, body } = poxRequest('anna@contoso.example')
    expect(textOf({ body })).toBe(
      '<?xml version="1.0" encoding="utf-8"?>' +
        '<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006"><Request>' +
        '<EMailAddress>anna@contoso.example</EMailAddress>' +
        '<AcceptableResponseSchema>http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a' +
        '</AcceptableResponseSchema></Request></Autodiscover>',
    )
    expect(headers.map(([name]) => name)).toEqual(['Content-Type', 'User-Agent'])
    expect(headers[0]?.[1]).toBe('text/xml; charset=utf-8')
    expect(headers[1]?.[1]).toContain('Microsoft Outlook 16.0')
  })

  test('says what the client can do, when it can', () => {
    const { headers } = poxRequest('anna@contoso.example', {
      mapiHttp: true,
      canHandle: ['Negotiate', 'ExHttpInfo'],
    })
    expect(headers.slice(2)).toEqual([
      ['X-MapiHttpCapability', '1'],
      ['X-ClientCanHandle', 'Negotiate,ExHttpInfo'],
    ])
  })

  test('holds any address that there may be, and nothing that the address smuggles in', () => {
    const address = `<o'neill>&"co"@contoso.example`
    expect(elementText(textOf(poxRequest(address)), 'EMailAddress')).toBe(address)
    expect(elementText(textOf(poxRequest('jürgen𝒳@bücher.example')), 'EMailAddress')).toBe(
      'jürgen𝒳@bücher.example',
    )
  })
})

describe('the SOAP request', () => {
  test('asks for the settings of one address, and says where it goes', () => {
    const url = 'https://mail.contoso.example/autodiscover/autodiscover.svc?a=1&b=2'
    const { headers, body } = soapRequest(url, 'anna@contoso.example', ['ExternalEwsUrl', 'UserDN'])
    const document = textOf({ body })
    const action = 'http://schemas.microsoft.com/exchange/2010/Autodiscover/Autodiscover/GetUserSettings'
    expect(headers).toContainEqual(['SOAPAction', `"${action}"`])
    expect(elementText(document, 'w:Action')).toBe(action)
    expect(elementText(document, 'w:To')).toBe(url)
    expect(elementText(document, 'a:Mailbox')).toBe('anna@contoso.example')
    expect(document).toContain(
      '<a:RequestedSettings><a:Setting>ExternalEwsUrl</a:Setting><a:Setting>UserDN</a:Setting></a:RequestedSettings>',
    )
  })
})

test('the URL of the second version holds the address as one value', () => {
  expect(jsonUrl('mail.contoso.example', 'anna+x&Protocol=y#z@contoso.example', 'AutodiscoverV1')).toBe(
    'https://mail.contoso.example/autodiscover/autodiscover.json?Email=anna%2Bx%26Protocol%3Dy%23z%40contoso.example&Protocol=AutodiscoverV1',
  )
})

test.each([
  [''],
  ['anna'],
  ['@contoso.example'],
  ['anna@'],
  ['a@b@c'],
  ['an na@contoso.example'],
  ['anna@x\r\nEvil: 1'],
  ['\0@x'],
  ['\ud800@x'],
  ['\uffff@x'],
  [`${'x'.repeat(320)}@x`],
])('no request is made for %j', (address) => {
  const wrong = expect.objectContaining({
    code: 'autodiscover.address',
    message: 'expected an address such as user@example.com',
  })
  expect(() => poxRequest(address)).toThrow(wrong)
  expect(() => soapRequest('https://x/', address, [])).toThrow(wrong)
  expect(() => jsonUrl('x', address, 'Ews')).toThrow(wrong)
})
