import { ProtocolError } from '../protocol-error.ts'
import type { ServerVersion } from './server-version.ts'
import { childNamed, childrenNamed, readXml, textOf, type XmlElement } from './xml.ts'

/** One setting: a text, or a list of entries with texts by name (`ExternalOwaUrls`: `Url`, `AuthenticationMethods`). */
export interface SoapSetting {
  readonly name: string
  readonly value?: string
  readonly entries?: readonly Readonly<Record<string, string>>[]
}

export interface SoapUserResponse {
  /** `NoError`, `RedirectAddress`, `RedirectUrl`, `InvalidUser`, `SettingIsNotAvailable`, … */
  readonly errorCode: string
  readonly errorMessage?: string
  /** With `RedirectAddress` an address, with `RedirectUrl` a URL. */
  readonly redirectTarget?: string
  readonly settings: readonly SoapSetting[]
  readonly settingErrors: readonly { readonly name?: string; readonly errorCode?: string }[]
}

/** An answer to GetUserSettings. All texts are the server's word. */
export type SoapResponse =
  | {
      readonly kind: 'users'
      readonly serverVersion?: ServerVersion
      readonly errorCode: string
      readonly errorMessage?: string
      readonly users: readonly SoapUserResponse[]
    }
  | {
      readonly kind: 'fault'
      readonly serverVersion?: ServerVersion
      /** Without its prefix: `Client`, `Server`, `InvalidSecurity`. */
      readonly code: string
      readonly message?: string
    }

/**
 * Reads an answer of `autodiscover.svc` (MS-OXWSADISC section 3.1.4.1, SOAP 1.1 section 4.4 for faults).
 *
 * Throws `autodiscover.other-document`, `autodiscover.incomplete`, and what `readPoxResponse` throws for what is no XML.
 */
export function readSoapResponse(body: Uint8Array): SoapResponse {
  const { root } = readXml(body)
  if (root.name !== 'Envelope')
    throw new ProtocolError('autodiscover.other-document', 'the answer is XML, but no SOAP envelope')
  const serverVersion = readVersion(childNamed(childNamed(root, 'Header'), 'ServerVersionInfo'))
  const content = childNamed(root, 'Body')
  const fault = childNamed(content, 'Fault')
  if (fault) {
    const code = textOf(fault, 'faultcode')?.replace(/^[^:]*:/, '') ?? ''
    return { kind: 'fault', serverVersion, code, message: textOf(fault, 'faultstring') }
  }
  const response = childNamed(childNamed(content, 'GetUserSettingsResponseMessage'), 'Response')
  if (!response)
    throw new ProtocolError('autodiscover.incomplete', 'the answer has neither settings nor a fault')
  return {
    kind: 'users',
    serverVersion,
    errorCode: textOf(response, 'ErrorCode') ?? 'NoError',
    errorMessage: textOf(response, 'ErrorMessage'),
    users: childrenNamed(childNamed(response, 'UserResponses'), 'UserResponse').map(readUser),
  }
}

function readUser(element: XmlElement): SoapUserResponse {
  return {
    errorCode: textOf(element, 'ErrorCode') ?? 'NoError',
    errorMessage: textOf(element, 'ErrorMessage'),
    redirectTarget: textOf(element, 'RedirectTarget'),
    settings: childrenNamed(childNamed(element, 'UserSettings'), 'UserSetting').flatMap(readSetting),
    settingErrors: childrenNamed(childNamed(element, 'UserSettingErrors'), 'UserSettingError').map(
      (error) => ({
        name: textOf(error, 'SettingName'),
        errorCode: textOf(error, 'ErrorCode'),
      }),
    ),
  }
}

/** Beside its name a setting has a `Value`, or one element with the entries of a list. */
function readSetting(element: XmlElement): SoapSetting[] {
  const name = textOf(element, 'Name')
  if (name === undefined) return []
  const value = childNamed(element, 'Value')
  if (value) return [{ name, value: value.text }]
  const list = element.children.find((child) => child.name !== 'Name')
  return [{ name, entries: list?.children.map(readEntry) ?? [] }]
}

function readEntry(element: XmlElement): Record<string, string> {
  return Object.fromEntries(element.children.map(({ name, text }) => [name, text]))
}

function readVersion(info: XmlElement | undefined): ServerVersion | undefined {
  const [major, minor, build] = ['MajorVersion', 'MinorVersion', 'MajorBuildNumber'].map((name) =>
    textOf(info, name),
  )
  const isNumber = (text: string | undefined): text is string => /^\d{1,6}$/.test(text ?? '')
  if (!isNumber(major) || !isNumber(minor) || !isNumber(build)) return undefined
  return { major: Number(major), minor: Number(minor), build: Number(build) }
}
