import { hostOrAddressArgument } from './powershell.ts'
import type { Product } from './products.ts'
import type { Remedy } from './text.ts'

/**
 * What to change on the product in front of Exchange, in its own language. Each concern has an answer for the
 * products that we know, and one for any other.
 */

type Advice = Omit<Remedy, 'for'>
type ByProduct = Readonly<Partial<Record<Product, Advice>>>

const EXCHANGE = '<address of Exchange>'
const FILTERING = 'system.webServer/security/requestFiltering'
const APPHOST = "-PSPath 'MACHINE/WEBROOT/APPHOST'"

const NGINX_TCP = [
  'stream {',
  `    upstream exchange { server ${EXCHANGE}:443; }`,
  '    server { listen 443; proxy_pass exchange; proxy_timeout 1h; }',
  '}',
]

const HAPROXY_TCP = [
  'frontend exchange',
  '    mode tcp',
  '    bind :443',
  '    default_backend exchange',
  'backend exchange',
  '    mode tcp',
  '    balance source',
  '    timeout server 1h',
  `    server exchange1 ${EXCHANGE}:443 check`,
]

const APACHE_RPC = [
  'LoadModule proxy_msrpc_module modules/mod_proxy_msrpc.so',
  'OutlookAnywherePassthrough On',
]

const nginxTcp: Advice = {
  where: 'nginx configuration',
  text: 'Hand the connections on as they are, without taking TLS off: verbs, bodies and NTLM then reach Exchange untouched.',
  commands: NGINX_TCP,
}

const haproxyTcp: Advice = {
  where: 'HAProxy configuration',
  text: 'Hand the connections on as they are, without taking TLS off: verbs, bodies and NTLM then reach Exchange untouched.',
  commands: HAPROXY_TCP,
}

function pick(product: Product, known: ByProduct, other: Advice): Remedy[] {
  return [{ for: 'any', ...(known[product] ?? other) }]
}

const iisVerbs: Advice = {
  where: 'PowerShell on the Windows server that answers',
  text: 'Request filtering lists the verbs that are let through. Show them, then add the two of RPC over HTTP:',
  commands: [
    'Import-Module WebAdministration',
    `Get-WebConfiguration ${APPHOST} -Filter '${FILTERING}/verbs/add' -Recurse | Select-Object location, verb, allowed`,
    ...['RPC_IN_DATA', 'RPC_OUT_DATA'].map(
      (verb) =>
        `Add-WebConfigurationProperty ${APPHOST} -Filter '${FILTERING}/verbs' -Name '.' -Value @{ verb = '${verb}'; allowed = 'True' }`,
    ),
  ],
}

/** The verbs RPC_IN_DATA and RPC_OUT_DATA have to get through. */
export function letVerbsThrough(product: Product): Remedy[] {
  return pick(
    product,
    {
      nginx: nginxTcp,
      haproxy: haproxyTcp,
      apache: {
        where: 'Apache configuration',
        text: "Apache's proxy takes no verbs that it does not know. The module mod_proxy_msrpc teaches it those of RPC over HTTP; without it, balance the TCP connections in front of Apache.",
        commands: APACHE_RPC,
      },
      tmg: {
        where: 'Forefront TMG or ISA Server management',
        text: 'Open the publishing rule, then Traffic, Filtering, Configure HTTP, Methods: allow all methods, or add RPC_IN_DATA and RPC_OUT_DATA.',
      },
      arr: iisVerbs,
      iis: iisVerbs,
      exchange: iisVerbs,
    },
    {
      where: 'the reverse proxy, load balancer or firewall in front of Exchange',
      text: 'Let the verbs RPC_IN_DATA and RPC_OUT_DATA through to /rpc/*, or hand the TCP connections on as they are.',
    },
  )
}

const iisLength: Advice = {
  where: 'PowerShell on the Windows server that answers',
  text: 'Request filtering limits the length of bodies. Allow RPC channels of 2 GiB:',
  commands: [
    'Import-Module WebAdministration',
    `Set-WebConfigurationProperty ${APPHOST} -Filter '${FILTERING}/requestLimits' -Name maxAllowedContentLength -Value 2147483648`,
    `Set-WebConfigurationProperty ${APPHOST} -Location 'Default Web Site/Rpc' -Filter '${FILTERING}/requestLimits' -Name maxAllowedContentLength -Value 2147483648`,
  ],
}

const nginxBodies: Advice = {
  where: 'nginx configuration',
  text: 'In the location that leads to Exchange, let bodies of any length through as they come:',
  commands: [
    'client_max_body_size 0;',
    'proxy_http_version 1.1;',
    'proxy_request_buffering off;',
    'proxy_buffering off;',
    'proxy_read_timeout 1h;',
  ],
}

/** A body of 1 GiB is announced that comes bit by bit: no limit may stop it. */
export function liftBodyLimit(product: Product): Remedy[] {
  return pick(
    product,
    {
      nginx: nginxBodies,
      haproxy: haproxyTcp,
      apache: {
        where: 'Apache configuration',
        text: 'Take the limit off, and let mod_proxy_msrpc carry the channels:',
        commands: ['LimitRequestBody 0', ...APACHE_RPC],
      },
      tmg: {
        where: 'Forefront TMG or ISA Server management',
        text: 'Open the publishing rule, then Traffic, Filtering, Configure HTTP, General: allow any payload length.',
      },
      arr: iisLength,
      iis: iisLength,
      exchange: iisLength,
    },
    {
      where: 'the reverse proxy, load balancer or firewall in front of Exchange',
      text: 'Allow request bodies of 2 GiB on /rpc/*, and hand them on as they come.',
    },
  )
}

/** A channel's body never ends: who waits for the end before passing it on, never does. */
export function stopBuffering(product: Product): Remedy[] {
  return pick(
    product,
    {
      nginx: nginxBodies,
      haproxy: {
        ...haproxyTcp,
        text: 'Take "option http-buffer-request" out, or hand the connections on as they are:',
      },
      apache: {
        where: 'Apache configuration',
        text: 'Take proxy-sendcl out, switch body inspection (mod_security) off for /rpc, and let mod_proxy_msrpc carry the channels:',
        commands: APACHE_RPC,
      },
      arr: {
        where: 'PowerShell on the server with Application Request Routing',
        text: 'Let nothing be collected before it is passed on:',
        commands: [
          'Import-Module WebAdministration',
          `Set-WebConfigurationProperty ${APPHOST} -Filter 'system.webServer/proxy' -Name responseBufferLimit -Value 0`,
          `Set-WebConfigurationProperty ${APPHOST} -Filter 'system.webServer/serverRuntime' -Name uploadReadAheadSize -Value 0`,
        ],
      },
    },
    {
      where: 'the reverse proxy, load balancer or firewall in front of Exchange',
      text: 'Switch request buffering, body inspection and virus scanning off for /rpc/*: each byte has to be handed on as it comes.',
    },
  )
}

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
        text: 'Keep connections on both sides, share none between clients, and take "option httpclose" and "option http-server-close" out; or use mode tcp:',
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
        commands: ['KeepAlive On', 'MaxKeepAliveRequests 0', 'KeepAliveTimeout 300'],
      },
    },
    {
      where: 'the reverse proxy or load balancer in front of Exchange',
      text: "Keep each client's connection open and bound to one connection to one Exchange server (persistence by source address, no connection pooling or multiplexing), or hand TCP on as it is.",
    },
  )
}

/** Everything that Outlook uses, as publishing rules name it. */
const PATHS = '/rpc/*, /mapi/*, /ews/*, /oab/* and /autodiscover/*'

/** The paths of Outlook have to reach Exchange, without anybody asking who the user is on the way. */
export function publishPaths(product: Product, host: string): Remedy[] {
  const name = hostOrAddressArgument(host)
  return pick(
    product,
    {
      nginx: {
        where: 'nginx configuration',
        text: `Pass ${PATHS} on to Exchange, without auth_request:`,
        commands: [
          'location ~* ^/(rpc|mapi|ews|oab|autodiscover)/ {',
          `    proxy_pass https://${EXCHANGE};`,
          '    proxy_http_version 1.1;',
          '    client_max_body_size 0;',
          '    proxy_request_buffering off;',
          '}',
        ],
      },
      apache: {
        where: 'Apache configuration',
        text: `Pass ${PATHS} on to Exchange, without an authentication module in front:`,
        commands: [
          'SSLProxyEngine On',
          ...['rpc', 'mapi', 'ews', 'oab', 'autodiscover'].map(
            (path) => `ProxyPass "/${path}" "https://${EXCHANGE}/${path}"`,
          ),
        ],
      },
      haproxy: {
        where: 'HAProxy configuration',
        text: `See which "http-request deny", "acl" and "use_backend" lines keep ${PATHS} from Exchange:`,
        commands: [
          'acl outlook path_beg -i /rpc/ /mapi/ /ews/ /oab/ /autodiscover/',
          'use_backend exchange if outlook',
        ],
      },
      tmg: {
        where: 'Forefront TMG or ISA Server management',
        text: `In the publishing rule, Paths: add ${PATHS}. Give these paths a rule of their own for All Users, on a listener without form-based sign-in, with "No delegation, but client may authenticate directly".`,
      },
      wap: {
        where: 'PowerShell on the Web Application Proxy',
        text: 'Publish these paths with pass-through preauthentication: Outlook cannot sign in at AD FS on the way. The existing applications first:',
        commands: [
          'Get-WebApplicationProxyApplication | Format-Table Name, ExternalUrl, ExternalPreauthentication',
          `$published = ${name}; foreach ($path in 'rpc', 'mapi', 'EWS', 'OAB', 'Autodiscover') { Add-WebApplicationProxyApplication -Name "Exchange $path" -ExternalPreauthentication PassThrough -ExternalUrl "https://$published/$path/" -BackendServerUrl "https://$published/$path/" -ExternalCertificateThumbprint '<thumbprint>' }`,
        ],
      },
      arr: {
        where: 'PowerShell on the server with Application Request Routing',
        text: `See which rewrite rules catch the paths, and let ${PATHS} through to the server farm:`,
        commands: [
          'Import-Module WebAdministration',
          `Get-WebConfiguration ${APPHOST} -Filter 'system.webServer/rewrite/globalRules/rule' | Format-List name, enabled, match, action`,
        ],
      },
    },
    {
      where: 'the reverse proxy, load balancer or firewall in front of Exchange',
      text: `Pass ${PATHS} on to Exchange, and leave it to Exchange to ask who the user is.`,
    },
  )
}

/** The headers by which Exchange says how to sign in have to get back to the client. */
export function keepChallenges(product: Product): Remedy[] {
  return pick(
    product,
    {
      nginx: {
        where: 'nginx configuration',
        text: 'Take the lines out that hide the header, and see that error pages do not replace the answer:',
        commands: ['# remove: proxy_hide_header WWW-Authenticate;', 'proxy_intercept_errors off;'],
      },
      apache: {
        where: 'Apache configuration',
        text: 'Take the lines out that remove the header, and see that error documents do not replace the answer:',
        commands: ['# remove: Header unset WWW-Authenticate', 'ProxyErrorOverride Off'],
      },
      haproxy: {
        where: 'HAProxy configuration',
        text: 'Take the line out that removes the header:',
        commands: ['# remove: http-response del-header WWW-Authenticate'],
      },
      tmg: {
        where: 'Forefront TMG or ISA Server management',
        text: 'In the publishing rule, Authentication Delegation: "No delegation, but client may authenticate directly", not "and client cannot authenticate directly".',
      },
    },
    {
      where: 'the reverse proxy or load balancer in front of Exchange',
      text: 'See that nothing between Outlook and Exchange takes WWW-Authenticate out of answers.',
    },
  )
}

/** Outlook speaks HTTP/1.1 to /rpc, and NTLM works with nothing newer. */
export function speakHttp1(): Remedy[] {
  return [
    {
      for: 'any',
      where: 'nginx configuration',
      text: 'nginx takes HTTP/1.1 beside HTTP/2 by itself; for a name that Outlook uses, leave HTTP/2 off:',
      commands: ['http2 off;'],
    },
    {
      for: 'any',
      where: 'HAProxy configuration',
      text: 'Offer HTTP/1.1 as well, and do not force the protocol with "proto h2":',
      commands: ['bind :443 ssl crt /etc/haproxy/certificates/ alpn h2,http/1.1'],
    },
    {
      for: 'any',
      where: 'any other reverse proxy or load balancer',
      text: 'Accept HTTP/1.1 for this name, and use HTTP/1.1 towards Exchange.',
    },
  ]
}
