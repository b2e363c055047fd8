import { hostOrAddressArgument } from '../powershell.ts'
import type { Product } from '../products.ts'
import type { Remedy } from '../text.ts'
import { type Advice, pick } from './by-product.ts'
import { ANY_FRONT, APPHOST, EXCHANGE } from './parts.ts'

/** Everything that Outlook uses, as publishing rules name it. */
const PATHS = '/rpc/*, /mapi/*, /ews/*, /oab/* and /autodiscover/*'

/** The Web Application Proxy: without signing in at AD FS on the way, which Outlook cannot. */
export function wapPassThrough(host: string): Advice {
  return {
    where: 'PowerShell on the Web Application Proxy',
    text: 'Publish the paths of Outlook with pass-through preauthentication: Outlook cannot sign in at AD FS on the way. The existing applications first:',
    commands: [
      'Get-WebApplicationProxyApplication | Format-Table Name, ExternalUrl, ExternalPreauthentication',
      `$published = ${hostOrAddressArgument(host)}; foreach ($path in 'rpc', 'mapi', 'EWS', 'OAB', 'Autodiscover') { Add-WebApplicationProxyApplication -Name "Exchange $path" -ExternalPreauthentication PassThrough -ExternalUrl "https://$published/$path/" -BackendServerUrl "https://$published/$path/" -ExternalCertificateThumbprint '<thumbprint>' }`,
    ],
  }
}

/** The paths of Outlook have to reach Exchange, without anybody asking who the user is on the way. */
export function publishPaths(product: Product, host: string): Remedy[] {
  return pick(
    product,
    {
      nginx: {
        where: 'nginx configuration',
        text: `Pass ${PATHS} on to Exchange, without auth_request:`,
        language: 'nginx',
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
        language: 'apacheconf',
        commands: [
          'SSLProxyEngine On',
          ...['rpc', 'mapi', 'ews', 'oab', 'autodiscover'].map(
            (path) => `ProxyPass "/${path}" "https://${EXCHANGE}/${path}"`,
          ),
        ],
      },
      haproxy: {
        where: 'HAProxy configuration',
        text: `See which "http-request deny", "acl" and "use_backend" lines of the frontend keep ${PATHS} from Exchange:`,
        language: 'haproxy',
        commands: [
          'acl outlook path_beg -i /rpc/ /mapi/ /ews/ /oab/ /autodiscover/',
          'use_backend exchange if outlook',
        ],
      },
      caddy: {
        where: 'Caddyfile',
        text: `Pass ${PATHS} on to Exchange, before "basic_auth", "forward_auth" or another handler takes them:`,
        language: 'caddyfile',
        commands: [
          '@outlook path /rpc/* /mapi/* /ews/* /oab/* /autodiscover/*',
          'handle @outlook {',
          `    reverse_proxy https://${EXCHANGE}`,
          '}',
        ],
      },
      tmg: {
        where: 'Forefront TMG or ISA Server management',
        text: `On the "Paths" tab of the publishing rule add ${PATHS}. Give these paths a rule of their own for All Users, on a listener without form-based sign-in, with "No delegation, but client may authenticate directly".`,
      },
      wap: wapPassThrough(host),
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
      where: ANY_FRONT,
      text: `Pass ${PATHS} on to Exchange, and leave it to Exchange to ask who the user is.`,
    },
  )
}
