import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { catalogue, describeFinding, type FindingDefinition } from '../../../shared/findings/index.ts'
import { type Parsed, powershellParser } from './powershell.ts'
import { variantsOf } from './variants.ts'

let parse: (line: string) => Parsed
beforeAll(async () => {
  parse = await powershellParser()
})

type Values = FindingDefinition['example']
type Value = Values[string]

/** What somebody may put into DNS, a certificate, a header or an answer, so that an administrator pastes it. */
const HOSTILE: Readonly<Record<string, string>> = {
  'a straight quote': "mail.contoso.com'; calc; '",
  'a double quote': 'mail.contoso.com"; calc; "',
  'a left typographic quote': 'mail.contoso.com\u2018; calc; \u2018',
  'a right typographic quote': 'mail.contoso.com\u2019; calc; \u2019',
  'a low typographic quote': 'mail.contoso.com\u201a; calc; \u201b',
  'typographic double quotes': 'mail.contoso.com\u201c; calc; \u201d\u201e',
  'a full-width quote': 'mail.contoso.com\uff07; calc; \uff07',
  'a sub-expression': '$(calc).contoso.com',
  'a variable': '$env:COMPUTERNAME.contoso.com',
  'back-ticks': '`calc`.contoso.com',
  'a back-tick before the closing quote': 'mail.contoso.com`',
  'a newline': 'mail.contoso.com\ncalc',
  'a carriage return': 'mail.contoso.com\rcalc',
  'a next line': 'mail.contoso.com\u0085calc',
  'a line separator': 'mail.contoso.com\u2028calc',
  'a zero byte': 'mail.contoso.com\u0000calc',
  'an escape sequence': 'mail.contoso.com\u001b]8;;calc\u0007',
  'a semicolon': 'mail.contoso.com;calc',
  'a pipe': 'mail.contoso.com|calc',
  'an ampersand': '& calc',
  'a parameter': '-EncodedCommand YwBhAGwAYwA=',
  'a parameter behind a typographic dash': '\u2013EncodedCommand YwBhAGwAYwA=',
  'a comment': 'mail.contoso.com #',
  'a block comment': '<# calc #>',
  'a hash table': '@{calc=calc}',
  'a splat': '@calc',
  'a here-string': "@'\ncalc\n'@",
  'a closing brace': '} ; calc ; {',
  'a closing parenthesis': "') ; calc ; ('",
  'a format item': '{1}{0}',
  'a variable of the command prompt': '%COMSPEC% /c calc',
  'a URL with a quote': "https://mail.contoso.com/'; calc; '/autodiscover/autodiscover.xml",
  'a URL with a sub-expression': 'https://mail.contoso.com/$(calc)',
  'an address with a quote': "anna'; calc; '@contoso.com",
  'an address with a sub-expression': '$(calc)@contoso.com',
  'a path with a quote': "/rpc/' ; calc ; '",
  'a right-to-left override': 'mail\u202e.contoso.com',
  'nothing but a dot': '.',
  nothing: '',
  'ten thousand letters': 'a'.repeat(10_000),
}

/** A copy in which every text that may be anything is that one. */
function withText(definition: FindingDefinition, values: Values, text: string): Values | undefined {
  let changed = values
  for (const key of Object.keys(values)) {
    for (const next of replacements(changed[key] as Value, text)) {
      const candidate = { ...changed, [key]: next }
      if (z.safeParse(definition.values, candidate).success) {
        changed = candidate
        break
      }
    }
  }
  return changed === values ? undefined : changed
}

/** The deepest replacement that the schema may take first: objects in lists, lists of texts, texts. */
function replacements(value: Value, text: string): Value[] {
  if (typeof value === 'string') return [text]
  if (Array.isArray(value)) {
    const whole = value.map((each) => replacements(each as Value, text)[0] ?? each)
    return value.length === 0 ? [] : [whole as Value]
  }
  if (value === null || typeof value !== 'object') return []
  const entries = Object.entries(value as Values)
  const all = Object.fromEntries(
    entries.map(([key, each]) => [key, replacements(each, text)[0] ?? each]),
  ) as Value
  const each = entries.map(
    ([key, one]) => ({ ...(value as Values), [key]: replacements(one, text)[0] ?? one }) as Value,
  )
  return [all, ...each]
}

interface Lines {
  readonly powershell: readonly string[]
  readonly others: readonly string[]
}

function linesOf(code: string, values: Values): Lines {
  const { remedies, verify } = describeFinding({ code, values })
  const ofLanguage = (wanted: boolean) =>
    remedies
      .filter(({ language = 'powershell' }) => (language === 'powershell') === wanted)
      .flatMap(({ commands = [] }) => commands)
  return { powershell: [...ofLanguage(true), ...verify], others: ofLanguage(false) }
}

const definitions = [...catalogue.values()].map((definition) => [definition.code, definition] as const)

describe('what others put into names, answers and certificates', () => {
  test.each(definitions)(
    'runs nothing and breaks out of nothing in the commands of %s',
    (code, definition) => {
      const complaints: string[] = []
      for (const values of variantsOf(definition)) {
        const harmless = new Set(linesOf(code, values).powershell.map((line) => parse(line).shape))
        for (const [what, text] of Object.entries(HOSTILE)) {
          const changed = withText(definition, values, text)
          if (!changed) continue
          const { powershell, others } = linesOf(code, changed)
          for (const line of powershell) {
            const { errors, shape, strings } = parse(line)
            if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(line)) complaints.push(`${what} breaks the line: ${line}`)
            if (errors.length > 0) complaints.push(`${what} makes it unreadable: ${line}`)
            else if (!harmless.has(shape)) complaints.push(`${what} makes another command of it: ${line}`)
            if (text.length > 1 && strings.some((each) => each.includes(text))) {
              complaints.push(`${what} stands where a placeholder should: ${line}`)
            }
          }
          for (const line of others) {
            if (text.length > 1 && line.includes(text)) complaints.push(`${what} stands in ${line}`)
          }
        }
      }
      expect([...new Set(complaints)].slice(0, 10)).toEqual([])
    },
  )

  test('reaches every text of an example, so that none is left out of this', () => {
    const untouched = definitions.flatMap(([code, definition]) => {
      const changed = withText(definition, definition.example, HOSTILE['a straight quote'] ?? '')
      const texts = Object.values(definition.example).filter((value) => typeof value === 'string')
      return texts.length > 0 && changed === undefined ? [code] : []
    })
    // Findings whose texts are all words of a fixed list.
    expect(untouched).toEqual([])
  })
})
