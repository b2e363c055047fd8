import { expect, test } from 'vitest'
import { readJsonResponse } from '../../../shared/protocols/autodiscover/index.ts'
import { bytes } from './answers.ts'

test('the URL that was asked for is read', () => {
  const text =
    '{"Protocol":"AutodiscoverV1","Url":"https://mail.contoso.example/autodiscover/autodiscover.xml"}'
  expect(readJsonResponse(bytes(text))).toEqual({
    kind: 'found',
    protocol: 'AutodiscoverV1',
    url: 'https://mail.contoso.example/autodiscover/autodiscover.xml',
  })
})

test.each([
  ['{"ErrorCode":"ProtocolNotSupported","ErrorMessage":"Not known."}', 'ProtocolNotSupported', 'Not known.'],
  ['{"ErrorCode":"MissingProtocol","ErrorMessage":null}', 'MissingProtocol', undefined],
  ['{"ErrorCode":"InvalidRequest"}', 'InvalidRequest', undefined],
])('the error %s is read', (text, code, message) => {
  expect(readJsonResponse(bytes(text))).toEqual({ kind: 'error', code, message })
})

test.each([
  ['[]', 'other-document'],
  ['null', 'other-document'],
  ['{"Protocol":"Ews"}', 'other-document'],
  ['{"Protocol":"Ews","Url":42}', 'other-document'],
  ['{"error":{"code":"NotFound"}}', 'other-document'],
  ['{"Protocol":', 'json'],
  ['OK', 'json'],
  ['['.repeat(200_000), 'json'],
  ['<Autodiscover/>', 'json'],
])('%.40s is refused as what it is', (text, code) => {
  expect(() => readJsonResponse(bytes(text))).toThrow(
    expect.objectContaining({ code: `autodiscover.${code}` }),
  )
})
