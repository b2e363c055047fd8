import type { OutlookSwitch } from '../../engine/index.ts'
import { candidates, type OutlookGeneration, registryKeys } from '../../protocols/autodiscover/index.ts'
import type { Candidate, Method } from './candidate.ts'
import { type Choice, type Client, choose } from './choose.ts'
import type { CloudAnswer } from './way.ts'

/** Reads a file on the machine instead of asking: no exclusion, it switches something on. */
const LOCAL_FILE = 'PreferLocalXML'

/**
 * The values of the registry that would change what this Outlook comes to: what it comes to with each of its steps left
 * out is compared with what it comes to now.
 */
export function switchesOf(
  client: Client,
  choice: Choice,
  { domain, candidates: all }: { domain: string; candidates: readonly Candidate[] },
  cloud: CloudAnswer,
): OutlookSwitch[] {
  const keys = keysOf(client.generations)
  const without = (...methods: readonly Method[]) =>
    choose({ ...client, order: client.order.filter((method) => !methods.includes(method)) }, all, domain)
  const exclusionOf = (method: string) =>
    candidates(client.generations[0], domain).flatMap(({ step, switchedOffBy }) =>
      step === method && switchedOffBy !== undefined ? [switchedOffBy] : [],
    )
  const single = choice.met.flatMap(({ candidate: { method } }) => {
    const change = compare(choice, without(method))
    return change === undefined ? [] : [{ values: exclusionOf(method), keys, ...change }]
  })
  const online =
    cloud.url === undefined ? [] : [{ values: exclusionOf('office-365'), keys, effect: 'mends' as const }]
  const found = [...online.filter(({ values }) => values.length > 0), ...single]
  if (choice.taken !== undefined || found.some(({ effect }) => effect === 'mends')) return found
  const inTheWay = all.flatMap(({ journey, method }) => (journey.end.kind === 'foreign' ? [method] : []))
  const together =
    without(...inTheWay).taken === undefined
      ? []
      : [{ values: inTheWay.flatMap(exclusionOf), keys, effect: 'mends' as const }]
  return [
    ...found,
    ...together,
    ...(together.length > 0 ? [] : [{ values: [LOCAL_FILE], keys, effect: 'replaces' as const }]),
  ]
}

function compare(before: Choice, after: Choice): Pick<OutlookSwitch, 'effect' | 'prompts'> | undefined {
  if (before.taken === undefined) return after.taken === undefined ? undefined : { effect: 'mends' }
  if (after.taken === undefined) return { effect: 'breaks' }
  const spared = before.prompts.filter((prompt) => !after.prompts.includes(prompt))
  const added = after.prompts.some((prompt) => !before.prompts.includes(prompt))
  return spared.length > 0 && !added ? { effect: 'masks', prompts: spared } : undefined
}

/** Where a user sets them: the policy's keys are for those who administer many. */
function keysOf(generations: readonly OutlookGeneration[]): string[] {
  return generations.flatMap((generation) =>
    registryKeys(generation).filter((key) => !key.includes('\\Policies\\')),
  )
}
