import { expect, test } from 'vitest'
import { readSoapResponse } from '../../../shared/protocols/autodiscover/index.ts'
import { bytes } from './answers.ts'

const HEADER = `<s:Header>
    <a:Action s:mustUnderstand="1">http://schemas.microsoft.com/exchange/2010/Autodiscover/Autodiscover/GetUserSettingsResponse</a:Action>
    <h:ServerVersionInfo xmlns:h="http://schemas.microsoft.com/exchange/2010/Autodiscover" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">
      <h:MajorVersion>15</h:MajorVersion><h:MinorVersion>2</h:MinorVersion>
      <h:MajorBuildNumber>1544</h:MajorBuildNumber><h:MinorBuildNumber>4</h:MinorBuildNumber>
      <h:Version>Exchange2015</h:Version>
    </h:ServerVersionInfo>
  </s:Header>`

function envelope(body: string, header = HEADER): string {
  return `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:a="http://www.w3.org/2005/08/addressing">
  ${header}<s:Body>${body}</s:Body></s:Envelope>`
}

function response(users: string): string {
  return envelope(`<GetUserSettingsResponseMessage xmlns="http://schemas.microsoft.com/exchange/2010/Autodiscover">
    <Response xmlns:i="http://www.w3.org/2001/XMLSchema-instance">
      <ErrorCode>NoError</ErrorCode><ErrorMessage/>
      <UserResponses>${users}</UserResponses>
    </Response>
  </GetUserSettingsResponseMessage>`)
}

const SETTINGS = response(`<UserResponse>
  <ErrorCode>NoError</ErrorCode>
  <ErrorMessage>No error.</ErrorMessage>
  <RedirectTarget i:nil="true"/>
  <UserSettingErrors>
    <UserSettingError>
      <ErrorCode>SettingIsNotAvailable</ErrorCode><ErrorMessage>Not available.</ErrorMessage><SettingName>ExternalUMUrl</SettingName>
    </UserSettingError>
  </UserSettingErrors>
  <UserSettings>
    <UserSetting i:type="StringSetting"><Name>ExternalEwsUrl</Name><Value>https://mail.contoso.example/EWS/Exchange.asmx</Value></UserSetting>
    <UserSetting i:type="StringSetting"><Name>MapiHttpEnabled</Name><Value>True</Value></UserSetting>
    <UserSetting i:type="WebClientUrlCollectionSetting">
      <Name>ExternalWebClientUrls</Name>
      <WebClientUrls>
        <WebClientUrl><AuthenticationMethods>Fba</AuthenticationMethods><Url>https://mail.contoso.example/owa/</Url></WebClientUrl>
      </WebClientUrls>
    </UserSetting>
    <UserSetting><Value>without a name</Value></UserSetting>
  </UserSettings>
</UserResponse>`)

test('settings are read by name, texts and lists', () => {
  expect(readSoapResponse(bytes(SETTINGS))).toEqual({
    kind: 'users',
    serverVersion: { major: 15, minor: 2, build: 1544 },
    errorCode: 'NoError',
    errorMessage: undefined,
    users: [
      {
        errorCode: 'NoError',
        errorMessage: 'No error.',
        redirectTarget: undefined,
        settings: [
          { name: 'ExternalEwsUrl', value: 'https://mail.contoso.example/EWS/Exchange.asmx' },
          { name: 'MapiHttpEnabled', value: 'True' },
          {
            name: 'ExternalWebClientUrls',
            entries: [{ AuthenticationMethods: 'Fba', Url: 'https://mail.contoso.example/owa/' }],
          },
        ],
        settingErrors: [{ name: 'ExternalUMUrl', errorCode: 'SettingIsNotAvailable' }],
      },
    ],
  })
})

test.each([
  ['RedirectAddress', 'anna@fabrikam.example'],
  ['RedirectUrl', 'https://mail.fabrikam.example/autodiscover/autodiscover.svc'],
])('%s says where to go', (errorCode, redirectTarget) => {
  const user = `<UserResponse><ErrorCode>${errorCode}</ErrorCode><RedirectTarget>${redirectTarget}</RedirectTarget></UserResponse>`
  expect(readSoapResponse(bytes(response(user)))).toMatchObject({
    users: [{ errorCode, redirectTarget, settings: [] }],
  })
})

test('a fault is read with its code, whatever its prefix, and its text', () => {
  const fault =
    '<s:Fault xmlns:e="urn:x"><faultcode>e:InvalidSecurity</faultcode><faultstring xml:lang="en">An error occurred.</faultstring></s:Fault>'
  expect(readSoapResponse(bytes(envelope(fault)))).toEqual({
    kind: 'fault',
    serverVersion: { major: 15, minor: 2, build: 1544 },
    code: 'InvalidSecurity',
    message: 'An error occurred.',
  })
})

test('a version that is no number is left out', () => {
  const text = SETTINGS.replace('<h:MajorVersion>15', '<h:MajorVersion>fifteen')
  expect(readSoapResponse(bytes(text)).serverVersion).toBeUndefined()
})

test('a name such as __proto__ is a name like any other', () => {
  const text = SETTINGS.replaceAll('AuthenticationMethods>', '__proto__>')
  const answer = readSoapResponse(bytes(text))
  const entries = answer.kind === 'users' ? answer.users[0]?.settings[2]?.entries : []
  expect(Object.entries(entries?.[0] ?? {})).toContainEqual(['__proto__', 'Fba'])
})

test.each([
  ['a POX answer', '<Autodiscover/>', 'other-document'],
  ['an empty envelope', envelope('', ''), 'incomplete'],
  ['the answer to another question', envelope('<GetDomainSettingsResponseMessage/>'), 'incomplete'],
])('%s is refused as what it is', (_, text, code) => {
  expect(() => readSoapResponse(bytes(text))).toThrow(
    expect.objectContaining({ code: `autodiscover.${code}` }),
  )
})
