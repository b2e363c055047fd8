import type { FactsSoFar } from '../facts.ts'
import type { TlsOptions } from '../options.ts'
import type { Channel, HandshakeMessage } from './channel.ts'
import type { Offer } from './offer.ts'

/** What a handshake works on. It fills `facts` as it goes. */
export interface Handshake {
  readonly channel: Channel
  readonly options: TlsOptions
  readonly offer: Offer
  readonly facts: FactsSoFar
}

/** What goes on after a handshake: deals with a handshake message that comes between the data. */
export type AfterHandshake = (message: HandshakeMessage) => Promise<void>
