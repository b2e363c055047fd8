import type { Product } from '../products.ts'
import type { Remedy } from '../text.ts'
import { type Advice, pick } from './by-product.ts'
import { ANY_FRONT, APACHE_RPC, APPHOST, FILTERING, haproxyTcp, nginxTcp } from './parts.ts'
import { wapPassThrough } from './paths.ts'

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
export function letVerbsThrough(product: Product, host: string): Remedy[] {
  return pick(
    product,
    {
      nginx: nginxTcp,
      haproxy: haproxyTcp,
      apache: {
        where: 'Apache configuration',
        text: "Apache's proxy takes no verbs that it does not know. The module mod_proxy_msrpc teaches it those of RPC over HTTP; without it, balance the TCP connections in front of Apache.",
        language: 'apacheconf',
        commands: APACHE_RPC,
      },
      caddy: {
        where: 'Caddyfile',
        text: 'Caddy passes every verb on by itself. Take the verbs of RPC over HTTP into the matcher that selects what is passed on, or leave its line "method" out:',
        language: 'caddyfile',
        commands: [
          '@outlook {',
          '    path /rpc/*',
          '    method GET HEAD POST OPTIONS RPC_IN_DATA RPC_OUT_DATA',
          '}',
        ],
      },
      tmg: {
        where: 'Forefront TMG or ISA Server management',
        text: 'Open the publishing rule, then Traffic, Filtering, Configure HTTP, Methods: allow all methods, or add RPC_IN_DATA and RPC_OUT_DATA.',
      },
      wap: wapPassThrough(host),
      arr: iisVerbs,
      iis: iisVerbs,
      exchange: iisVerbs,
    },
    {
      where: ANY_FRONT,
      text: 'Let the verbs RPC_IN_DATA and RPC_OUT_DATA through to /rpc/*, or hand the TCP connections on as they are.',
    },
  )
}
