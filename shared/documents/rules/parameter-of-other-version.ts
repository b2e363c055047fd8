import { parameterOfOtherVersion } from '../../findings/index.ts'
import type { Rule } from './rule.ts'

/** Parameters of Outlook Anywhere's cmdlets that came or went with Exchange 2013 (Microsoft Learn, Set-OutlookAnywhere). */
const GONE_SINCE_2013: Readonly<Record<string, readonly string[]>> = {
  clientauthenticationmethod: ['ExternalClientAuthenticationMethod', 'InternalClientAuthenticationMethod'],
}
const NEW_IN_2013 = [
  'ExternalClientAuthenticationMethod',
  'InternalClientAuthenticationMethod',
  'ExternalClientsRequireSsl',
  'InternalClientsRequireSsl',
  'InternalHostname',
]

/** The text names the one version that it is for, and uses a parameter that this version does not have. */
export const parameterOfOtherVersionRule: Rule = ({ objects, writtenFor: generation }) => {
  if (generation === undefined) return []
  const legacy = generation === '2007' || generation === '2010'
  return objects
    .filter(({ subject, sets }) => subject === 'OutlookAnywhere' && sets)
    .flatMap(({ parameters }) =>
      parameters.flatMap(({ name, range }) => {
        const key = name.toLowerCase()
        const instead = legacy
          ? NEW_IN_2013.some((each) => each.toLowerCase() === key)
            ? key === 'externalclientauthenticationmethod'
              ? ['ClientAuthenticationMethod']
              : []
            : undefined
          : GONE_SINCE_2013[key]
        if (instead === undefined) return []
        const values = { cmdlet: 'Set-OutlookAnywhere', parameter: name, generation, instead: [...instead] }
        return [{ finding: parameterOfOtherVersion(values), range, related: [], fixes: [] }]
      }),
    )
}
