import type { Step } from '../../engine/index.ts'
import { signInWithheld } from '../../findings/index.ts'

/** The credential was kept from the host at which the way ended (S01). */
export function explainWithheld(step: Step, code: string, url: string, from: string | undefined): void {
  const [, why] = /^sign-in\.(untrusted-certificate|other-organisation|insecure)$/.exec(code) ?? []
  if (why === undefined) return
  const reason = why as 'untrusted-certificate' | 'other-organisation' | 'insecure'
  step.find(signInWithheld({ host: new URL(url).hostname, why: reason, ...(from !== undefined && { from }) }))
}
