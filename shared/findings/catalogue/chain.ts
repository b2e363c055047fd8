import { z } from 'zod'
import { certificate, exampleCertificate, listBound, reissue, subject } from '../certificate-parts.ts'
import { defineFinding } from '../define.ts'

export const trustStoresDiffer = defineFinding({
  code: 'trust-stores-differ',
  row: 'T03',
  severity: 'warning',
  title: 'Not every trust store has the root of the certificate',
  values: z.object({
    ...certificate,
    trustedBy: z.array(z.string()),
    notTrustedBy: z.array(z.string()),
    /** Who lacks the root: the public lists, or this machine. */
    lacking: z.enum(['public', 'system']),
  }),
  example: {
    ...exampleCertificate,
    trustedBy: ["this machine's trust store"],
    notTrustedBy: ['mozilla'],
    lacking: 'public',
  },
  subject,
  sentence: ({ host, trustedBy, notTrustedBy, lacking }) =>
    lacking === 'public'
      ? `The certificate of ${host} is trusted only by those who were given its root (${trustedBy.join(', ')}): no public list has it.`
      : `The certificate of ${host} is publicly trusted, but not by ${notTrustedBy.join(', ')}.`,
  meaning: ({ lacking }) =>
    lacking === 'public'
      ? 'Computers that were given the root (domain members, as a rule) connect. Phones, and computers that do not belong to the organisation, ask for the password again and again.'
      : 'Windows fetches a public root when it first meets it, so on Windows this matters only where that is switched off or the way to Microsoft is closed. Then Outlook on this machine does not connect.',
  remedies: ({ host, names, generation, lacking }) =>
    lacking === 'public'
      ? [
          {
            for: 'any',
            where: 'a public certificate authority',
            text: 'Use a certificate of a publicly trusted authority for every name that is reached from outside, or see that every client is given the root.',
          },
          ...reissue({ host, names, generation }),
        ]
      : [
          {
            for: 'any',
            where: 'PowerShell on this machine, as an administrator',
            text: 'See whether the automatic update of roots is switched off (1), and fetch the current list:',
            commands: [
              "Get-ItemProperty -Path 'HKLM:\\SOFTWARE\\Policies\\Microsoft\\SystemCertificates\\AuthRoot' -Name 'DisableRootAutoUpdate' -ErrorAction SilentlyContinue",
              "certutil -generateSSTFromWU 'C:\\roots.sst'",
            ],
          },
        ],
  verify: () => ["Get-ChildItem 'Cert:\\LocalMachine\\Root' | Select-Object Subject, Thumbprint, NotAfter"],
})

export const certificateAgainstRules = defineFinding({
  code: 'certificate-against-rules',
  severity: 'info',
  title: 'The certificate breaks rules for public authorities',
  values: z.object({
    ...certificate,
    rules: z.array(z.object({ rule: z.string(), section: z.string(), detail: z.string() })),
  }),
  example: {
    ...exampleCertificate,
    rules: [
      {
        rule: 'extended-key-usage-critical',
        section: '7.1.2.7.6',
        detail: 'its extended key usage is critical',
      },
    ],
  },
  subject,
  sentence: ({ host, name, rules }) =>
    `The certificate "${name}" that ${host} presents breaks ${rules.length === 1 ? 'a rule' : `${rules.length} rules`} of the CA/Browser Forum: ${rules.map(({ detail, section }) => `${detail} (Baseline Requirements ${section})`).join('; ')}.`,
  meaning: () =>
    'Clients take it today. An authority that finds such a certificate has to revoke it within days, so it may have to be replaced at short notice.',
  remedies: () => [
    {
      for: 'any',
      where: 'the certificate authority',
      text: 'Ask it whether the certificate will be revoked, and have it issued anew before that.',
    },
  ],
  verify: ({ host }) => listBound(host),
})
