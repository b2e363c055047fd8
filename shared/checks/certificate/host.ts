import { check, type Step, settle } from '../../engine/index.ts'
import { addressInconsistent } from '../../findings/index.ts'
import type { StartTlsProtocol } from '../../protocols/starttls/index.ts'
import { reachPort } from '../reachability/port.ts'
import { examinePresented } from './presented.ts'

type HostPort = { host: string; port: number; starttls?: StartTlsProtocol }

/** What does each of a host's addresses present, and is it the same everywhere (D13)? Answers with those reached. */
export const examineHost = check(
  'certificate.host',
  async (step, { host, port, starttls }: HostPort): Promise<readonly string[]> => {
    const addresses = await reachPort(step, { host, port })
    const examined = await Promise.all(
      addresses.map(async (address) => ({
        address,
        leaf: await settle(examinePresented(step, { host, address, port, ...(starttls && { starttls }) })),
      })),
    )
    const shown = examined.flatMap(({ address, leaf }) =>
      leaf.answered ? [{ address, leaf: leaf.answer }] : [],
    )
    tellDifferent(step, { host, port }, shown)
    return addresses
  },
)

function tellDifferent(
  step: Step,
  { host, port }: HostPort,
  shown: readonly { address: string; leaf: string }[],
): void {
  const common = mostCommon(shown.map(({ leaf }) => leaf))
  const odd = shown.filter(({ leaf }) => leaf !== common).map(({ address }) => address)
  if (odd.length === 0) return
  const others = shown.filter(({ leaf }) => leaf === common).map(({ address }) => address)
  step.find(addressInconsistent({ host, port, difference: 'certificate', odd, others }))
}

/** Of several equally common ones the first: the addresses come in a fixed order. */
function mostCommon(values: readonly string[]): string | undefined {
  const count = (wanted: string) => values.filter((value) => value === wanted).length
  return values.toSorted((left, right) => count(right) - count(left))[0]
}
