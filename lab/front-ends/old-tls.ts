import { readClientHello, readFirstRecord } from '../tls/client-hello.ts'
import { answerOldClient } from '../tls/old-tls.ts'
import type { OldTlsFrontEnd } from './front-end.ts'
import type { Serve, Surroundings } from './serve.ts'

/** A server that has nothing but what OpenSSL no longer can. */
export function serveOldTls(frontEnd: OldTlsFrontEnd, { authority, domain }: Surroundings): Serve {
  return async (socket) => {
    const hello = readClientHello(await readFirstRecord(socket))
    if (hello === undefined) {
      socket.destroy()
      return
    }
    const { chain } = await authority.issue(frontEnd.certificate, domain)
    socket.write(answerOldClient(frontEnd.takes, hello, chain))
    socket.resume()
  }
}
