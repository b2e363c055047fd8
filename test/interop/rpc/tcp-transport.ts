import type { ByteStream } from '../../../shared/platform/index.ts'
import { PduSplitter, type RpcTransport } from '../../../shared/protocols/rpc/index.ts'

/** RPC without HTTP: the PDUs on a TCP connection as they are (`ncacn_ip_tcp`). */
export function tcpTransport(stream: ByteStream): RpcTransport {
  const splitter = new PduSplitter()
  return {
    pings: 0,
    bound: () => undefined,
    send: (pdu) => stream.write(pdu),
    async receive() {
      for (;;) {
        const pdu = splitter.next()
        if (pdu !== undefined) return pdu
        const bytes = await stream.read()
        if (bytes === null) throw new Error('the server ended the connection')
        splitter.push(bytes)
      }
    },
  }
}
