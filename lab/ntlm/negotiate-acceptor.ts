import { type Acceptor, type AcceptorOptions, type AcceptorStep, ntlmAcceptor } from './acceptor.ts'
import { sessionSecurity } from './session-security.ts'
import { isSpnego, NTLM_MECHANISM, readSpnego, type SpnegoMessage, writeSpnego } from './spnego.ts'

/** `Negotiate`: SPNEGO around NTLM, or NTLM as it is, as the client's first token has it. */
export function negotiateAcceptor(options: AcceptorOptions): Acceptor {
  let chosen: Acceptor | undefined
  return {
    step(token) {
      chosen ??= isSpnego(token) ? spnegoAcceptor(options) : ntlmAcceptor(options)
      return chosen.step(token)
    },
  }
}

/** `Negotiate` that knows no mechanism which a client from outside has: it says so (RFC 4178 section 4.2.2). */
export const withoutNtlm: Acceptor = {
  step: () => ({ state: 'continue', token: writeSpnego({ state: 'reject' }) }),
}

const UNEXPECTED: AcceptorStep = { state: 'refused', why: 'unexpected' }

/**
 * SPNEGO (RFC 4178) with NTLM as the one mechanism. A client that would have preferred another one has to sign its
 * list, lest somebody in between shortened it (section 5); whoever signs gets the list signed in return.
 */
function spnegoAcceptor(options: AcceptorOptions): Acceptor {
  const ntlm = ntlmAcceptor(options)
  let begun: { readonly mechTypes: Buffer; readonly mustSign: boolean } | undefined
  let named = false

  /** A reply that is not the last one; the first names the mechanism. */
  function reply(state: 'accept-incomplete' | 'request-mic', token?: Buffer): AcceptorStep {
    const mechanism = named ? undefined : NTLM_MECHANISM
    named = true
    const written = writeSpnego({ state, ...(mechanism && { mechanism }), ...(token && { token }) })
    return { state: 'continue', token: written }
  }

  const around = (step: AcceptorStep) =>
    step.state === 'continue' ? reply('accept-incomplete', step.token) : step

  function begin(message: Extract<SpnegoMessage, { kind: 'init' }>): AcceptorStep {
    const place = message.mechanisms.findIndex((one) => one.equals(NTLM_MECHANISM))
    if (place === -1) return { state: 'refused', why: 'unavailable' }
    begun = { mechTypes: message.mechTypes, mustSign: place > 0 }
    // A token of the preferred mechanism is of no use: the client is told which one to begin again with.
    if (place > 0 || message.token === undefined) {
      return reply('request-mic')
    }
    return around(ntlm.step(message.token))
  }

  function goOn(
    message: Extract<SpnegoMessage, { kind: 'response' }>,
    mechTypes: Buffer,
    mustSign: boolean,
  ): AcceptorStep {
    if (message.token === undefined) return UNEXPECTED
    const step = ntlm.step(message.token)
    if (step.state !== 'accepted') return around(step)
    if (message.mechListMic === undefined) {
      return mustSign ? UNEXPECTED : { ...step, token: writeSpnego({ state: 'accept-completed' }) }
    }
    const security = sessionSecurity(step.exportedSessionKey, step.flags)
    if (!security.verify(mechTypes, message.mechListMic)) {
      return { state: 'refused', why: 'wrong-mic' }
    }
    const mechListMic = security.sign(mechTypes)
    const token = writeSpnego({ state: 'accept-completed', mechListMic })
    return { ...step, token, listSigned: true }
  }

  return {
    step(token) {
      const message = readSpnego(token)
      if (begun === undefined) return message?.kind === 'init' ? begin(message) : UNEXPECTED
      return message?.kind === 'response' ? goOn(message, begun.mechTypes, begun.mustSign) : UNEXPECTED
    },
  }
}
