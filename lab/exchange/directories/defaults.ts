import type { DirectoryName, DirectorySettings, ExchangeService, TokenChecking } from '../exchange-service.ts'
import { VERSIONS } from '../versions.ts'

/** The first label of the path that leads to a directory, in lower case. */
const LABELS: Readonly<Record<string, DirectoryName>> = {
  autodiscover: 'autodiscover',
  ews: 'ews',
  mapi: 'mapi',
  oab: 'oab',
  owa: 'owa',
  ecp: 'ecp',
  rpc: 'rpc',
  'microsoft-server-activesync': 'activesync',
}

/** The directory that the path lies in; IIS does not tell upper from lower case. */
export function directoryAt(path: string): DirectoryName | undefined {
  const [, label = ''] = path.toLowerCase().split('/')
  return Object.hasOwn(LABELS, label) ? LABELS[label] : undefined
}

/** The settings of a directory: the version's, and over them the server's own. `undefined`: the version has none. */
export function settingsOf(service: ExchangeService, name: DirectoryName): DirectorySettings | undefined {
  const version = VERSIONS[service.version]
  if (name === 'mapi' && !version.mapiOverHttp) return undefined
  const isProtected = service.extendedProtection ?? version.extendedProtection
  return {
    schemes: schemesOf(service, name),
    extendedProtection: isProtected ? PROTECTION[name] : 'none',
    // Outlook Anywhere came with SSL offloading allowed until Extended Protection forbade it.
    requiresTls: !(name === 'rpc' && version.frontEnd && !isProtected),
    ...service.directories?.[name],
  }
}

/** As setup and ExchangeExtendedProtectionManagement.ps1 turn it on. */
const PROTECTION: Readonly<Record<DirectoryName, TokenChecking>> = {
  rpc: 'require',
  mapi: 'require',
  owa: 'require',
  ecp: 'require',
  ews: 'allow',
  oab: 'allow',
  activesync: 'allow',
  autodiscover: 'none',
}

function schemesOf(service: ExchangeService, name: DirectoryName): DirectorySettings['schemes'] {
  const { frontEnd } = VERSIONS[service.version]
  switch (name) {
    case 'rpc':
      return frontEnd ? ['Negotiate', 'NTLM', 'Basic'] : ['NTLM', 'Basic']
    case 'autodiscover':
      return ['Negotiate', 'NTLM', 'Basic']
    case 'mapi':
    case 'ews':
    case 'oab':
      return ['Negotiate', 'NTLM']
    case 'activesync':
      return ['Basic']
    case 'owa':
    case 'ecp':
      // A form signs users in.
      return []
  }
}
