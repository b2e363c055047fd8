import type { Product } from '../products.ts'
import type { Remedy } from '../text.ts'
import { type Advice, pick } from './by-product.ts'
import { ANY_FRONT, APACHE_RPC, APPHOST, FILTERING, haproxyTcp } from './parts.ts'

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
  language: 'nginx',
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
        language: 'apacheconf',
        commands: ['LimitRequestBody 0', ...APACHE_RPC],
      },
      caddy: {
        where: 'Caddyfile',
        text: 'Raise the limit of "request_body" in the site of Exchange, or take that block out:',
        language: 'caddyfile',
        commands: ['request_body {', '    max_size 2GiB', '}'],
      },
      tmg: {
        where: 'Forefront TMG or ISA Server management',
        text: 'Open the publishing rule, then Traffic, Filtering, Configure HTTP, General: allow any payload length.',
      },
      arr: iisLength,
      iis: iisLength,
      exchange: iisLength,
    },
    { where: ANY_FRONT, text: 'Allow request bodies of 2 GiB on /rpc/*, and hand them on as they come.' },
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
        language: 'apacheconf',
        commands: APACHE_RPC,
      },
      caddy: {
        where: 'Caddyfile',
        text: 'Take "request_buffers" and "buffer_requests" out of the reverse proxy, and have answers handed on at once:',
        language: 'caddyfile',
        commands: ['reverse_proxy https://<address of Exchange> {', '    flush_interval -1', '}'],
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
      where: ANY_FRONT,
      text: 'Switch request buffering, body inspection and virus scanning off for /rpc/*: each byte has to be handed on as it comes.',
    },
  )
}
