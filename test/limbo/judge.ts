import { ProtocolError } from '../../shared/protocols/protocol-error.ts'
import {
  type Certificate,
  type LintOptions,
  type LintRuleId,
  lintChain,
  parseCertificate,
  parseCertificateList,
  parsePem,
  trustAnchors,
  verifyChain,
} from '../../shared/protocols/x509/index.ts'
import { LINT_OF_CASE, LINTED_SUCCESSES, TARGETS } from './expectations.ts'
import type { LimboCase, Suite } from './suites.ts'

export interface Answer {
  readonly id: string
  readonly expected: boolean
  readonly accepted: boolean
  /** The reason code, or the code of the error when the leaf or a list cannot be read at all. */
  readonly reason: string
  readonly lints: readonly LintRuleId[]
  readonly signatures: number
  readonly milliseconds: number
}

export interface SuiteResult {
  readonly file: string
  readonly answers: readonly Answer[]
  readonly right: readonly Answer[]
  readonly flagged: readonly Answer[]
  readonly acceptedWrongly: readonly Answer[]
  readonly rejectedWrongly: readonly Answer[]
}

/** Runs every case of a suite, one after another. */
export async function judgeSuite({ file, cases }: Suite, options: LintOptions): Promise<SuiteResult> {
  const answers: Answer[] = []
  for (const limboCase of cases) answers.push(await answer(limboCase, options))
  const wrong = answers.filter(({ accepted, expected }) => accepted !== expected)
  const isFlagged = ({ id, lints }: Answer) => lints.some((rule) => LINT_OF_CASE[rule]?.includes(id))
  return {
    file,
    answers,
    right: answers.filter(({ accepted, expected }) => accepted === expected),
    flagged: wrong.filter((one) => one.accepted && isFlagged(one)),
    acceptedWrongly: wrong.filter((one) => one.accepted && !isFlagged(one)),
    rejectedWrongly: wrong.filter(({ accepted }) => !accepted),
  }
}

/** What is not as it must be; empty when the suites pass. */
export function findShortfalls(results: readonly SuiteResult[]): string[] {
  const shortfalls: string[] = []
  for (const { file, answers, flagged, acceptedWrongly, rejectedWrongly } of results) {
    const isCore = file.startsWith('limbo')
    if (isCore && answers.length !== TARGETS.core) shortfalls.push(`${file}: ${answers.length} cases`)
    if (acceptedWrongly.length > 0) shortfalls.push(`${file}: accepted wrongly ${idsOf(acceptedWrongly)}`)
    if (flagged.length > (isCore ? TARGETS.flagged : 0))
      shortfalls.push(`${file}: ${flagged.length} accepted wrongly though flagged`)
    if (rejectedWrongly.length > (isCore ? TARGETS.rejectedWrongly : 0))
      shortfalls.push(`${file}: rejected wrongly ${idsOf(rejectedWrongly)}`)
  }
  const successes = results.flatMap(({ answers }) =>
    answers.filter(({ expected, accepted }) => expected && accepted),
  )
  for (const { id, lints } of successes)
    for (const rule of lints)
      if (
        !LINTED_SUCCESSES.some(
          (listed) => listed.rule === rule && listed.cases.some((start) => id.startsWith(start)),
        )
      )
        shortfalls.push(`the lint ${rule} fires on ${id}, which is valid`)
  for (const { rule, cases } of LINTED_SUCCESSES)
    for (const start of cases)
      if (!successes.some(({ id, lints }) => id.startsWith(start) && lints.includes(rule)))
        shortfalls.push(`listed for nothing: the lint ${rule} on ${start}`)
  return shortfalls
}

/** The results as people read them. */
export function formatResults(results: readonly SuiteResult[]): string {
  const lines = results.flatMap(({ file, answers, right, flagged, acceptedWrongly, rejectedWrongly }) => {
    const busiest = largest(answers, ({ signatures }) => signatures)
    const slowest = largest(answers, ({ milliseconds }) => milliseconds)
    return [
      `${file}: ${answers.length} cases`,
      `  right                      ${right.length}`,
      `  accepted wrongly, flagged  ${flagged.length}`,
      ...flagged.map(
        ({ id, lints }) => `    ${id}: ${lints.filter((rule) => LINT_OF_CASE[rule]?.includes(id))}`,
      ),
      `  accepted wrongly           ${acceptedWrongly.length}`,
      ...acceptedWrongly.map(({ id, lints }) => `    ${id}: ${lints.join(', ') || 'no lint'}`),
      `  rejected wrongly           ${rejectedWrongly.length}`,
      ...rejectedWrongly.map(({ id, reason }) => `    ${id}: ${reason}`),
      `  most signatures checked    ${busiest?.signatures} (${busiest?.id})`,
      `  slowest                    ${slowest?.milliseconds.toFixed(0)} ms (${slowest?.id})`,
    ]
  })
  return lines.join('\n')
}

async function answer(limboCase: LimboCase, options: LintOptions): Promise<Answer> {
  const { id, expected_result: result } = limboCase
  const started = performance.now()
  const judged = await judge(limboCase, options)
  return { id, expected: result === 'SUCCESS', ...judged, milliseconds: performance.now() - started }
}

async function judge(
  limboCase: LimboCase,
  options: LintOptions,
): Promise<Pick<Answer, 'accepted' | 'reason' | 'lints' | 'signatures'>> {
  try {
    const { max_chain_depth: depth, validation_time: time, crls, expected_peer_name: name } = limboCase
    const verdict = await verifyChain({
      leaf: onlyCertificate(limboCase.peer_certificate),
      presented: limboCase.untrusted_intermediates.flatMap(readable),
      anchors: trustAnchors(
        'limbo',
        limboCase.trusted_certs.flatMap((pem) => parsePem(pem)),
      ),
      at: time === null ? Date.now() : Date.parse(time),
      lists: crls.flatMap((pem) => parsePem(pem, 'X509 CRL').map(parseCertificateList)),
      requireRevocationStatus: crls.length > 0,
      ...(name && { host: name.value }),
      ...(depth !== null && { limits: { depth } }),
    })
    const { path, anchor, valid, reason, counts } = verdict
    const chain = anchor ? [...path, anchor.certificate] : path
    const lints = new Set(lintChain(chain, options).map(({ rule }) => rule))
    return { accepted: valid, reason: reason?.code ?? '', lints: [...lints], signatures: counts.signatures }
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
    return { accepted: false, reason: error.code, lints: [], signatures: 0 }
  }
}

function onlyCertificate(pem: string): Certificate {
  const [der = new Uint8Array()] = parsePem(pem)
  return parseCertificate(der)
}

/** An intermediate that cannot be read is as good as not there. */
function readable(pem: string): Certificate[] {
  try {
    return [onlyCertificate(pem)]
  } catch (error) {
    if (error instanceof ProtocolError) return []
    throw error
  }
}

function idsOf(answers: readonly Answer[]): string {
  return answers.map(({ id }) => id).join(', ')
}

function largest<T>(items: readonly T[], measure: (item: T) => number): T | undefined {
  return items.reduce<T | undefined>(
    (best, item) => (best === undefined || measure(item) > measure(best) ? item : best),
    undefined,
  )
}
