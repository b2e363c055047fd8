import { examinePresented } from '../checks/certificate/presented.ts'
import { reachPort } from '../checks/reachability/port.ts'
import { check, settle } from '../engine/index.ts'
import { addressInconsistent } from '../findings/index.ts'
import type { Probe } from './probe.ts'
import type { Target } from './target.ts'

/** The certificate as clients see it, at every address of a host: name, dates, trust, and TLS itself. */
export const certificateProbe: Probe = {
  name: 'certificate',
  summary:
    'is the certificate of a host right (name, dates, trust) at each of its addresses, and TLS up to date',
  signsIn: false,
  targets: ['name', 'address'],
  root: check('probe.certificate', async (step, { host, port = 443 }: Target): Promise<void> => {
    const addresses = await reachPort(step, { host, port })
    const examined = await Promise.all(
      addresses.map(async (address) => ({
        address,
        leaf: await settle(examinePresented(step, { host, address, port })),
      })),
    )
    const shown = examined.flatMap(({ address, leaf }) =>
      leaf.answered ? [{ address, leaf: leaf.answer }] : [],
    )
    const common = mostCommon(shown.map(({ leaf }) => leaf))
    const odd = shown.filter(({ leaf }) => leaf !== common).map(({ address }) => address)
    if (odd.length === 0) return
    const others = shown.filter(({ leaf }) => leaf === common).map(({ address }) => address)
    step.find(addressInconsistent({ host, port, difference: 'certificate', odd, others }))
  }),
}

/** Of several equally common ones the first: the addresses come in a fixed order. */
function mostCommon(values: readonly string[]): string | undefined {
  const count = (wanted: string) => values.filter((value) => value === wanted).length
  return values.toSorted((left, right) => count(right) - count(left))[0]
}
