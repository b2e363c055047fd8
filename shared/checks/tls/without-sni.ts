import { check } from '../../engine/index.ts'
import { sniRequired } from '../../findings/index.ts'
import { connectTls, TlsError } from '../../protocols/tls/index.ts'
import type { TlsEndpoint } from './endpoint.ts'

type WithLeaf = TlsEndpoint & { /** SHA-256 of the certificate that a client with SNI gets. */ leaf: string }

/** What do clients get that do not name the server? (T14) */
export const compareWithoutSni = check(
  'tls.without-sni',
  async (step, { host, address, port, leaf }: WithLeaf): Promise<void> => {
    const stream = await step.connect({ host, address, port })
    let certificates: readonly Uint8Array[] = []
    try {
      const { facts } = await connectTls(stream, {
        alpn: ['http/1.1'],
        randomBytes: (length) => step.randomBytes(length),
        now: () => step.now(),
      })
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
