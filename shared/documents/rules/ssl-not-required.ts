import { sslNotRequired } from '../../findings/index.ts'
import { hostOf } from './client-method-not-offered.ts'
import type { Rule } from './rule.ts'
import { onlyValue, settingOf } from './settings.ts'

/** Outlook is let in from outside without TLS. */
export const sslNotRequiredRule: Rule = ({ objects }) =>
  objects.flatMap((object) => {
    const setting = settingOf(object, 'ExternalClientsRequireSsl')
    const published = onlyValue(object, 'ExternalHostname')
    // Where nothing is published, there is no outside to be let in from.
    const relevant = object.sets || (published !== undefined && published !== '')
    if (setting === undefined || onlyValue(object, 'ExternalClientsRequireSsl') !== 'false' || !relevant)
      return []
    return [
      {
        finding: sslNotRequired({ host: hostOf(object), plainAnswers: false }),
        range: setting.range,
        related: [],
        fixes:
          object.sets && setting.written
            ? [{ title: 'Require TLS', edits: [{ range: setting.range, text: '$true' }] }]
            : [],
      },
    ]
  })
