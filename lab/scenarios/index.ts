import { autodiscoverMissing } from './autodiscover-missing.ts'
import { autodiscoverWithoutAddress } from './autodiscover-without-address.ts'
import { certificateAgainstRules } from './certificate-against-rules.ts'
import { certificateEcdsa } from './certificate-ecdsa.ts'
import { certificateExpired } from './certificate-expired.ts'
import { certificateExpiresSoon } from './certificate-expires-soon.ts'
import { certificateFiftyFiveDays } from './certificate-fifty-five-days.ts'
import { certificateIssuerRevoked } from './certificate-issuer-revoked.ts'
import { certificateLongLived } from './certificate-long-lived.ts'
import { certificateNotYetValid } from './certificate-not-yet-valid.ts'
import { certificateOtherName } from './certificate-other-name.ts'
import { certificatePrivateAuthority } from './certificate-private-authority.ts'
import { certificateResponderDown } from './certificate-responder-down.ts'
import { certificateRevokedList } from './certificate-revoked-list.ts'
import { certificateRevokedOcsp } from './certificate-revoked-ocsp.ts'
import { certificateRevokedStapled } from './certificate-revoked-stapled.ts'
import { certificateSelfSigned } from './certificate-self-signed.ts'
import { certificateStapleMissing } from './certificate-staple-missing.ts'
import { certificateStapled } from './certificate-stapled.ts'
import { certificateUnpublishedAuthority } from './certificate-unpublished-authority.ts'
import { certificateWeakKey } from './certificate-weak-key.ts'
import { certificateWeakSignature } from './certificate-weak-signature.ts'
import { certificateWildcard } from './certificate-wildcard.ts'
import { chainDisordered } from './chain-disordered.ts'
import { chainIncomplete } from './chain-incomplete.ts'
import { chainIncompleteIssuerGone } from './chain-incomplete-issuer-gone.ts'
import { chainWithRoot } from './chain-with-root.ts'
import { clientCertificateAsked } from './client-certificate-asked.ts'
import { clientCertificateRequired12 } from './client-certificate-required-1-2.ts'
import { clientCertificateRequired13 } from './client-certificate-required-1-3.ts'
import { closedFromOutside } from './closed-from-outside.ts'
import { cloudflareProxied } from './cloudflare-proxied.ts'
import { cnameDangling } from './cname-dangling.ts'
import { delegationBroken } from './delegation-broken.ts'
import { dnssecBogus } from './dnssec-bogus.ts'
import { dnssecBogusAtOne } from './dnssec-bogus-at-one.ts'
import { dualStack } from './dual-stack.ts'
import { facts } from './facts/index.ts'
import { filteredByRegion } from './filtered-by-region.ts'
import { forbiddenByRegion } from './forbidden-by-region.ts'
import { ipv6Closed } from './ipv6-closed.ts'
import { mailProtocols } from './mail-protocols.ts'
import { mailboxScenarios } from './mailbox/index.ts'
import { oneAddressDead } from './one-address-dead.ts'
import { oneAddressOtherCertificate } from './one-address-other-certificate.ts'
import { outlookAnywhereScenarios } from './outlook-anywhere/index.ts'
import { plain } from './plain.ts'
import { portDropped } from './port-dropped.ts'
import { portRefused } from './port-refused.ts'
import { portUnreachable } from './port-unreachable.ts'
import { privateAddress } from './private-address.ts'
import { privateName } from './private-name.ts'
import { rc4StillOn } from './rc4-still-on.ts'
import { rpcPortsAccept } from './rpc-ports-accept.ts'
import { rpcPortsExposed } from './rpc-ports-exposed.ts'
import type { Scenario } from './scenario.ts'
import { settings } from './settings/index.ts'
import { signInScenarios } from './sign-in/index.ts'
import { signedZone } from './signed-zone.ts'
import { sniAlert } from './sni-alert.ts'
import { sniOtherCertificate } from './sni-other-certificate.ts'
import { splitDns } from './split-dns.ts'
import { srvMissing } from './srv-missing.ts'
import { ssl30Only } from './ssl-3-0-only.ts'
import { ssl30StillOn } from './ssl-3-0-still-on.ts'
import { tls10Only } from './tls-1-0-only.ts'
import { tls10StillOn } from './tls-1-0-still-on.ts'
import { tlsInterceptionInside } from './tls-interception-inside.ts'
import { tripleDesStillOn } from './triple-des-still-on.ts'
import { twoAddresses } from './two-addresses.ts'
import { unlikeByRegion } from './unlike-by-region.ts'

/** Correctly set up, each in a way of its own: not one finding above `info` may come. */
const healthy: readonly Scenario[] = [
  plain,
  dualStack,
  twoAddresses,
  unlikeByRegion,
  splitDns,
  srvMissing,
  tlsInterceptionInside,
  signedZone,
  certificateWildcard,
  certificateEcdsa,
  certificateFiftyFiveDays,
  chainDisordered,
  chainWithRoot,
  clientCertificateAsked,
  certificateStapled,
  certificateResponderDown,
  certificateAgainstRules,
  mailProtocols,
]

/** In the order of the list of failure modes. */
const broken: readonly Scenario[] = [
  autodiscoverMissing,
  autodiscoverWithoutAddress,
  privateAddress,
  privateName,
  delegationBroken,
  oneAddressDead,
  oneAddressOtherCertificate,
  ipv6Closed,
  filteredByRegion,
  forbiddenByRegion,
  portRefused,
  portDropped,
  portUnreachable,
  dnssecBogus,
  dnssecBogusAtOne,
  cnameDangling,
  certificateOtherName,
  certificateExpired,
  certificateNotYetValid,
  certificateExpiresSoon,
  certificateSelfSigned,
  certificatePrivateAuthority,
  certificateUnpublishedAuthority,
  chainIncomplete,
  chainIncompleteIssuerGone,
  certificateWeakKey,
  certificateWeakSignature,
  certificateLongLived,
  tls10Only,
  ssl30Only,
  tls10StillOn,
  ssl30StillOn,
  tripleDesStillOn,
  rc4StillOn,
  clientCertificateRequired12,
  clientCertificateRequired13,
  certificateRevokedStapled,
  certificateRevokedOcsp,
  certificateRevokedList,
  certificateIssuerRevoked,
  certificateStapleMissing,
  sniOtherCertificate,
  sniAlert,
  cloudflareProxied,
  closedFromOutside,
  rpcPortsExposed,
  rpcPortsAccept,
]

/** Every tenant of the lab. */
export const scenarios: readonly Scenario[] = [
  ...healthy,
  ...broken,
  ...outlookAnywhereScenarios,
  ...signInScenarios,
  ...mailboxScenarios,
  ...facts,
  ...settings,
]
