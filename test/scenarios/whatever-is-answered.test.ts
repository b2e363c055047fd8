/**
 * Whatever a server answers, a mailbox that does not open has a finding: every status of HTTP, every X-ResponseCode, every
 * status of a fault and every return value, those that no document names among them.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DirectorySettings } from '../../lab/exchange/exchange-service.ts'
import type { MailboxFaults } from '../../lab/exchange/mailbox/mailbox-settings.ts'
import type { MapiFaults } from '../../lab/exchange/mapi/mapi-settings.ts'
import type { RpcFaults } from '../../lab/exchange/rpc/rpc-settings.ts'
import type { Lab } from '../../lab/index.ts'
import { searchByRpc } from '../../shared/checks/mailbox/rpc-address-book.ts'
import { searchByMapiHttp } from '../../shared/checks/mapi/address-book.ts'
import { type Step, settle } from '../../shared/engine/index.ts'
import { type Anna, annaAt, labOf, type Outcome, type Told } from '../core/checks/mailbox/on-lab.ts'
import { mapiEndpoint, openByMapi, openByRpcAt, rpcPlace } from '../core/checks/mailbox/open-by.ts'

type Changing<Faults> = { -readonly [Name in keyof Faults]: Faults[Name] }

/** What is broken now: a server reads it anew with each request. */
const broken = {
  mapi: {} as Changing<MapiFaults>,
  mailbox: {} as Changing<MailboxFaults>,
  rpc: {} as Changing<RpcFaults>,
  behindRpc: {} as Changing<DirectorySettings>,
}

let lab: Lab
let anna: Anna
let told: Told
beforeAll(async () => {
  const { mapi, mailbox, rpc: faults, behindRpc } = broken
  lab = await labOf({ total: { mapi, mailbox, rpc: { faults }, directories: { rpc: behindRpc } } })
  anna = annaAt(lab, 'total')
  told = await anna.told()
})
afterAll(() => lab.close())

type Ask = (step: Step, told: Told) => Promise<unknown>
const searchByMapi: Ask = (step, known) => settle(searchByMapiHttp(step, mapiEndpoint(known, 'addressBook')))
const searchByRpcAt: Ask = (step, known) => settle(searchByRpc(step, rpcPlace(known, 6004)))

/** Some of each kind; all of them are tried at one request. */
const STATUSES = [
  ...[101, 204, 206, 302, 304, 400, 402, 403, 404, 405, 407, 411, 413, 421, 429, 451, 499],
  ...[500, 501, 502, 503, 504, 505, 511, 520, 526, 599],
]

const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index)

/** Numbers of 32 bits, the same in every run: near the ends, and scattered between them. */
function scattered(count: number): number[] {
  const found = [1, 2, 0x7fffffff, 0x80000000, 0xffffffff]
  for (let state = 0x9e3779b9; found.length < count; ) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    found.push(state)
  }
  return found
}

/** Goes through all values: what did not open, and has no finding, or an exception of ours. */
async function unexplained<Value>(
  values: readonly Value[],
  ask: Ask,
  breakBy: (value: Value) => void,
): Promise<unknown[]> {
  const wrong: unknown[] = []
  let opened = 0
  for (const value of values) {
    breakBy(value)
    const outcome = await anna.goOn(told, ask)
    const [step] = outcome.report.steps[0]?.steps ?? []
    if (step?.status === 'passed') opened += 1
    else if (!isExplained(outcome)) wrong.push({ value, status: step?.status, reason: step?.reason })
  }
  // Something was broken in nearly all of them: a test of nothing would pass, too.
  expect(opened).toBeLessThan(Math.max(2, values.length / 10))
  return wrong
}

function isExplained({ report, findings }: Outcome): boolean {
  return (
    report.state === 'completed' &&
    findings.length > 0 &&
    !findings.some((each) => /internal-error/.test(each))
  )
}

function mend(): void {
  for (const part of Object.values(broken)) for (const key of Object.keys(part)) delete part[key as never]
}

describe('by MAPI over HTTP', () => {
  test.each(['PING', 'Connect', 'Execute'] as const)(
    'whatever status %s has',
    async (type) => {
      mend()
      broken.mapi.of = [type]
      const all = numbers(100, 599).filter((status) => status !== 200)
      const wrong = await unexplained(type === 'Connect' ? all : STATUSES, openByMapi, (status) => {
        broken.mapi.status = status
      })
      expect(wrong).toEqual([])
    },
    300_000,
  )

  test.each([
    ['Connect', openByMapi],
    ['Execute', openByMapi],
    ['Bind', searchByMapi],
    ['GetSpecialTable', searchByMapi],
    ['ResolveNames', searchByMapi],
  ] as const)(
    'whatever X-ResponseCode %s has, at once or late',
    async (type, ask) => {
      mend()
      broken.mapi.of = [type]
      const codes = [...numbers(1, 19), 999_999_999]
      for (const late of [false, true]) {
        if (late) broken.mapi.afterDone = true
        const wrong = await unexplained(codes, ask, (code) => {
          broken.mapi.responseCode = code
        })
        expect(wrong).toEqual([])
      }
    },
    120_000,
  )

  test.each([
    ['Connect', openByMapi, 'connect'],
    ['RopLogon', openByMapi, 'logon'],
    ['Bind', searchByMapi, 'addressBook'],
  ] as const)(
    'whatever %s returns',
    async (_, ask, where) => {
      mend()
      const wrong = await unexplained(scattered(20), ask, (code) => {
        broken.mailbox[where] = code
      })
      expect(wrong).toEqual([])
    },
    120_000,
  )
})

describe('by RPC over HTTP', () => {
  test('whatever status the channels have', async () => {
    mend()
    const wrong = await unexplained(STATUSES, openByRpcAt(), (status) => {
      broken.behindRpc.afterSignIn = { status }
    })
    expect(wrong).toEqual([])
  }, 300_000)

  test('whatever status a fault has', async () => {
    mend()
    for (const ask of [openByRpcAt(), searchByRpcAt]) {
      const wrong = await unexplained(scattered(15), ask, (status) => {
        broken.rpc.calls = { by: { status } }
      })
      expect(wrong).toEqual([])
    }
  }, 120_000)

  test('whatever reason a bind is refused for', async () => {
    mend()
    const wrong = await unexplained([...numbers(0, 12), 0xffff], openByRpcAt(), (refused) => {
      broken.rpc.bind = { refused }
    })
    expect(wrong).toEqual([])
  }, 120_000)

  test.each([
    ['EcDoConnectEx', openByRpcAt(), 'connect'],
    ['RopLogon', openByRpcAt(), 'logon'],
    ['NspiBind', searchByRpcAt, 'addressBook'],
  ] as const)(
    'whatever %s returns',
    async (_, ask, where) => {
      mend()
      const wrong = await unexplained(scattered(15), ask, (code) => {
        broken.mailbox[where] = code
      })
      expect(wrong).toEqual([])
    },
    120_000,
  )
})
