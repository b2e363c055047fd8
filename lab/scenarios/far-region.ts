import type { ExpectedComparison } from './scenario.ts'

/** The region of the lab's internet from which some hosts are seen otherwise. */
export const FAR_REGION = 'far-east'

/** From inside, from outside, and from outside where it is far away. */
export function everyPlace(
  probe: string,
  target: string,
  ...differences: readonly string[]
): ExpectedComparison {
  return { probe, target, from: ['inside', 'outside', { region: FAR_REGION }], differences }
}
