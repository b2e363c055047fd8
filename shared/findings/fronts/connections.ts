import type { Product } from '../products.ts'
import type { Remedy } from '../text.ts'
import { pick } from './by-product.ts'
import { EXCHANGE, nginxTcp } from './parts.ts'

/** NTLM signs in a connection: a client's has to stay with one of its own behind the proxy. */
export function keepConnections(product: Product): Remedy[] {
  return pick(
    product,
    {
      nginx: {
        ...nginxTcp,
        text: 'The open-source nginx cannot keep the connections of NTLM apart in its HTTP mode (the commercial one can, with "ntlm" in the upstream block). Hand them on as they are:',
      },
      haproxy: {
        where: 'HAProxy configuration',
        text: 'In the backend of Exchange, keep connections on both sides, share none between clients, and take "option httpclose" and "option http-server-close" out; or use mode tcp:',
        language: 'haproxy',
        commands: [
          'option http-keep-alive',
          'option prefer-last-server',
          'http-reuse never',
          'balance source',
          'timeout http-keep-alive 1h',
        ],
      },
      apache: {
        where: 'Apache configuration',
        text: 'Switch KeepAlive on, and do not force-close ("SetEnv nokeepalive", "proxy-nokeepalive"). Apache shares its connections to Exchange between clients; where that cannot be avoided, balance the TCP connections in front of it.',
        language: 'apacheconf',
        commands: ['KeepAlive On', 'MaxKeepAliveRequests 0', 'KeepAliveTimeout 300'],
      },
      caddy: {
        where: 'Caddyfile',
        text: 'Caddy shares its connections to Exchange between clients. Build it with the module ntlm-transport (xcaddy build --with github.com/caddyserver/ntlm-transport), which gives each client one of its own, and name it in the reverse proxy; or balance the TCP connections in front of Caddy.',
        language: 'caddyfile',
        commands: [
          `reverse_proxy https://${EXCHANGE} {`,
          '    transport http_ntlm {',
          '        tls_server_name <name on the certificate of Exchange>',
          '    }',
          '}',
        ],
      },
      arr: {
        where: 'IIS Manager on the server with Application Request Routing',
        text: 'Open the server farm: under Server Affinity switch client affinity on, and under Proxy leave keep-alive on. Windows authentication must be off on the server of ARR itself, or it answers in place of Exchange.',
      },
    },
    {
      where: 'the reverse proxy or load balancer in front of Exchange',
      text: "Keep each client's connection open and bound to one connection to one Exchange server (persistence by source address, no connection pooling or multiplexing), or hand TCP on as it is.",
    },
  )
}
