import type { Reference } from './text.ts'

/** Where the facts behind the findings can be read, each source once. */

const learn = (title: string, path: string): Reference => ({
  title,
  url: `https://learn.microsoft.com/${path}`,
})
const rfc = (number: number, title: string, section?: string): Reference => ({
  title: `RFC ${number}${section === undefined ? '' : `, section ${section}`}: ${title}`,
  url: `https://www.rfc-editor.org/rfc/rfc${number}${section === undefined ? '' : `#section-${section}`}`,
})

const AUTODISCOVER = learn(
  'Autodiscover service in Exchange Server',
  'exchange/architecture/client-access/autodiscover',
)
const AUTODISCOVER_WAYS: Reference = {
  title: 'Outlook 2016 implementation of Autodiscover',
  url: 'https://support.microsoft.com/topic/outlook-2016-implementation-of-autodiscover-0d7b2709-958a-7249-1c87-434d257b9087',
}
const UNEXPECTED_AUTODISCOVER = learn(
  'Unexpected Autodiscover behavior',
  'outlook/troubleshoot/profiles-and-accounts/unexpected-autodiscover-behavior',
)
const OUTLOOK_ANYWHERE = learn('Outlook Anywhere', 'exchange/outlook-anywhere-exchange-2013-help')
const MAPI_HTTP = learn('MAPI over HTTP in Exchange Server', 'exchange/clients/mapi-over-http/mapi-over-http')
const CERTIFICATES = learn(
  'Digital certificates and encryption in Exchange Server',
  'exchange/architecture/client-access/certificates',
)
const LOAD_BALANCING = learn(
  'Load balancing in Exchange Server',
  'exchange/architecture/client-access/load-balancing',
)
const DIRECTORIES = learn(
  'Default settings for Exchange virtual directories',
  'exchange/clients/default-virtual-directory-settings',
)
const TLS = learn(
  'Exchange Server TLS configuration best practices',
  'exchange/plan-and-deploy/post-installation-tasks/security-best-practices/exchange-tls-configuration',
)
const EXTENDED_PROTECTION = learn(
  'Configure Windows Extended Protection in Exchange Server',
  'exchange/plan-and-deploy/post-installation-tasks/security-best-practices/exchange-extended-protection',
)
const BUILDS = learn(
  'Exchange Server build numbers and release dates',
  'exchange/new-features/build-numbers-and-release-dates',
)
const REQUIREMENTS = learn(
  'Exchange Server system requirements: coexistence',
  'exchange/plan-and-deploy/system-requirements',
)
const POX = learn(
  'MS-OXDSCLI: Autodiscover Publishing and Lookup Protocol, element Protocol',
  'openspecs/exchange_server_protocols/ms-oxdscli/f4238db6-a983-435c-807a-b4b4a624c65b',
)
const MODERN_AUTH = learn(
  'How to configure Exchange Server on-premises to use Hybrid Modern Authentication',
  'microsoft-365/enterprise/configure-exchange-server-for-hybrid-modern-authentication',
)
const HYBRID = learn('Exchange Server hybrid deployments', 'exchange/exchange-hybrid')
const MAPI_OVER_HTTP = learn(
  'MS-OXCMAPIHTTP: Messaging Application Programming Interface (MAPI) Extensions for HTTP',
  'openspecs/exchange_server_protocols/ms-oxcmapihttp',
)
const STORE = learn('MS-OXCRPC: Wire Format Protocol', 'openspecs/exchange_server_protocols/ms-oxcrpc')
const ADDRESS_BOOK = learn(
  'MS-OXNSPI: Exchange Server Name Service Provider Interface (NSPI) Protocol',
  'openspecs/exchange_server_protocols/ms-oxnspi',
)
const MAILBOX_ACCESS = learn('Set-CASMailbox', 'powershell/module/exchange/set-casmailbox')
const RPC_OVER_HTTP = learn(
  'MS-RPCH: Remote Procedure Call over HTTP Protocol',
  'openspecs/windows_protocols/ms-rpch',
)
const IIS_STATUS = learn(
  'HTTP status code overview of IIS',
  'troubleshoot/developer/webapps/iis/health-diagnostic-performance/http-status-code',
)
const HTTP = (section: string, what: string) => rfc(9110, `HTTP Semantics: ${what}`, section)
const NTLM_OVER_HTTP = rfc(4559, 'SPNEGO-based Kerberos and NTLM HTTP Authentication')
const DNS = rfc(1034, 'Domain names: concepts and facilities')
const SRV = rfc(2782, 'A DNS RR for specifying the location of services')
const CERTIFICATE_PROFILE = rfc(5280, 'Internet X.509 Public Key Infrastructure Certificate and CRL Profile')
const SERVICE_IDENTITY = rfc(9525, 'Service Identity in TLS')
const BASELINE: Reference = {
  title: 'CA/Browser Forum: Baseline Requirements for TLS server certificates',
  url: 'https://cabforum.org/working-groups/server/baseline-requirements/documents/',
}

const REFERENCES: Readonly<Record<string, readonly Reference[]>> = {
  'dns-autodiscover-missing': [AUTODISCOVER, AUTODISCOVER_WAYS],
  'dns-private-address': [rfc(1918, 'Address Allocation for Private Internets')],
  'srv-missing': [AUTODISCOVER_WAYS, SRV],
  'srv-shadowed': [AUTODISCOVER_WAYS, SRV],
  'dns-wildcard-hijack': [rfc(4592, 'The Role of Wildcards in the Domain Name System')],
  'autodiscover-foreign-provider': [UNEXPECTED_AUTODISCOVER],
  'root-domain-certificate': [UNEXPECTED_AUTODISCOVER, CERTIFICATES],
  'redirect-method-not-a-redirect': [AUTODISCOVER_WAYS],
  'redirect-consent-prompt': [AUTODISCOVER_WAYS, UNEXPECTED_AUTODISCOVER],
  'redirect-loop': [AUTODISCOVER_WAYS],
  'redirect-insecure': [AUTODISCOVER_WAYS],
  'dns-delegation-broken': [DNS, rfc(6891, 'Extension Mechanisms for DNS (EDNS(0))')],
  'dns-server-failure': [DNS, rfc(8914, 'Extended DNS Errors')],
  'address-inconsistent': [LOAD_BALANCING],
  'ipv6-unreachable': [rfc(8305, 'Happy Eyeballs Version 2')],
  'port-closed': [LOAD_BALANCING],
  'port-80-closed': [AUTODISCOVER_WAYS],
  'dns-dnssec-bogus': [rfc(8914, 'Extended DNS Errors'), rfc(4035, 'Protocol Modifications for DNSSEC')],
  'dns-cname-dangling': [DNS],
  'host-not-found': [DNS],

  'certificate-name-mismatch': [CERTIFICATES, SERVICE_IDENTITY],
  'certificate-expired': [CERTIFICATES],
  'certificate-untrusted': [CERTIFICATES],
  'trust-stores-differ': [CERTIFICATES],
  'certificate-chain-incomplete': [rfc(8446, 'TLS 1.3: Certificate', '4.4.2')],
  'certificate-weak': [BASELINE],
  'certificate-against-rules': [BASELINE],
  'principal-name-mismatch': [OUTLOOK_ANYWHERE],
  'principal-name-san-only': [OUTLOOK_ANYWHERE],
  'principal-name-wildcard': [OUTLOOK_ANYWHERE],
  'tls-version-unusable': [TLS],
  'tls-version-legacy': [TLS, rfc(8996, 'Deprecating TLS 1.0 and TLS 1.1')],
  'tls-handshake-failed': [CERTIFICATES, TLS],
  'client-certificate-required': [DIRECTORIES],
  'service-certificate-differs': [CERTIFICATES],
  'certificate-revoked': [rfc(6960, 'Online Certificate Status Protocol'), CERTIFICATE_PROFILE],
  'certificate-staple-missing': [rfc(7633, 'X.509v3 TLS Feature Extension')],
  'revocation-unknown': [rfc(6960, 'Online Certificate Status Protocol')],
  'sni-required': [rfc(6066, 'TLS Extensions: Server Name Indication', '3')],

  'rpc-method-not-allowed': [RPC_OVER_HTTP, HTTP('15.5.6', '405')],
  'rpc-request-rejected': [RPC_OVER_HTTP, IIS_STATUS],
  'http2-front': [RPC_OVER_HTTP, rfc(9113, 'HTTP/2: HTTP_1_1_REQUIRED', '7')],
  'rpc-channel-buffered': [RPC_OVER_HTTP],
  'rpc-server-unavailable': [RPC_OVER_HTTP, OUTLOOK_ANYWHERE],
  'rpc-directory-endpoint-down': [RPC_OVER_HTTP, ADDRESS_BOOK],
  'idle-timeout-short': [RPC_OVER_HTTP],
  'rpc-access-denied': [RPC_OVER_HTTP, STORE],
  'rpc-answer-broken': [RPC_OVER_HTTP],
  'referral-refused': [ADDRESS_BOOK],
  'error-after-sign-in': [DIRECTORIES, IIS_STATUS],
  'sign-in-broken': [NTLM_OVER_HTTP, LOAD_BALANCING],
  'ntlm-connection-not-kept': [NTLM_OVER_HTTP, LOAD_BALANCING],
  'publishing-rule-denied': [DIRECTORIES],
  'preauthentication-page': [DIRECTORIES],
  'ssl-required': [EXTENDED_PROTECTION, IIS_STATUS],
  'publishing-inner-name': [CERTIFICATES],
  'unexpected-redirect': [DIRECTORIES],
  'service-unavailable': [IIS_STATUS],
  'rpc-proxy-missing': [OUTLOOK_ANYWHERE],
  'virtual-directory-broken': [DIRECTORIES, IIS_STATUS],
  'rewrite-mitigation-blocking': [
    learn(
      'Exchange Emergency Mitigation (EM) service',
      'exchange/plan-and-deploy/post-installation-tasks/security-best-practices/exchange-emergency-mitigation-service',
    ),
  ],
  'hsts-breaks-redirect': [rfc(6797, 'HTTP Strict Transport Security')],
  'cloudflare-proxied': [{ title: 'Cloudflare: IP ranges', url: 'https://www.cloudflare.com/ips/' }],
  throttled: [HTTP('10.2.3', 'Retry-After')],
  'user-agent-filtered': [HTTP('10.1.5', 'User-Agent')],
  'channel-affinity-lost': [LOAD_BALANCING, RPC_OVER_HTTP],
  'component-inactive': [LOAD_BALANCING],
  'mapi-path-not-published': [MAPI_HTTP],
  'backend-unreachable': [CERTIFICATES],

  'auth-none-offered': [HTTP('11.6.1', 'WWW-Authenticate'), DIRECTORIES],
  'auth-scheme-mismatch': [OUTLOOK_ANYWHERE],
  'auth-basic-only': [OUTLOOK_ANYWHERE],
  'auth-anonymous-allowed': [DIRECTORIES],
  'auth-activesync-scheme': [DIRECTORIES],
  'extended-protection': [EXTENDED_PROTECTION],
  'ssl-not-required': [OUTLOOK_ANYWHERE],
  'ntlm-proxy-realm': [NTLM_OVER_HTTP],
  'clock-skew': [rfc(4120, 'The Kerberos Network Authentication Service: KRB_AP_ERR_SKEW', '7.5.9')],
  'modern-auth-broken': [MODERN_AUTH],
  'credential-refused': [NTLM_OVER_HTTP],
  'ntlm-not-possible': [NTLM_OVER_HTTP],

  'stale-client-credentials': [MAPI_HTTP],
  'settings-revert': [OUTLOOK_ANYWHERE],
  'coexistence-ntlm-missing': [OUTLOOK_ANYWHERE],
  'coexistence-2008r2-hotfix': [{ title: 'KB3140410', url: 'https://support.microsoft.com/kb/3140410' }],
  coexistence: [OUTLOOK_ANYWHERE, REQUIREMENTS],

  'expr-missing': [OUTLOOK_ANYWHERE, POX],
  'exch-missing': [POX],
  'authpackage-missing': [POX],
  'mapi-http-external-missing': [MAPI_HTTP, POX],
  'autodiscover-mixed-domains': [POX],
  'service-url-unreachable': [DIRECTORIES, POX],
  'mapi-http-not-offered': [MAPI_HTTP],
  'mapi-http-refused': [MAPI_HTTP, MAPI_OVER_HTTP],
  'mapi-http-answer-broken': [MAPI_HTTP, MAPI_OVER_HTTP],

  'autodiscover-error-response': [AUTODISCOVER],
  'internal-name-published': [AUTODISCOVER, DIRECTORIES],
  'external-name-internal': [AUTODISCOVER, DIRECTORIES],
  'offloading-beside-extended-protection': [EXTENDED_PROTECTION],
  'principal-name-without-prefix': [OUTLOOK_ANYWHERE],
  'srv-beside-address': [AUTODISCOVER_WAYS, SRV],
  'sign-in-withheld': [HTTP('17.16', 'Authentication Credentials and Idle Clients')],
  'internal-names-leaked': [NTLM_OVER_HTTP],
  'region-filtered': [LOAD_BALANCING],
  'rpc-retired-service': [HYBRID],
  'hybrid-wrong-pointer': [HYBRID, AUTODISCOVER],
  'cloud-answers-first': [AUTODISCOVER_WAYS],
  'credentials-exposed': [AUTODISCOVER, HTTP('17.16', 'Authentication Credentials and Idle Clients')],
  'name-not-resolved': [ADDRESS_BOOK],
  'web-service-failed': [
    learn('Test-OutlookWebServices', 'powershell/module/exchange/test-outlookwebservices'),
  ],
  'offline-address-book-broken': [
    learn(
      'Procedures for offline address books in Exchange Server',
      'exchange/email-addresses-and-address-books/offline-address-books/oab-procedures',
    ),
  ],
  'activesync-failed': [
    learn('Exchange ActiveSync', 'exchange/clients/exchange-activesync/exchange-activesync'),
  ],
  'activesync-partnership-made': [
    learn('Remove-MobileDevice', 'powershell/module/exchange/remove-mobiledevice'),
  ],
  'mapi-disabled': [MAILBOX_ACCESS, STORE],
  'rpc-http-disallowed': [MAILBOX_ACCESS, STORE],
  'cached-mode-required': [MAILBOX_ACCESS, STORE],
  'client-version-blocked': [MAILBOX_ACCESS, STORE],
  'encryption-required': [
    learn('Set-RpcClientAccess', 'powershell/module/exchange/set-rpcclientaccess'),
    STORE,
  ],
  'mailbox-unknown': [STORE],
  'mailbox-elsewhere': [STORE],
  'mailbox-account-disabled': [STORE],
  'mailbox-in-transit': [STORE],
  'mailbox-access-denied': [STORE],
  'logon-refused': [STORE],
  'rpc-ports-exposed': [OUTLOOK_ANYWHERE],
  'namespace-not-shared': [CERTIFICATES],
  'version-unsupported': [BUILDS],
}

/** What can be read about a finding; nothing for a code without sources. */
export function referencesOf(code: string): readonly Reference[] {
  return REFERENCES[code] ?? []
}
