import type { Mention } from '../document.ts'
import { hostName } from '../plain/names.ts'
import type { DocumentReader } from '../readers.ts'
import { type GivenObject, type GivenSetting, judgeSettings } from '../rules/index.ts'
import { childOf, type ElementPlace, elementsOf, everyElement } from '../xml/elements.ts'

/** What the elements of a protocol are set by. */
const URLS: Readonly<Record<string, string>> = {
  ASUrl: 'WebServicesVirtualDirectory.ExternalUrl',
  EwsUrl: 'WebServicesVirtualDirectory.ExternalUrl',
  OOFUrl: 'WebServicesVirtualDirectory.ExternalUrl',
  EmwsUrl: 'WebServicesVirtualDirectory.ExternalUrl',
  SharingUrl: 'WebServicesVirtualDirectory.ExternalUrl',
  OABUrl: 'OabVirtualDirectory.ExternalUrl',
  OWAUrl: 'OwaVirtualDirectory.ExternalUrl',
  EcpUrl: 'EcpVirtualDirectory.ExternalUrl',
  UMUrl: 'WebServicesVirtualDirectory.ExternalUrl',
}

/** Reads an answer of Autodiscover (MS-OXDSCLI section 2.2.4) as somebody saved it. */
export const readAutodiscoverDocument: DocumentReader = (text) => {
  const elements = [...everyElement(elementsOf(text))]
  const protocols = elements.filter(({ name }) => name === 'Protocol')
  const mentions = [
    ...elements.flatMap(accountMentions),
    ...protocols.flatMap((protocol) => protocolMentions(protocol)),
  ].sort((left, right) => left.range.start - right.range.start)
  const objects = protocols.filter((protocol) => typeOf(protocol) === 'EXPR').map(objectOf)
  const remarks = judgeSettings({ objects, extendedProtection: false, generations: [] })
  return { mentions, remarks, parsed: elements.length }
}

function typeOf(protocol: ElementPlace): string {
  return protocol.attributes.get('Type') ?? childOf(protocol, 'Type')?.text ?? ''
}

function accountMentions({ name, text, textRange: range }: ElementPlace): Mention[] {
  if (name === 'RedirectUrl') return urlMention(text, range)
  if (name !== 'RedirectAddr' && name !== 'AutoDiscoverSMTPAddress' && name !== 'EMailAddress') return []
  const host = hostName(text.replace(/^.*@/, ''))
  if (host === undefined) return []
  return [{ range, role: 'mailbox', value: text, host, probe: { probe: 'outlook-anywhere', target: text } }]
}

function protocolMentions(protocol: ElementPlace): Mention[] {
  const type = typeOf(protocol)
  return [...everyElement(protocol.children)].flatMap(({ name, text, textRange: range }): Mention[] => {
    if (text === '') return []
    if (type === 'mapiHttp' && name === 'ExternalUrl')
      return urlMention(text, range, 'MapiVirtualDirectory.ExternalUrl')
    if (type === 'mapiHttp' && name === 'InternalUrl')
      return urlMention(text, range, 'MapiVirtualDirectory.InternalUrl')
    const setting = URLS[name]
    if (setting !== undefined) return urlMention(text, range, setting)
    if (type !== 'EXPR' && type !== 'EXHTTP') return []
    const own = { range, role: 'setting', value: text } as const
    if (name === 'AuthPackage')
      return [{ ...own, setting: 'OutlookAnywhere.ExternalClientAuthenticationMethod' }]
    if (name === 'SSL') return [{ ...own, setting: 'OutlookAnywhere.ExternalClientsRequireSsl' }]
    if (name === 'CertPrincipalName') return [{ ...own, setting: 'OutlookProvider.CertPrincipalName' }]
    const host = name === 'Server' ? hostName(text) : undefined
    if (host === undefined) return []
    return [
      {
        ...{ range, role: 'setting', value: text, setting: 'OutlookAnywhere.ExternalHostname', host },
        probe: { probe: 'outlook-anywhere', target: host },
      },
    ]
  })
}

function urlMention(text: string, range: Mention['range'], setting?: string): Mention[] {
  const host = URL.canParse(text) ? hostName(new URL(text).hostname) : undefined
  if (host === undefined) return []
  const base = { range, value: text, host, probe: { probe: 'certificate', target: host } }
  return [setting === undefined ? { ...base, role: 'url' } : { ...base, role: 'setting', setting }]
}

/** What EXPR says, as the settings that it comes from. */
function objectOf(protocol: ElementPlace): GivenObject {
  const given = (name: string, parameter: string, read: (text: string) => string): GivenSetting[] => {
    const element = childOf(protocol, name)
    if (element === undefined || element.text === '') return []
    return [
      {
        ...{ parameter, values: [read(element.text)], range: element.textRange },
        ...{ nameRange: element.range, written: false },
      },
    ]
  }
  return {
    subject: 'OutlookAnywhere',
    sets: false,
    range: protocol.range,
    parameters: [],
    settings: [
      ...given('Server', 'ExternalHostname', (text) => text),
      ...given('SSL', 'ExternalClientsRequireSsl', (text) => String(!/^off$/i.test(text))),
    ],
  }
}
