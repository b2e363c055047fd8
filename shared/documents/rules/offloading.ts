import { offloadingBesideProtection } from '../../findings/index.ts'
import { hostOf } from './client-method-not-offered.ts'
import type { Rule } from './rule.ts'
import { onlyValue, settingOf } from './settings.ts'

/** TLS is taken off in front of Exchange while sign-ins are bound to it. */
export const offloading: Rule = ({ objects, extendedProtection }) =>
  objects
    .filter(({ subject }) => subject === 'OutlookAnywhere')
    .flatMap((object) => {
      const setting = settingOf(object, 'SSLOffloading')
      const checked = ['require', 'allow'].includes(
        onlyValue(object, 'ExtendedProtectionTokenChecking') ?? '',
      )
      if (setting === undefined || onlyValue(object, 'SSLOffloading') !== 'true') return []
      if (!extendedProtection && !checked) return []
      return [
        {
          finding: offloadingBesideProtection({ host: hostOf(object) }),
          range: setting.range,
          related: [],
          fixes:
            object.sets && setting.written
              ? [{ title: 'Switch offloading off', edits: [{ range: setting.range, text: '$false' }] }]
              : [],
        },
      ]
    })
