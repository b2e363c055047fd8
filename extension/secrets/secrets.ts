import type { SecretStorage } from 'vscode'
import { z } from 'zod'

const credentialSchema = z.object({
  user: z.string().min(1),
  password: z.string().min(1),
  /** Whose hosts the account is for: it signs in nowhere else. */
  domain: z.string().min(1),
})

/** Who signs in, and where. It never leaves the extension host. */
export type Credential = z.infer<typeof credentialSchema>

const CREDENTIAL = 'outpost.credential'

/** The edge's token and the account, in the editor's secret storage and nowhere else. */
export class Secrets {
  readonly #storage: SecretStorage

  constructor(storage: SecretStorage) {
    this.#storage = storage
  }

  /** The token of one edge: it is kept by its origin, so that no other place is ever sent it. */
  async token(edge: URL): Promise<string | undefined> {
    return this.#storage.get(tokenKey(edge))
  }

  async setToken(edge: URL, token: string): Promise<void> {
    await this.#storage.store(tokenKey(edge), token)
  }

  async forgetToken(edge: URL): Promise<void> {
    await this.#storage.delete(tokenKey(edge))
  }

  async credential(): Promise<Credential | undefined> {
    const text = await this.#storage.get(CREDENTIAL)
    if (text === undefined) return undefined
    try {
      return credentialSchema.safeParse(JSON.parse(text)).data
    } catch {
      return undefined
    }
  }

  async setCredential(credential: Credential): Promise<void> {
    await this.#storage.store(CREDENTIAL, JSON.stringify(credential))
  }

  async forgetCredential(): Promise<void> {
    await this.#storage.delete(CREDENTIAL)
  }
}

function tokenKey(edge: URL): string {
  return `outpost.token:${edge.origin}`
}
