import type { Scenario } from '../scenario.ts'
import { ANNA } from '../sign-in/parts.ts'
import { activesyncByNtlm } from './activesync-by-ntlm.ts'
import { activesyncElsewhere } from './activesync-elsewhere.ts'
import { activesyncInactive } from './activesync-inactive.ts'
import { apacheBuffering } from './apache-buffering.ts'
import { apacheMethods } from './apache-methods.ts'
import { arrBodyLimit } from './arr-body-limit.ts'
import { arrVerbs } from './arr-verbs.ts'
import { authenticateStripped } from './authenticate-stripped.ts'
import { autodiscoverAnonymous } from './autodiscover-anonymous.ts'
import { autodiscoverBroken } from './autodiscover-broken.ts'
import { autodiscoverForm } from './autodiscover-form.ts'
import { autodiscoverNowhere } from './autodiscover-nowhere.ts'
import { autodiscoverRedirected } from './autodiscover-redirected.ts'
import { basicWithoutTls } from './basic-without-tls.ts'
import { clockAhead } from './clock-ahead.ts'
import { clockTwoMinutesAhead } from './clock-two-minutes-ahead.ts'
import { connectionClosed } from './connection-closed.ts'
import { connectionShared } from './connection-shared.ts'
import { ewsAnonymous } from './ews-anonymous.ts'
import { ewsBroken } from './ews-broken.ts'
import { ewsCertificateOtherName } from './ews-certificate-other-name.ts'
import { foreignProvider } from './foreign-provider.ts'
import { haproxyMethods } from './haproxy-methods.ts'
import { healthyProxies } from './healthy-proxies.ts'
import { healthyVersions } from './healthy-versions.ts'
import { http2Beside11 } from './http2-beside-1-1.ts'
import { http2Only } from './http2-only.ts'
import { jsonAborted } from './json-aborted.ts'
import { jsonForbidden } from './json-forbidden.ts'
import { legacyBeside2016 } from './legacy-beside-2016.ts'
import { mailCertificateOtherName } from './mail-certificate-other-name.ts'
import { mailPortClosed } from './mail-port-closed.ts'
import { maintenancePage } from './maintenance-page.ts'
import { mapiAnonymous } from './mapi-anonymous.ts'
import { mapiInactive } from './mapi-inactive.ts'
import { mapiNotPublished } from './mapi-not-published.ts'
import { nginxBodyLimit } from './nginx-body-limit.ts'
import { nginxBuffering } from './nginx-buffering.ts'
import { nginxMethods } from './nginx-methods.ts'
import { noSchemeOffered } from './no-scheme-offered.ts'
import { oneAddressOtherSchemes } from './one-address-other-schemes.ts'
import { port80RequiresTls } from './port-80-requires-tls.ts'
import { port80SendsToHttps } from './port-80-sends-to-https.ts'
import { portalPageOnRpc } from './portal-page-on-rpc.ts'
import { proxyAsksByNtlm } from './proxy-asks-by-ntlm.ts'
import { redirectLoop } from './redirect-loop.ts'
import { redirectNotFound } from './redirect-not-found.ts'
import { redirectPort80Closed } from './redirect-port-80-closed.ts'
import { redirectStartPage } from './redirect-start-page.ts'
import { redirectToBadCertificate } from './redirect-to-bad-certificate.ts'
import { redirectToHttp } from './redirect-to-http.ts'
import { rootCertificateOtherName } from './root-certificate-other-name.ts'
import { rpcAnonymous } from './rpc-anonymous.ts'
import { rpcClientCertificate } from './rpc-client-certificate.ts'
import { rpcPoolStopped } from './rpc-pool-stopped.ts'
import { rpcProxyMissing } from './rpc-proxy-missing.ts'
import { rpcRedirected } from './rpc-redirected.ts'
import { rpcThrottled } from './rpc-throttled.ts'
import { srvBehindWebServer } from './srv-behind-web-server.ts'
import { srvToAlias } from './srv-to-alias.ts'
import { srvToOtherPort } from './srv-to-other-port.ts'
import { strictTransportSecurity } from './strict-transport-security.ts'
import { subscriptionEditionWithoutRpc } from './subscription-edition-without-rpc.ts'
import { tlsTakenOff } from './tls-taken-off.ts'
import { tmgHttpFilter } from './tmg-http-filter.ts'
import { tmgInnerName } from './tmg-inner-name.ts'
import { tmgRpcForm } from './tmg-rpc-form.ts'
import { tmgWithoutRpc } from './tmg-without-rpc.ts'
import { twoNodesWithAffinity } from './two-nodes-with-affinity.ts'
import { userAgentFiltered } from './user-agent-filtered.ts'
import { wapRpcRedirect } from './wap-rpc-redirect.ts'
import { webSiteAtTheDomain } from './web-site-at-the-domain.ts'
import { webSiteSendsToWww } from './web-site-sends-to-www.ts'
import { wildcardHijack } from './wildcard-hijack.ts'
import { withoutExtendedProtection } from './without-extended-protection.ts'

/** Correctly set up: not one finding above `info` may come. */
const healthy: readonly Scenario[] = [
  ...healthyVersions,
  ...healthyProxies,
  withoutExtendedProtection,
  subscriptionEditionWithoutRpc,
  legacyBeside2016,
  webSiteAtTheDomain,
  webSiteSendsToWww,
  port80SendsToHttps,
  port80RequiresTls,
  twoNodesWithAffinity,
  http2Beside11,
  clockTwoMinutesAhead,
]

/** In the order of the list of failure modes, but for those that tell of nothing more than `info`, which come first. */
const broken: readonly Scenario[] = [
  userAgentFiltered,
  strictTransportSecurity,
  activesyncByNtlm,
  activesyncElsewhere,
  autodiscoverNowhere,
  srvBehindWebServer,
  srvToOtherPort,
  srvToAlias,
  wildcardHijack,
  foreignProvider,
  rootCertificateOtherName,
  redirectNotFound,
  redirectStartPage,
  redirectLoop,
  redirectToHttp,
  redirectToBadCertificate,
  oneAddressOtherSchemes,
  mailPortClosed,
  redirectPort80Closed,
  mailCertificateOtherName,
  rpcClientCertificate,
  ewsCertificateOtherName,
  apacheMethods,
  nginxMethods,
  haproxyMethods,
  arrVerbs,
  tmgHttpFilter,
  nginxBodyLimit,
  arrBodyLimit,
  nginxBuffering,
  apacheBuffering,
  connectionClosed,
  connectionShared,
  tmgWithoutRpc,
  wapRpcRedirect,
  tmgRpcForm,
  portalPageOnRpc,
  mapiNotPublished,
  authenticateStripped,
  proxyAsksByNtlm,
  http2Only,
  autodiscoverForm,
  tlsTakenOff,
  tmgInnerName,
  rpcRedirected,
  autodiscoverRedirected,
  rpcPoolStopped,
  maintenancePage,
  rpcProxyMissing,
  ewsBroken,
  autodiscoverBroken,
  jsonAborted,
  jsonForbidden,
  rpcThrottled,
  mapiInactive,
  activesyncInactive,
  noSchemeOffered,
  rpcAnonymous,
  autodiscoverAnonymous,
  ewsAnonymous,
  mapiAnonymous,
  clockAhead,
  basicWithoutTls,
]

/** Whoever signs in at a healthy tenant finds no fault there either: from outside, and where versions differ from inside. */
function alsoAsUser(tenant: Scenario): Scenario {
  const asked = tenant.expect.filter(({ probe }) => probe === 'outlook-anywhere')
  const isOfVersion = tenant.name.endsWith('-by-alias')
  const signedIn = asked
    .filter(({ perspective }) => perspective === 'outside' || isOfVersion)
    .map((one) => ({ ...one, target: 'anna@', signIn: ANNA, badAttempts: 0 }))
  return { ...tenant, expect: [...tenant.expect, ...signedIn] }
}

/** The tenants that the probes `autodiscover` and `outlook-anywhere` are held against. */
export const outlookAnywhereScenarios: readonly Scenario[] = [...healthy.map(alsoAsUser), ...broken]
