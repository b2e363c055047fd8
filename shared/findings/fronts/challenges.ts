import type { Product } from '../products.ts'
import type { Remedy } from '../text.ts'
import { pick } from './by-product.ts'

/** The headers by which Exchange says how to sign in have to get back to the client. */
export function keepChallenges(product: Product): Remedy[] {
  return pick(
    product,
    {
      nginx: {
        where: 'nginx configuration',
        text: 'Take the lines out that hide the header, and see that error pages do not replace the answer:',
        language: 'nginx',
        commands: ['# remove: proxy_hide_header WWW-Authenticate;', 'proxy_intercept_errors off;'],
      },
      apache: {
        where: 'Apache configuration',
        text: 'Take the lines out that remove the header, and see that error documents do not replace the answer:',
        language: 'apacheconf',
        commands: ['# remove: Header unset WWW-Authenticate', 'ProxyErrorOverride Off'],
      },
      haproxy: {
        where: 'HAProxy configuration',
        text: 'Take the line out that removes the header:',
        language: 'haproxy',
        commands: ['# remove: http-response del-header WWW-Authenticate'],
      },
      caddy: {
        where: 'Caddyfile',
        text: 'Take the lines out that remove the header, in "header" and in "header_down", and see that "handle_errors" does not replace the answer:',
        language: 'caddyfile',
        commands: ['# remove: header -WWW-Authenticate', '# remove: header_down -WWW-Authenticate'],
      },
      tmg: {
        where: 'Forefront TMG or ISA Server management',
        text: 'On the "Authentication Delegation" tab of the publishing rule choose "No delegation, but client may authenticate directly", not "and client cannot authenticate directly".',
      },
      arr: {
        where: 'PowerShell on the server with Application Request Routing',
        text: 'See which outbound rules of URL Rewrite change the headers of answers, and take those for WWW-Authenticate out:',
        commands: [
          'Import-Module WebAdministration',
          "Get-WebConfiguration -PSPath 'MACHINE/WEBROOT/APPHOST' -Filter 'system.webServer/rewrite/outboundRules/rule' -Recurse | Format-List name, match, action",
        ],
      },
    },
    {
      where: 'the reverse proxy or load balancer in front of Exchange',
      text: 'See that nothing between Outlook and Exchange takes WWW-Authenticate out of answers.',
    },
  )
}
