import type { Step } from '../../engine/index.ts'
import { channelAffinityLost } from '../../findings/index.ts'
import { SessionCookies } from '../../protocols/http/index.ts'
import { RpcError } from '../../protocols/rpc/index.ts'
import { RPC_PATH } from '../exchange/questions.ts'
import type { RpcPlace } from './place.ts'
import { openRpcSession, type RpcSession, type RpcSessionOptions } from './session.ts'

/** CONN/C2 comes within a round trip or two of CONN/A3, or never. */
const OPEN_WITHIN_MS = 8000
/** Where the channels did not meet: chance brings them together in most of so many attempts, if it is chance. */
const FURTHER_ATTEMPTS = 4
const FURTHER_WITHIN_MS = 3500
/** So often in a row chance brings them together seldom. */
const IN_A_ROW = 3

/**
 * Opens a session; where the channels do not meet, some more times, to tell chance (H20) from the rule, which is `rpc.no-c2`.
 *
 * A balancer may set its cookie with the answer of OUT alone, when IN is on its way to another server already. Outlook keeps the
 * cookie, and connects with the next attempt and all that follow: nothing is wrong then.
 *
 * @throws what `openRpcSession` throws
 */
export async function openMeeting(
  step: Step,
  place: RpcPlace,
  options: Omit<RpcSessionOptions, 'openWithinMs' | 'oneBetween' | 'cookies'>,
): Promise<RpcSession> {
  const { host, address, port = 443 } = place
  const balancer = `${host} ${address} ${port}`
  const cookies = step.signIn?.cookiesOf(balancer) ?? new SessionCookies()
  const open = (openWithinMs: number, more: Partial<RpcSessionOptions> = {}) =>
    openRpcSession(step, place, { ...options, openWithinMs, ...more })
  try {
    return await open(OPEN_WITHIN_MS, { cookies })
  } catch (error) {
    if (!isApart(error)) throw error
    const kept =
      cookies.names.length > 0 ? await openInARow(() => open(FURTHER_WITHIN_MS, { cookies })) : undefined
    if (kept) {
      step.signIn?.keepCookies(balancer, cookies)
      return kept
    }
    for (let attempt = 0; attempt < FURTHER_ATTEMPTS; attempt += 1) {
      const session = await unlessApart(open(FURTHER_WITHIN_MS, { oneBetween: attempt % 2 === 0 }))
      if (session === undefined) continue
      step.find(
        channelAffinityLost({ host, path: RPC_PATH, seen: 'channels', servers: [...session.frontEnds] }),
      )
      return session
    }
    throw error
  }
}

/** The last of some sessions that all came about; undefined where one did not. */
async function openInARow(open: () => Promise<RpcSession>): Promise<RpcSession | undefined> {
  for (let time = 1; ; time += 1) {
    const session = await unlessApart(open())
    if (session === undefined || time === IN_A_ROW) return session
    await session.close()
  }
}

async function unlessApart(opening: Promise<RpcSession>): Promise<RpcSession | undefined> {
  try {
    return await opening
  } catch (error) {
    if (isApart(error)) return undefined
    throw error
  }
}

function isApart(error: unknown): boolean {
  return error instanceof RpcError && error.code === 'rpc.no-c2'
}
