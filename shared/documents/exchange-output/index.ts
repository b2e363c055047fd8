import type { Mention } from '../document.ts'
import { hostName } from '../plain/names.ts'
import { cmdletOf, parameterOf } from '../powershell/cmdlets.ts'
import type { DocumentReader } from '../readers.ts'
import { type GivenObject, judgeSettings } from '../rules/index.ts'
import { readClixml } from './clixml.ts'
import { readCsv } from './csv.ts'
import { readJson } from './json.ts'
import { readList } from './list.ts'
import type { ShownObject } from './objects.ts'

/** Reads what `Get-OutlookAnywhere` and its kin showed or exported: a list, CSV, JSON or CLIXML. */
export const readExchangeOutput: DocumentReader = (text) => {
  const objects = objectsIn(text).flatMap((object) => {
    const subject = subjectOf(object)
    const cmdlet = subject === undefined ? undefined : cmdletOf(`Get-${subject}`)
    return cmdlet ? [{ object, cmdlet }] : []
  })
  const given = objects.map(({ object, cmdlet }): GivenObject => {
    const settings = object.properties.flatMap(({ name, nameRange, values, range }) => {
      const parameter = parameterOf(cmdlet, name)
      const whole = parameter?.name.toLowerCase() === name.toLowerCase() ? parameter : undefined
      return whole
        ? [{ parameter: whole.name, role: whole.role, values, range, nameRange, written: false }]
        : []
    })
    return { subject: cmdlet.subject, sets: false, range: object.range, settings, parameters: [] }
  })
  const mentions = given.flatMap(({ subject, settings }, position) =>
    settings.flatMap(({ parameter, values, range }): Mention[] => {
      const [value] = values
      if (value === undefined) return []
      const setting = `${subject}.${parameter}`
      const host = hostName(URL.canParse(value) ? new URL(value).hostname : value)
      const probe = objects[position]?.cmdlet.probe ?? 'certificate'
      const named = values.length === 1 && host !== undefined
      return [
        {
          ...{ range, role: 'setting', value: values.join(','), setting },
          ...(named && { host, probe: { probe, target: host } }),
        },
      ]
    }),
  )
  return {
    mentions,
    remarks: judgeSettings({ objects: given, extendedProtection: false, generations: [] }),
    parsed: objects.length,
  }
}

function objectsIn(text: string): ShownObject[] {
  if (/^\uFEFF?\s*</.test(text)) return readClixml(text)
  if (/^\uFEFF?\s*[[{]/.test(text)) return readJson(text)
  const list = readList(text)
  return list.some(({ properties }) => properties.length > 1) ? list : readCsv(text)
}

const DIRECTORIES: readonly (readonly [name: RegExp, subject: string])[] = [
  [/^rpc\b/i, 'OutlookAnywhere'],
  [/^mapi\b/i, 'MapiVirtualDirectory'],
  [/^owa\b/i, 'OwaVirtualDirectory'],
  [/^ecp\b/i, 'EcpVirtualDirectory'],
  [/^ews\b/i, 'WebServicesVirtualDirectory'],
  [/^oab\b/i, 'OabVirtualDirectory'],
  [/^autodiscover\b/i, 'AutodiscoverVirtualDirectory'],
  [/^microsoft-server-activesync\b/i, 'ActiveSyncVirtualDirectory'],
  [/^powershell\b/i, 'PowerShellVirtualDirectory'],
]

/** What kind of object it is: by what only that kind has, or by the name of its directory. */
function subjectOf({ properties }: ShownObject): string | undefined {
  const value = (name: string) =>
    properties.find((property) => property.name.toLowerCase() === name)?.values[0] ?? ''
  const has = (name: string) => properties.some((property) => property.name.toLowerCase() === name)
  if (has('externalhostname') || has('externalclientauthenticationmethod')) return 'OutlookAnywhere'
  if (has('autodiscoverserviceinternaluri')) return 'ClientAccessService'
  if (has('certprincipalname')) return 'OutlookProvider'
  if (has('mapihttpenabled') && has('mapienabled')) return 'CASMailbox'
  const name = value('name') || value('identity').replace(/^.*\\/, '')
  const inName = DIRECTORIES.find(([pattern]) => pattern.test(name))?.[1]
  if (inName !== undefined) return inName
  const url = value('externalurl') || value('internalurl')
  const path = URL.canParse(url) ? new URL(url).pathname.slice(1) : ''
  return DIRECTORIES.find(([pattern]) => pattern.test(path))?.[1]
}
