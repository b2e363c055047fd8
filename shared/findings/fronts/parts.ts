import type { Advice } from './by-product.ts'

/** Stands where an administrator enters what only he knows. */
export const EXCHANGE = '<address of Exchange>'

/** IIS: the section that filters requests, and the place where the whole server's configuration is. */
export const FILTERING = 'system.webServer/security/requestFiltering'
export const APPHOST = "-PSPath 'MACHINE/WEBROOT/APPHOST'"

/** What stands in front of Exchange and is none of the products with an answer of their own. */
export const ANY_FRONT = 'the reverse proxy, load balancer or firewall in front of Exchange'

const AS_THEY_ARE =
  'Hand the connections on as they are, without taking TLS off: verbs, bodies and NTLM then reach Exchange untouched.'

export const nginxTcp = {
  where: 'nginx configuration',
  text: AS_THEY_ARE,
  language: 'nginx',
  commands: [
    '# in nginx.conf, beside "http": in place of the server that listens on 443 there',
    'stream {',
    `    upstream exchange { server ${EXCHANGE}:443; }`,
    '    server { listen 443; proxy_pass exchange; proxy_timeout 1h; }',
    '}',
  ],
} as const satisfies Advice

export const haproxyTcp = {
  where: 'HAProxy configuration',
  text: AS_THEY_ARE,
  language: 'haproxy',
  commands: [
    '# in place of the frontend that binds port 443 and its backend',
    'frontend exchange',
    '    mode tcp',
    '    bind :443',
    '    timeout client 1h',
    '    default_backend exchange',
    'backend exchange',
    '    mode tcp',
    '    balance source',
    '    timeout connect 10s',
    '    timeout server 1h',
    `    server exchange1 ${EXCHANGE}:443 check`,
  ],
} as const satisfies Advice

/** What teaches Apache the verbs and the endless bodies of RPC over HTTP. */
export const APACHE_RPC = [
  'LoadModule proxy_msrpc_module modules/mod_proxy_msrpc.so',
  'OutlookAnywherePassthrough On',
]
