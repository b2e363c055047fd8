import type { Certificate } from './certificate.ts'
import { isDnsName, isWildcard } from './host.ts'
import { attributeValues } from './name.ts'
import { EKU, EXTENSION } from './oids.ts'
import { isSelfIssued } from './own-problems.ts'

/** A certificate breaks a rule for public authorities. It says nothing of whether clients trust it. */
export interface LintFinding {
  readonly rule: LintRuleId
  /** Section of the CA/Browser Forum's Baseline Requirements for TLS server certificates. */
  readonly section: string
  readonly certificate: Certificate
  /** What exactly, for people. May quote the certificate: escape it where it is shown. */
  readonly detail: string
}

export interface LintOptions {
  /** Whether a name is a public suffix (`co.uk`), private ones included; without it that rule is passed over. */
  readonly isPublicSuffix?: (name: string) => boolean
}

/** `leaf`, an authority below another, or one that certifies itself. */
type Role = 'leaf' | 'subordinate' | 'root'

interface Rule {
  readonly section: string
  readonly roles: readonly Role[]
  /** What breaks the rule; `undefined` when nothing does. */
  readonly broken: (certificate: Certificate, options: LintOptions) => string | undefined
}

const LEAF = ['leaf'] as const
const AUTHORITY = ['subordinate', 'root'] as const
const EVERY = ['leaf', 'subordinate', 'root'] as const

const RULES = {
  'serial-number': {
    section: '7.1',
    // Not of roots: two that every store holds are older than the rule and have the number zero.
    roles: ['leaf', 'subordinate'],
    broken: ({ serial }) => {
      if (serial.startsWith('-') || /^0*$/.test(serial)) return 'its serial number is not above zero'
      // Below 2^159, so that the DER of the number has 20 bytes at most.
      const long = serial.length > 40 || (serial.length === 40 && serial >= '8')
      return when(long, 'its serial number has more than 20 bytes')
    },
  },
  'authority-key-identifier-missing': {
    section: '7.1.2.11.1',
    roles: ['leaf', 'subordinate'],
    broken: ({ authorityKeyIdentifier }) =>
      when(authorityKeyIdentifier?.keyIdentifier === undefined, 'it does not identify the key of its issuer'),
  },
  'authority-key-identifier-issuer': {
    section: '7.1.2.11.1',
    roles: EVERY,
    broken: ({ authorityKeyIdentifier }) =>
      when(
        authorityKeyIdentifier?.hasIssuer || authorityKeyIdentifier?.hasSerial,
        'its authority key identifier names an issuer or a serial number',
      ),
  },
  'root-key-identifiers-differ': {
    section: '7.1.2.1.3',
    roles: ['root'],
    broken: ({ authorityKeyIdentifier, subjectKeyIdentifier }) =>
      when(
        authorityKeyIdentifier && authorityKeyIdentifier.keyIdentifier !== subjectKeyIdentifier,
        'it certifies itself, and its two key identifiers are not the same',
      ),
  },
  'subject-key-identifier-missing': {
    // The tables of roots and of authorities below them.
    section: '7.1.2.1.2, 7.1.2.6.1',
    roles: AUTHORITY,
    broken: ({ subjectKeyIdentifier }) =>
      when(subjectKeyIdentifier === undefined, 'it has no key identifier'),
  },
  'basic-constraints-not-critical': {
    section: '7.1.2.1.2, 7.1.2.6.1',
    roles: AUTHORITY,
    broken: (certificate) =>
      when(
        criticality(certificate, EXTENSION.basicConstraints) === false,
        'its basic constraints are not critical',
      ),
  },
  'name-constraints-not-critical': {
    section: '7.1.2.10.8',
    roles: AUTHORITY,
    broken: (certificate) =>
      when(
        criticality(certificate, EXTENSION.nameConstraints) === false,
        'its name constraints are not critical',
      ),
  },
  'name-constraint-leading-dot': {
    section: '7.1.2.10.8',
    roles: AUTHORITY,
    broken: ({ nameConstraints }) => {
      const subtrees = [...(nameConstraints?.permitted ?? []), ...(nameConstraints?.excluded ?? [])]
      const dotted = subtrees.find((subtree) => subtree.kind === 'dns' && subtree.value.startsWith('.'))
      return dotted && 'a DNS name constraint starts with a dot, which RFC 5280 does not know'
    },
  },
  'policy-constraints-not-critical': {
    // Which brings all of RFC 5280 with it; here section 4.2.1.11.
    section: '7.1.2',
    roles: AUTHORITY,
    broken: (certificate) =>
      when(
        criticality(certificate, EXTENSION.policyConstraints) === false,
        'its policy constraints are not critical',
      ),
  },
  'root-extended-key-usage': {
    section: '7.1.2.1.2',
    roles: ['root'],
    broken: ({ extendedKeyUsage }) =>
      when(extendedKeyUsage !== undefined, 'a root with an extended key usage'),
  },
  'rsa-modulus-size': {
    section: '6.1.5',
    roles: EVERY,
    broken: ({ publicKey }) =>
      when(
        publicKey.algorithm === 'rsa' && publicKey.bits % 8 !== 0,
        `RSA of ${publicKey.bits} bits, not whole bytes`,
      ),
  },
  'leaf-authority': {
    section: '7.1.2.7.8',
    roles: LEAF,
    broken: ({ basicConstraints }) =>
      when(basicConstraints?.ca, 'the certificate of a server says that it is an authority'),
  },
  'leaf-signs-certificates': {
    section: '7.1.2.7.11',
    roles: LEAF,
    broken: ({ keyUsage }) =>
      when(
        keyUsage?.includes('keyCertSign') || keyUsage?.includes('cRLSign'),
        'its key usage lets a server sign certificates or revocation lists',
      ),
  },
  'leaf-name-constraints': {
    section: '7.1.2.7.6',
    roles: LEAF,
    broken: ({ nameConstraints }) => when(nameConstraints !== undefined, 'a server with name constraints'),
  },
  'extended-key-usage-missing': {
    section: '7.1.2.7.6',
    roles: LEAF,
    broken: ({ extendedKeyUsage }) => when(extendedKeyUsage === undefined, 'it has no extended key usage'),
  },
  'extended-key-usage-critical': {
    section: '7.1.2.7.6',
    roles: LEAF,
    broken: (certificate) =>
      when(criticality(certificate, EXTENSION.extKeyUsage) === true, 'its extended key usage is critical'),
  },
  'extended-key-usage-any': {
    section: '7.1.2.7.10',
    roles: LEAF,
    broken: ({ extendedKeyUsage }) =>
      when(extendedKeyUsage?.includes(EKU.any), 'it is for any usage whatever'),
  },
  'alternative-name-criticality': {
    section: '7.1.2.7.12',
    roles: LEAF,
    broken: (certificate) => {
      const critical = criticality(certificate, EXTENSION.subjectAltName)
      if (critical === undefined) return undefined
      const empty = certificate.subject.keys.length === 0
      if (empty && !critical) return 'its alternative names are all it has, and they are not critical'
      return when(!empty && critical, 'its alternative names are critical beside a subject')
    },
  },
  'dns-name-characters': {
    section: '7.1.2.7.12',
    roles: LEAF,
    broken: ({ subjectAltName }) => {
      const odd = subjectAltName?.dns.find((name) => {
        const base = isWildcard(name) ? name.slice(2) : name
        return !isDnsName(base) || base.includes('_')
      })
      return odd && `${odd} is not of letters, digits and hyphens`
    },
  },
  'common-name-not-alternative': {
    section: '7.1.4.3',
    roles: LEAF,
    broken: ({ subject, subjectAltName }) => {
      const names = [...(subjectAltName?.dns ?? []), ...(subjectAltName?.ips ?? [])]
      const odd = attributeValues(subject, 'CN').find((name) => !names.includes(name))
      return odd && `its common name ${odd} is not, to the character, one of its alternative names`
    },
  },
  'wildcard-public-suffix': {
    section: '3.2.2.6',
    roles: LEAF,
    broken: ({ subjectAltName }, { isPublicSuffix }) => {
      const wide = subjectAltName?.dns.find(
        (name) => isWildcard(name) && isPublicSuffix?.(name.slice(2).toLowerCase()),
      )
      return wide && `${wide} speaks for everybody who registers below it`
    },
  },
} as const satisfies Record<string, Rule>

export type LintRuleId = keyof typeof RULES

/** Every rule, with the section of the Baseline Requirements that it is from. */
export const LINT_RULES: readonly { readonly id: LintRuleId; readonly section: string }[] = ruleEntries().map(
  ([id, { section }]) => ({ id, section }),
)

/**
 * Which rules of the CA/Browser Forum's Baseline Requirements for TLS a chain breaks. Careful clients let all of
 * these pass, because real sites break them; an authority that is held to the rules must not.
 *
 * @param chain leaf first; the trust anchor, when there is one, last
 */
export function lintChain(chain: readonly Certificate[], options: LintOptions = {}): LintFinding[] {
  return chain.flatMap((certificate, index) => {
    const isLast = index === chain.length - 1
    const role = index === 0 ? 'leaf' : isLast && isSelfIssued(certificate) ? 'root' : 'subordinate'
    return ruleEntries().flatMap(([rule, { section, roles, broken }]) => {
      const detail = roles.includes(role) ? broken(certificate, options) : undefined
      return detail === undefined ? [] : [{ rule, section, certificate, detail }]
    })
  })
}

function ruleEntries(): [LintRuleId, Rule][] {
  return Object.entries(RULES) as [LintRuleId, Rule][]
}

function when(condition: boolean | undefined, detail: string): string | undefined {
  return condition ? detail : undefined
}

/** Whether the extension is critical; `undefined` when it is not there. */
function criticality({ extensions }: Certificate, oid: string): boolean | undefined {
  return extensions.find((extension) => extension.oid === oid)?.critical
}
