import { check } from '../../engine/index.ts'
import { sniRequired } from '../../findings/index.ts'
import { connectTls, TlsError } from '../../protocols/tls/index.ts'
import type { TlsEndpoint } from './endpoint.ts'
import { EITHER_HTTP, openForTls, tlsOptionsFor } from './open.ts'

type WithLeaf = TlsEndpoint & { /** SHA-256 of the certificate that a client with SNI gets. */ leaf: string }

/** What do clients get that do not name the server? (T14) */
export const compareWithoutSni = check(
  'tls.without-sni',
  async (step, { leaf, ...endpoint }: WithLeaf): Promise<void> => {
    const { host, address, port } = endpoint
    const stream = await openForTls(step, endpoint)
    let certificates: readonly Uint8Array[] = []
    try {
      const { serverName: _serverName, ...options } = tlsOptionsFor(step, endpoint, EITHER_HTTP)
      const { facts } = await connectTls(stream, options)
      certificates = facts.certificates
    } catch (error) {
      if (!(error instanceof TlsError)) throw error
      certificates = error.facts.certificates ?? []
      // Only what the server says for lack of a name: other trouble is the handshake check's.
      if (certificates.length === 0) {
        step.find(sniRequired({ host, address, port, outcome: 'refused' }))
        return
      }
    }
    const shown = certificates[0] ? await step.keep(certificates[0]) : undefined
    step.note('tls.leaf-without-sni', shown ?? null)
    if (shown !== leaf) step.find(sniRequired({ host, address, port, outcome: 'other-certificate' }))
  },
  { limitSeconds: 12, needed: false },
)
