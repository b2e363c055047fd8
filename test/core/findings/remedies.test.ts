import { beforeAll, describe, expect, test } from 'vitest'
import { catalogue, describeFinding, type Generation } from '../../../shared/findings/index.ts'
import { CMDLETS, type CmdletFacts, PROGRAMS, TOGETHER, WORKSTATION } from './cmdlets.ts'
import { type Parsed, powershellParser } from './powershell.ts'
import { variantsOf } from './variants.ts'

let parse: (line: string) => Parsed
beforeAll(async () => {
  parse = await powershellParser()
})

const GENERATIONS: readonly Generation[] = ['2007', '2010', '2013', '2016', '2019', 'se']

/** The versions that a remedy says it is for; none for Outlook, Windows, or the cloud. */
function audience(label: string): readonly Generation[] {
  if (label === 'any') return GENERATIONS
  if (!/^Exchange (?:Server Subscription|\d)/.test(label)) return []
  if (label === 'Exchange Server Subscription Edition') return ['se']
  const [first = ''] = /20\d\d/.exec(label) ?? []
  const from = GENERATIONS.indexOf(first as Generation)
  if (label.endsWith('and later') || label.includes('Subscription Edition')) return GENERATIONS.slice(from)
  return GENERATIONS.filter((each) => label.includes(each))
}

interface Line {
  readonly text: string
  /** Versions that it has to work on. */
  readonly generations: readonly Generation[]
  /** Done at an administrator's own machine, or made to be read on whichever server fits. */
  readonly verify: boolean
}

/** Every line of PowerShell of a finding, for all its values. */
function linesOf(code: string): readonly Line[] {
  const definition = catalogue.get(code)
  if (!definition) return []
  const lines = variantsOf(definition).flatMap((values) => {
    const { remedies, verify } = describeFinding({ code, values })
    const generations = [...new Set(remedies.flatMap((remedy) => audience(remedy.for)))]
    return [
      ...remedies
        .filter(({ language = 'powershell' }) => language === 'powershell')
        .flatMap((remedy) =>
          (remedy.commands ?? []).map((text) => ({
            ...{ text, verify: false, generations: audience(remedy.for) },
          })),
        ),
      ...verify.map((text) => ({
        text,
        verify: true,
        generations: generations.length > 0 ? generations : GENERATIONS,
      })),
    ]
  })
  return [...new Map(lines.map((line) => [JSON.stringify(line), line])).values()]
}

const codes = [...catalogue.keys()]

describe('an administrator can paste', () => {
  test.each(codes)('each line of %s: PowerShell can read it', (code) => {
    const wrong = linesOf(code)
      .map(({ text }) => ({ text, errors: parse(text).errors }))
      .filter(({ errors }) => errors.length > 0)
    expect(wrong).toEqual([])
  })

  test.each(codes)('each line of %s: its cmdlets and their parameters are there in the version', (code) => {
    const wrong = linesOf(code).flatMap((line) =>
      parse(line.text).calls.flatMap((call) => complaints(call.name, call.parameters, line)),
    )
    expect([...new Set(wrong)]).toEqual([])
  })

  test.each([...catalogue.values()].filter(({ severity, row }) => row !== undefined && severity !== 'info'))(
    '$code: what mends it, how to check that it worked, and where to read on',
    ({ code, example }) => {
      const { remedies, verify, references } = describeFinding({ code, values: example })
      const said = {
        remedies: remedies.length > 0,
        verify: verify.length > 0,
        references: references.length > 0,
      }
      expect(said).toEqual({ remedies: true, verify: true, references: true })
    },
  )

  test('what the list of cmdlets knows is used, and each has its page', () => {
    const used = new Set(
      codes.flatMap(linesOf).flatMap(({ text }) => parse(text).calls.map(({ name }) => name)),
    )
    expect(used.size).toBeGreaterThan(60)
    for (const { page } of [...CMDLETS.values(), ...WORKSTATION.values()]) {
      expect(page).toMatch(/^powershell\/module\/[a-z.]+\/[a-z]+-[a-z]+$/)
    }
  })
})

function complaints(
  name: string,
  parameters: readonly string[],
  { text, generations, verify }: Line,
): string[] {
  if (PROGRAMS.has(name) || name.startsWith('(')) return []
  const facts = CMDLETS.get(name) ?? WORKSTATION.get(name)
  if (facts === undefined) return [`${name} is not in the list: ${text}`]
  if (WORKSTATION.has(name) && parameters.every((each) => facts.parameters.includes(each))) return []
  // A check may be for some of the versions that the remedies are for.
  const wanted =
    verify && generations.some((each) => covers(facts.versions, each))
      ? generations.filter((each) => covers(facts.versions, each))
      : generations
  const missing = wanted.filter((each) => !covers(facts.versions, each))
  return [
    ...(missing.length > 0 ? [`${name} is not there in ${missing.join(', ')}: ${text}`] : []),
    ...TOGETHER.filter(
      ({ cmdlet, parameter, versions }) =>
        cmdlet === name && parameters.includes(parameter) && wanted.some((each) => covers(versions, each)),
    ).flatMap(({ parameter, needs }) =>
      needs
        .filter((each) => !parameters.includes(each))
        .map((each) => `${name} -${parameter} goes not without -${each}: ${text}`),
    ),
    ...parameters.flatMap((parameter) => {
      const known = facts.parameters.find((each) => (typeof each === 'string' ? each : each[0]) === parameter)
      if (known === undefined) return [`${name} -${parameter} is not in the list: ${text}`]
      const range = typeof known === 'string' ? facts.versions : known[1]
      const without = wanted.filter((each) => !covers(range, each))
      return without.length > 0
        ? [`${name} -${parameter} is not there in ${without.join(', ')}: ${text}`]
        : []
    }),
  ]
}

function covers(versions: CmdletFacts['versions'], generation: Generation): boolean {
  const [from = '', to = ''] = versions.split('-')
  const at = GENERATIONS.indexOf(generation)
  const last = to === '' ? GENERATIONS.length - 1 : GENERATIONS.indexOf(to as Generation)
  return at >= GENERATIONS.indexOf(from as Generation) && at <= last
}
