import type { LintRuleId } from '../../shared/protocols/x509/index.ts'

/**
 * Cases that the verdict lets pass, since they break a rule for authorities and not one that clients enforce: by the
 * lint that is about the same rule. The validator knows none of this; it says what a right answer is.
 */
export const LINT_OF_CASE: Readonly<Partial<Record<LintRuleId, readonly string[]>>> = {
  'authority-key-identifier-missing': [
    'rfc5280::aki::leaf-missing-aki',
    'rfc5280::aki::intermediate-missing-aki',
    'rfc5280::aki::cross-signed-root-missing-aki',
  ],
  'authority-key-identifier-issuer': [
    'webpki::aki::root-with-aki-authoritycertissuer',
    'webpki::aki::root-with-aki-authoritycertserialnumber',
    'webpki::aki::root-with-aki-all-fields',
  ],
  'root-key-identifiers-differ': [
    'webpki::aki::root-with-aki-missing-keyidentifier',
    'webpki::aki::root-with-aki-ski-mismatch',
  ],
  'subject-key-identifier-missing': [
    'rfc5280::ski::root-missing-ski',
    'rfc5280::ski::intermediate-missing-ski',
  ],
  'serial-number': ['rfc5280::serial::too-long', 'rfc5280::serial::zero', 'rfc5280::serial::negative'],
  'basic-constraints-not-critical': ['rfc5280::root-non-critical-basic-constraints'],
  'name-constraints-not-critical': ['rfc5280::nc::permitted-dns-match-noncritical'],
  'name-constraint-leading-dot': ['rfc5280::nc::invalid-dnsname-leading-period'],
  'policy-constraints-not-critical': ['rfc5280::pc::ica-noncritical-pc'],
  'root-extended-key-usage': ['webpki::eku::root-has-eku'],
  'rsa-modulus-size': [
    'webpki::forbidden-rsa-not-divisible-by-8-in-root',
    'webpki::forbidden-rsa-key-not-divisible-by-8-in-leaf',
  ],
  'leaf-authority': ['webpki::ee-basicconstraints-ca'],
  'leaf-signs-certificates': ['rfc5280::leaf-ku-keycertsign'],
  'leaf-name-constraints': ['rfc5280::nc::not-allowed-in-ee-noncritical'],
  'extended-key-usage-missing': ['webpki::eku::ee-without-eku'],
  'extended-key-usage-critical': ['webpki::eku::ee-critical-eku'],
  'extended-key-usage-any': ['webpki::eku::ee-anyeku'],
  'alternative-name-criticality': [
    'rfc5280::san::noncritical-with-empty-subject',
    'webpki::san::san-critical-with-nonempty-subject',
  ],
  'dns-name-characters': ['rfc5280::san::underscore-dns'],
  'common-name-not-alternative': [
    'webpki::cn::ipv4-hex-mismatch',
    'webpki::cn::ipv4-leading-zeros-mismatch',
    'webpki::cn::ipv6-uppercase-mismatch',
    'webpki::cn::ipv6-uncompressed-mismatch',
    'webpki::cn::ipv6-non-rfc5952-mismatch',
    'webpki::cn::punycode-not-in-san',
    'webpki::cn::utf8-vs-punycode-mismatch',
    'webpki::cn::not-in-san',
    'webpki::cn::case-mismatch',
  ],
  'wildcard-public-suffix': [
    'webpki::san::public-suffix-multi-label-wildcard-san',
    'webpki::san::public-suffix-private-namespace-wildcard-san',
  ],
}

/** Chains that are valid and break a rule all the same: the lint is right to fire, and why. */
export const LINTED_SUCCESSES: readonly {
  readonly rule: LintRuleId
  /** An id, or how the ids of a whole suite start. */
  readonly cases: readonly string[]
  readonly why: string
}[] = [
  {
    rule: 'extended-key-usage-missing',
    cases: ['rfc5280::eku::ee-without-eku'],
    why: 'a declared conflict: the same chain is a failure as webpki::eku::ee-without-eku',
  },
  {
    rule: 'name-constraints-not-critical',
    cases: ['webpki::nc::permitted-dns-match-noncritical'],
    why: 'a declared conflict: the same chain is a failure as rfc5280::nc::permitted-dns-match-noncritical',
  },
  {
    rule: 'authority-key-identifier-missing',
    cases: ['cve::cve-2024-0567'],
    why: 'its intermediates were made without one',
  },
  {
    rule: 'wildcard-public-suffix',
    cases: ['online::s3.amazonaws.com'],
    why: 'a wildcard on a suffix of the private section, by the company whose suffix it is',
  },
  {
    rule: 'common-name-not-alternative',
    cases: [
      'rfc5280::nc::permitted-dns-match-more',
      'rfc5280::nc::permitted-ipv4-match',
      'rfc5280::nc::permitted-ipv6-match',
      'rfc5280::nc::permitted-dn-match',
      'webpki::nc::nc-permits-dns-san-pattern',
      'webpki::san::exact-localhost-ip-san',
      'webpki::san::leftmost-wildcard-san',
    ],
    why: 'the common name is a filler (example.com, foo) and the case is about the alternative names',
  },
  {
    rule: 'common-name-not-alternative',
    cases: ['bettertls::'],
    why: 'the common name says what part the certificate plays (EE), or which name is on trial',
  },
]

export const TARGETS = { core: 198, flagged: 40, rejectedWrongly: 2 } as const
