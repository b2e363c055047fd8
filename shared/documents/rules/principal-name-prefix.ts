import { principalNameWithoutPrefix } from '../../findings/index.ts'
import type { Rule } from './rule.ts'
import { settingOf } from './settings.ts'

/** Outlook compares a principal name with `msstd:` in front, and understands no other. */
export const principalNamePrefix: Rule = ({ objects }) =>
  objects
    .filter(({ subject }) => subject === 'OutlookProvider')
    .flatMap((object) => {
      const setting = settingOf(object, 'CertPrincipalName')
      const [value = ''] = setting?.values ?? []
      if (setting?.values.length !== 1 || !/^[\w*-]+(?:\.[\w-]+)+$/.test(value)) return []
      const before = { start: setting.range.start, end: setting.range.start }
      return [
        {
          finding: principalNameWithoutPrefix({ principalName: value }),
          range: setting.range,
          related: [],
          fixes:
            object.sets && setting.written
              ? [{ title: 'Put msstd: in front', edits: [{ range: before, text: 'msstd:' }] }]
              : [],
        },
      ]
    })
