import {
  canonicalText,
  type Evidence,
  everyStep,
  type Plain,
  type Report,
  type ReportStep,
} from '../../shared/engine/index.ts'

/**
 * A report without what may differ between two runs of the same estate: times, ids, who asked a shared
 * question first, and the runtime's own words for a failure.
 */
export function comparable(report: Report) {
  const steps = [...everyStep(report.steps)]
  const keys = new Map(steps.map((step) => [step.id, keyOf(step)]))
  const codes = new Map(report.findings.map(({ id, code }) => [id, code]))
  return {
    verdict: report.verdict.outcome,
    state: report.state,
    findings: report.findings
      .map(({ code, severity, subject, values, causedBy, step }) => ({
        ...{ code, severity, subject, values },
        // Of two questions that come to the same finding, chance decides which is first.
        check: steps.find(({ id }) => id === step)?.check,
        causedBy: causedBy.map((id) => codes.get(id)),
      }))
      .sort(byText),
    steps: steps
      .filter(({ status }) => status !== 'shared')
      .map((step) => ({
        key: keyOf(step),
        status: step.status,
        needed: step.needed,
        reason: step.reason?.code,
        because: step.because === undefined ? undefined : keys.get(step.because),
        evidence: step.evidence.filter(({ name }) => name !== 'tls.error').map(withoutMoment),
        steps: step.steps.map(keyOf).sort(),
      }))
      .sort(byText),
  }
}

/** Without what is another in every answer: the time, request ids, challenges, nonces. */
function withoutMoment({ name, value }: Evidence): Evidence {
  if (name !== 'http.answer') return { name, value }
  const headers = (value as { headers: readonly (readonly [string, string])[] }).headers
    .filter(([header]) => !/^(?:date|request-id|x-requestid|x-calculatedbetarget|set-cookie)$/i.test(header))
    .map(([header, text]) => [header, text.replace(/^(NTLM|Negotiate) .*/, '$1 …')])
  return { name, value: { ...(value as object), headers } }
}

function keyOf({ check, input }: ReportStep): string {
  return `${check} ${canonicalText(input)}`
}

function byText(left: object, right: object): number {
  const [a, b] = [left, right].map((value) => canonicalText(JSON.parse(JSON.stringify(value)) as Plain))
  return a === b ? 0 : (a ?? '') < (b ?? '') ? -1 : 1
}
