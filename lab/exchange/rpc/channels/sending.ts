/**
 * RPC PDUs on their way to a client that takes only so much at a time (MS-RPCH section 3.2.1.4.1): what exceeds its
 * window waits until it says that it has room again.
 */
export interface Sending {
  /** Sends it, or keeps it for later. */
  push(pdu: Buffer): void
  /** The client has received so many octets of RPC, and takes so many more from there on. */
  acknowledged(received: number, window: number): void
  /** Goes on over another channel, which counts from its beginning. */
  switchTo(send: (pdu: Buffer) => void): void
}

export function sending(window: number, send: (pdu: Buffer) => void): Sending {
  const waiting: Buffer[] = []
  let over = send
  let sent = 0
  let allowed = window
  function pump(): void {
    for (let next = waiting[0]; next !== undefined && sent + next.length <= allowed; next = waiting[0]) {
      waiting.shift()
      sent += next.length
      over(next)
    }
  }
  return {
    push(pdu) {
      waiting.push(pdu)
      pump()
    },
    acknowledged(received, room) {
      allowed = Math.max(allowed, received + room)
      pump()
    },
    switchTo(other) {
      over = other
      sent = 0
      allowed = window
      pump()
    },
  }
}
