import {
  type Disposable,
  Hover,
  type HoverProvider,
  languages,
  MarkdownString,
  type Position,
  type TextDocument,
} from 'vscode'
import { z } from 'zod'
import { type Mention, nameAt } from '../../shared/documents/index.ts'
import { everyStep, type Report } from '../../shared/engine/index.ts'
import { describeFinding } from '../../shared/findings/index.ts'
import { certificateChains } from '../../shared/render/certificate-chains.ts'
import { firstToMend } from '../../shared/render/finding-groups.ts'
import { foreignText } from '../../shared/render/foreign-text.ts'
import type { Run } from '../store/run.ts'
import type { RunStore } from '../store/run-store.ts'
import { rangeIn, type Texts } from '../texts/texts.ts'
import { ageText } from './age.ts'
import { countText, verdictIcon, verdictWords } from './verdict-text.ts'

const MOST_RUNS = 4
const BAR_CELLS = 20
const MOST_ADDRESSES = 8

/** What is known of the name that the pointer rests on. Nothing is asked for it. */
export class Hovers implements HoverProvider, Disposable {
  readonly #texts: Texts
  readonly #store: RunStore
  readonly #registration: Disposable

  constructor(texts: Texts, store: RunStore) {
    this.#texts = texts
    this.#store = store
    this.#registration = languages.registerHoverProvider({ pattern: '**' }, this)
  }

  provideHover(document: TextDocument, position: Position): Hover | undefined {
    const offset = document.offsetAt(position)
    const mentions = this.#texts.reading(document)?.mentions ?? []
    const mention =
      mentions.find(({ range }) => offset >= range.start && offset <= range.end) ??
      nameAt(document.getText(), offset)
    if (mention === undefined) return undefined
    const runs = this.#runsAbout(mention)
    if (runs.length === 0) return undefined
    return new Hover(runs.map(hoverText), rangeIn(document, mention.range))
  }

  dispose(): void {
    this.#registration.dispose()
  }

  /** The newest run of each kind and side that is about the name. */
  #runsAbout({ value, host, probe }: Mention): Run[] {
    const names = new Set([value, host, probe?.target].filter((name) => name !== undefined))
    // A run about a domain looked at the hosts below it.
    const isAbout = (target: string) =>
      [...names].some((name) => name === target || name.endsWith(`.${target}`))
    const newest = new Map<string, Run>()
    for (const run of this.#store.runs) {
      const { from, request } = run.start
      const key = `${from} ${request.probe} ${request.target}`
      if (isAbout(request.target) && !newest.has(key)) newest.set(key, run)
    }
    return [...newest.values()].slice(0, MOST_RUNS)
  }
}

/** Foreign names are in it: it is never trusted, and shown as text. */
function hoverText(run: Run): MarkdownString {
  const text = new MarkdownString(undefined, true)
  const { report, start } = run
  text.appendMarkdown(`${verdictIcon(run)} `)
  const age = run.running ? '' : `, ${ageText(Date.now() - run.startedAt)}`
  text.appendText(`${start.request.probe} ${verdictWords(run)} (from ${start.place}${age})`)
  if (report === undefined) return text
  const counts = countText(report)
  const first = firstToMend(report)
  if (first) text.appendText(`\n\n${counts}. ${foreignText(describeFinding(first.cause).sentence)}`)
  const addresses = addressesIn(report)
  if (addresses.length > 0) text.appendText(`\n\nAddresses: ${foreignText(addresses.join(', '))}`)
  const validity = validityIn(report)
  if (validity) {
    text.appendText('\n\n')
    text.appendText(foreignText(`Certificate: ${validity.name}, ${daysText(validity.daysLeft)}`))
    text.appendMarkdown(`\n\n\`${bar(validity.share)}\``)
  }
  for (const { client, transport, host } of report.outlook) {
    text.appendText(foreignText(`\n\n${client}: ${transport}${host ? ` by ${host}` : ''}`))
  }
  return text
}

function addressesIn(report: Report): string[] {
  const found = [...everyStep(report.steps)]
    .flatMap(({ evidence }) => evidence.filter(({ name }) => name === 'dns.addresses'))
    .flatMap(({ value }) => addressesSchema.safeParse(value).data?.addresses ?? [])
  return [...new Set(found)].slice(0, MOST_ADDRESSES)
}

const addressesSchema = z.object({ addresses: z.array(z.string()) })

interface Validity {
  readonly name: string
  readonly daysLeft: number
  /** The part of its life that is over, 0 to 1. */
  readonly share: number
}

/** Of the certificate that ends first. */
function validityIn(report: Report): Validity | undefined {
  const now = Date.parse(report.startedAt)
  const leaves = certificateChains(report).flatMap(({ links }) => links.slice(0, 1))
  const [first] = leaves.toSorted((left, right) => (left.notAfter < right.notAfter ? -1 : 1))
  if (first === undefined) return undefined
  const [from, to] = [Date.parse(first.notBefore), Date.parse(first.notAfter)]
  if (Number.isNaN(from) || Number.isNaN(to)) return undefined
  return {
    name: first.subject,
    daysLeft: (to - now) / 86_400_000,
    share: Math.min(1, Math.max(0, (now - from) / Math.max(1, to - from))),
  }
}

/** Whole days, as the finding counts them. */
function daysText(daysLeft: number): string {
  const days = Math.floor(Math.abs(daysLeft))
  const words = `${days} ${days === 1 ? 'day' : 'days'}`
  return daysLeft < 0 ? `expired ${words} ago` : `${words} left`
}

function bar(share: number): string {
  const used = Math.round(share * BAR_CELLS)
  return `${'█'.repeat(used)}${'░'.repeat(BAR_CELLS - used)}`
}
