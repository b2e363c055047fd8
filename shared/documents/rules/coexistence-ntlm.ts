import { coexistenceNtlmMissing } from '../../findings/index.ts'
import { hostOf } from './client-method-not-offered.ts'
import type { Rule } from './rule.ts'
import { type GivenObject, settingOf } from './settings.ts'

/** Parameters of Outlook Anywhere by which its generation shows. */
const LEGACY = 'ClientAuthenticationMethod'
const NEWER = ['InternalHostname', 'ExternalClientsRequireSsl', 'ExternalClientAuthenticationMethod']

/**
 * A text that sets up Exchange 2010 or 2007 beside a newer one: IIS of the legacy servers has to offer NTLM, for that is how
 * the newer front end signs in there. Silent unless the text itself shows both.
 */
export const coexistenceNtlm: Rule = ({ objects, generations }) => {
  const ours = objects.filter(({ subject, sets }) => subject === 'OutlookAnywhere' && sets)
  const legacy = generations.includes('2007') ? '2007' : '2010'
  const showsNewer =
    ours.some((object) => NEWER.some((name) => names(object, name))) ||
    generations.some((generation) => generation !== '2007' && generation !== '2010')
  if (!showsNewer) return []
  return ours
    .filter((object) => names(object, LEGACY))
    .flatMap((object) => {
      const methods = settingOf(object, 'IISAuthenticationMethods')
      if (methods === undefined || methods.values.length === 0) return []
      if (methods.values.some((value) => value.toLowerCase() === 'ntlm')) return []
      const end = { start: methods.range.end, end: methods.range.end }
      return [
        {
          finding: coexistenceNtlmMissing({ host: hostOf(object), legacy }),
          range: methods.range,
          related: [],
          fixes: methods.written
            ? [{ title: 'Offer NTLM, too', edits: [{ range: end, text: ',NTLM' }] }]
            : [],
        },
      ]
    })
}

function names({ parameters }: GivenObject, parameter: string): boolean {
  return parameters.some(({ name }) => name.toLowerCase() === parameter.toLowerCase())
}
