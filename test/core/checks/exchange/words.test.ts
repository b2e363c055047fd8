import { describe, expect, test } from 'vitest'
import type { Finding, Plain } from '../../../../shared/engine/index.ts'
import * as authentication from '../../../../shared/findings/catalogue/authentication.ts'
import * as exchange from '../../../../shared/findings/catalogue/exchange.ts'
import * as http from '../../../../shared/findings/catalogue/http.ts'
import { catalogue, type Remedy } from '../../../../shared/findings/index.ts'

const EVIL = "x'; Remove-Mailbox * #"

/** The value with every name in it hostile; what has to be one of a few words stays. */
function hostile(value: Plain | undefined): Plain {
  if (typeof value === 'string') return /[./]|^[A-Z]/.test(value) ? EVIL : value
  if (Array.isArray(value)) return value.map(hostile)
  if (value === null || typeof value !== 'object') return value ?? null
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, hostile(member)]))
}

const definitions = [authentication, exchange, http]
  .flatMap((area) => Object.values(area))
  .map(({ definition }) => definition)

describe('the words of findings about a published host', () => {
  test.each(definitions.map((definition) => [definition.code, definition] as const))(
    '%s: a sentence that stands alone, and nothing of a foreign name in a command',
    (_, definition) => {
      expect(catalogue.get(definition.code)).toBe(definition)
      const text = definition.describe({ values: definition.example })
      expect(text?.sentence).toMatch(/^[A-Za-z].*\.$/)
      const values = hostile(definition.example) as Finding['values']
      const words = definition.describe({ values })
      const commands = [
        ...(words?.remedies ?? []).flatMap((remedy: Remedy) => remedy.commands ?? []),
        ...(words?.verify ?? []),
      ]
      expect(commands.join('\n')).not.toContain('Remove-Mailbox')
    },
  )

  test('remedies are those of the generation that answered, or say which they are for', () => {
    const example = { host: 'mail.contoso.com', product: 'iis', mapiWorks: false } as const
    const known = http.rpcProxyMissing.definition.describe({ values: { ...example, generation: '2010' } })
    expect(known?.remedies.map((remedy) => remedy.for)).toEqual(['Exchange 2010'])
    const unknown = http.rpcProxyMissing.definition.describe({ values: example })
    expect(unknown?.remedies.map((remedy) => remedy.for)).toEqual([
      'Exchange 2013 and later',
      'Exchange 2010',
      'Exchange 2007',
    ])
  })
})
