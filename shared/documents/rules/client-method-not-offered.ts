import { authSchemeMismatch } from '../../findings/index.ts'
import type { Rule } from './rule.ts'
import { type GivenObject, onlyValue, settingOf } from './settings.ts'

const CLIENT_METHODS = [
  'ExternalClientAuthenticationMethod',
  'InternalClientAuthenticationMethod',
  'ClientAuthenticationMethod',
]

/** Outlook is told a method that IIS is told not to offer, in one and the same call. */
export const clientMethodNotOffered: Rule = ({ objects }) =>
  objects
    .filter(({ subject }) => subject === 'OutlookAnywhere')
    .flatMap((object) => {
      const offered = settingOf(object, 'IISAuthenticationMethods')
      if (offered === undefined || offered.values.length === 0) return []
      const names = offered.values.map((value) => value.toLowerCase())
      return CLIENT_METHODS.flatMap((parameter) => {
        const told = settingOf(object, parameter)
        const method = onlyValue(object, parameter)
        // Negotiate is answered by NTLM too where IIS offers that.
        const accepted = method === 'negotiate' ? ['negotiate', 'ntlm'] : [method ?? '']
        if (told === undefined || method === undefined || accepted.some((name) => names.includes(name)))
          return []
        const finding = authSchemeMismatch({
          host: hostOf(object),
          authPackage: method,
          offered: [...offered.values],
        })
        const [only] = told.values
        return [
          {
            finding,
            range: told.range,
            related: [{ range: offered.range, message: `IIS offers ${offered.values.join(', ')}` }],
            fixes:
              offered.written && only !== undefined && object.sets
                ? [
                    {
                      title: `Offer ${only} in IIS, too`,
                      edits: [
                        { range: { start: offered.range.end, end: offered.range.end }, text: `,${only}` },
                      ],
                    },
                  ]
                : [],
          },
        ]
      })
    })

export function hostOf(object: GivenObject): string {
  return onlyValue(object, 'ExternalHostname') ?? ''
}
