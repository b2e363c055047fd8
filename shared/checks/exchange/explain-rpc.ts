import type { Step } from '../../engine/index.ts'
import {
  authAnonymousAllowed,
  type Product,
  rpcChannelBuffered,
  rpcMethodNotAllowed,
  rpcProxyMissing,
  rpcRequestRejected,
  settingsRevert,
  userAgentFiltered,
} from '../../findings/index.ts'
import { type Symptom, symptomOf } from './answers.ts'
import type { Known } from './known.ts'
import { OWN_USER_AGENT, RPC_PATH } from './questions.ts'

/** The echo of an RPC proxy that asks nobody who he is (MS-RPCH section 2.2.4.48), read as text. */
const ECHO = '\x05\x00\x14\x03\x10\x00\x00\x00\x14\x00\x00\x00\x00\x00\x00\x00\x40\x00\x00\x00'

export function isEcho({ answer }: Symptom): boolean {
  return answer.status === 200 && answer.body.startsWith(ECHO)
}

/** What is wrong with /rpc, where only /rpc can have it. Returns what else may be blamed on it. */
export function explainRpc(step: Step, known: Known): string | undefined {
  const { host } = known.at
  const filter = explainFilter(step, known)
  const symptom = symptomOf(known.directories, 'rpc')
  if (symptom === undefined) return filter
  const { kind, status, substatus, product } = symptom.reading
  switch (kind) {
    case 'method-refused':
      explainRefusedVerbs(step, known, symptom)
      break
    case 'rejected':
      step.find(rpcRequestRejected({ host, status, substatus, product, what: 'verb' }))
      break
    case 'missing':
      explainMissing(step, known, product)
      break
    case 'success':
      if (isEcho(symptom)) {
        const cause = step.find(
          authAnonymousAllowed({ host, paths: [RPC_PATH], generation: known.generation }),
        )
        step.find(settingsRevert({ host }), [cause])
      }
      break
    case 'challenge':
      explainChannel(step, known)
      break
  }
  return filter
}

/** What is not there for GET either is not there: some servers refuse an unknown verb before they look. */
function explainRefusedVerbs(step: Step, known: Known, { reading, answer }: Symptom): void {
  const get = known.rpc?.get
  if (get?.answered && get.reading.kind === 'missing') {
    explainMissing(step, known, reading.product)
    return
  }
  const { status, product } = reading
  const getStatus = get?.answered ? get.answer.status : undefined
  // Apache lists what its own module allows: where GET gets through and is not listed, the list says nothing.
  const listed = answer.headers.members('Allow')
  const believable = listed.includes('GET') || !get?.answered || get.reading.kind === 'method-refused'
  const allow = believable ? listed.join(',') : ''
  const { host } = known.at
  step.find(rpcMethodNotAllowed({ host, status, product, getStatus, ...(allow ? { allow } : {}) }))
}

function explainMissing(step: Step, { at, expects, directories, generation }: Known, product: Product): void {
  const mapiWorks = symptomOf(directories, 'mapi')?.reading.kind === 'challenge'
  const needed = expects.rpc === true || !mapiWorks
  const finding = { host: at.host, product, generation, mapiWorks }
  step.find(needed ? rpcProxyMissing(finding) : rpcProxyMissing(finding, 'info'))
}

/** The verb alone is challenged as it should be; what about the head of a whole channel? */
function explainChannel(step: Step, { at: { host }, rpc, front = 'unknown' }: Known): void {
  const channel = rpc?.channel
  if (channel === undefined) return
  if (channel === 'silence') step.find(rpcChannelBuffered({ host, product: front }))
  else if (channel === 'closed') step.find(rpcRequestRejected({ host, product: front, what: 'length' }))
  else if (channel.kind !== 'challenge') {
    const { status, substatus, product } = channel
    step.find(rpcRequestRejected({ host, status, substatus, product, what: 'length' }))
  }
}

/** The same request is denied to one name and not to another. */
function explainFilter(step: Step, { at: { host }, rpc }: Known): string | undefined {
  const { get, getAsOutlook } = rpc ?? {}
  if (!get?.answered || !getAsOutlook?.answered) return undefined
  const [own, outlooks] = [get.reading.kind, getAsOutlook.reading.kind]
  if (own === 'denied' && outlooks === 'challenge') {
    return step.find(userAgentFiltered({ host, refused: OWN_USER_AGENT, admitted: 'MSRPC' }))
  }
  if (own === 'challenge' && outlooks === 'denied') {
    return step.find(userAgentFiltered({ host, refused: 'MSRPC', admitted: OWN_USER_AGENT }))
  }
  return undefined
}
