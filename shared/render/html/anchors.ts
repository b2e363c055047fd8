import { everyStep, type Finding, type Report } from '../../engine/index.ts'

/** The places in the page that others point at. Made of our own counting: ids of a report may be anything. */
export class Anchors {
  readonly #findings: ReadonlyMap<string, string>
  readonly #steps: ReadonlyMap<string, string>

  constructor(report: Report) {
    this.#findings = new Map(report.findings.map(({ id }, at) => [id, `finding-${at + 1}`]))
    this.#steps = new Map(Array.from(everyStep(report.steps), ({ id }, at) => [id, `step-${at + 1}`]))
  }

  finding({ id }: Finding): string | undefined {
    return this.#findings.get(id)
  }

  step(id: string): string | undefined {
    return this.#steps.get(id)
  }
}
