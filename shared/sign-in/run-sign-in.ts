import type { SessionCookies } from '../protocols/http/index.ts'
import type { RpcSecurityPackage } from '../protocols/rpc/index.ts'
import type { Authenticator } from './authenticator.ts'

/** What a run has for signing in: who answers for the credential, and what was learned on the way. */
export class RunSignIn {
  readonly authenticator: Authenticator
  /** Whether a server has judged the credential. */
  tested = false
  readonly #offers = new Map<string, readonly string[]>()
  readonly #cookies = new Map<string, SessionCookies>()
  readonly #packages = new Map<string, RpcSecurityPackage>()
  readonly #trusted = new Map<string, readonly Uint8Array[]>()

  constructor(authenticator: Authenticator) {
    this.authenticator = authenticator
  }

  /**
   * Whether the chain, given by its hashes, was judged fit to get the credential at this host: the issuers that it
   * left out, DER. Undefined where nobody has judged it.
   */
  trustedAt(host: string, chain: readonly string[]): readonly Uint8Array[] | undefined {
    return this.#trusted.get(trustKey(host, chain))
  }

  learnTrusted(host: string, chain: readonly string[], missing: readonly Uint8Array[]): void {
    this.#trusted.set(trustKey(host, chain), missing)
  }

  /** The schemes that a directory of a host was seen to offer, as the server spells them. */
  offersAt(directory: string): readonly string[] | undefined {
    return this.#offers.get(directory)
  }

  /** By what the user signs in to RPC itself at a server, where that was seen. */
  packageAt(server: string): RpcSecurityPackage | undefined {
    return this.#packages.get(server)
  }

  learnPackage(server: string, taken: RpcSecurityPackage): void {
    this.#packages.set(server, taken)
  }

  /** What a balancer knows this client by, where channels meet with it alone: a secret. */
  cookiesOf(server: string): SessionCookies | undefined {
    return this.#cookies.get(server)
  }

  keepCookies(server: string, cookies: SessionCookies): void {
    this.#cookies.set(server, cookies)
  }

  learnOffers(directory: string, schemes: readonly string[]): void {
    this.#offers.set(directory, schemes)
  }
}

function trustKey(host: string, chain: readonly string[]): string {
  return [host, ...chain].join(' ')
}
