import type { Step } from '../../engine/index.ts'
import {
  compareBuilds,
  internalNamesLeaked,
  lifecycleOf,
  namespaceNotShared,
  versionUnsupported,
} from '../../findings/index.ts'
import { allAnswers, symptomOf } from './answers.ts'
import type { NtlmNames } from './host-facts.ts'
import type { Known } from './known.ts'

/** More than any organisation shows on one host. */
const MOST_NAMES = 20

/** Names of the inside that answers gave away, each once. */
export function internalNames(known: Known, ntlm: readonly (NtlmNames | undefined)[]): readonly string[] {
  const told = [
    ...ntlm.flatMap((names) => Object.values(names ?? {})),
    ...allAnswers(known.directories).flatMap(({ headers }) => headers.all('X-FEServer')),
    ...known.health.servers,
  ]
  const inner = new Map(
    told
      .filter((name) => typeof name === 'string')
      .filter((name) => name !== '' && name.toLowerCase() !== known.at.host)
      .map((name) => [name.toLowerCase(), name]),
  )
  return [...inner.keys()]
    .sort()
    .slice(0, MOST_NAMES)
    .map((key) => inner.get(key) ?? key)
}

/** Facts worth knowing that break nothing. */
export function tellFacts(step: Step, known: Known, names: readonly string[]): void {
  const { at, generation, build, directories } = known
  const { host } = at
  if (names.length > 0) step.find(internalNamesLeaked({ host, names: [...names] }))
  const owa = symptomOf(directories, 'owa')
  const otherHost = owa?.reading.kind === 'redirect' && new URL(owa.reading.location ?? '').hostname
  if (otherHost && otherHost !== host) {
    step.find(namespaceNotShared({ host, service: 'Outlook on the web', otherHost }))
  }
  if (generation === undefined || build === undefined) return
  const { lastBuild, ended } = lifecycleOf(generation)
  if (ended !== undefined || compareBuilds(build, lastBuild) < 0) {
    step.find(versionUnsupported({ host, build, generation }))
  }
}
