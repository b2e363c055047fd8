import type { Finding, Plain, Report, Subject } from '../../../shared/engine/index.ts'
import { catalogue } from '../../../shared/findings/index.ts'
import { failing, step } from './sample-report.ts'

const SHA256 = 'ab'.repeat(32)

/**
 * A report of everything that an estate can put into one, each time the given text: every finding of the catalogue with every
 * value that takes it (hosts, redirects, names on certificates, headers, display names, what XML and DNS say), every kind
 * of subject, evidence, a chain, what Outlook chose, the reasons of steps.
 *
 * @param part which of so many parts of the catalogue it holds; all of it unless told
 */
export function reportOf(foreign: string, { part, parts } = { part: 0, parts: 1 }): Report {
  const definitions = [...catalogue.values()].filter((_, at) => at % parts === part)
  const findings = definitions.map(({ code, severity, example, describe }, at): Finding => {
    const values = Object.fromEntries(
      Object.entries(example).map(([name, value]) => {
        const replaced = everyText(value, foreign)
        const fits = describe({ values: { ...example, [name]: replaced } }) !== undefined
        return [name, fits ? replaced : value]
      }),
    )
    const subject = subjects(foreign)[at % subjects(foreign).length] ?? { kind: 'run' }
    return {
      id: `f${at}`,
      code,
      severity,
      subject,
      values,
      causedBy: at % 5 === 4 ? [`f${at - 1}`] : [],
      step: '1.1',
    }
  })
  const unknownToUs: Finding = {
    ...{
      id: foreign,
      code: foreign,
      severity: 'warning',
      values: { foreign },
      causedBy: [foreign],
      step: foreign,
    },
    subject: { kind: 'setting', setting: foreign, value: foreign, host: foreign },
  }
  const link = { sha256: SHA256, thumbprint: foreign, subject: foreign, issuer: foreign, signature: foreign }
  const chain = {
    ...link,
    notBefore: foreign,
    notAfter: foreign,
    key: { algorithm: foreign, curve: foreign },
  }
  return {
    ...failing,
    runId: foreign,
    tool: { name: 'outpost', version: foreign },
    vantage: { ...failing.vantage, name: foreign, dataCentre: foreign, resolvers: [foreign] },
    request: { probe: foreign, target: foreign },
    findings: [...findings, unknownToUs],
    verdict: { outcome: 'fails', because: ['f0'] },
    outlook: [
      {
        client: foreign,
        transport: 'rpc-http',
        autodiscoverUrl: foreign,
        host: foreign,
        authentication: foreign,
        prompts: [foreign],
        way: [
          {
            method: foreign,
            url: foreign,
            outcome: 'stops',
            leadsTo: foreign,
            reason: foreign,
            prompts: [foreign],
          },
          { method: 'srv', url: foreign, outcome: 'taken', leadsTo: foreign, prompts: [foreign] },
        ],
        transports: [{ transport: 'rpc-http', usable: false, why: foreign, by: 'EXPR', host: foreign }],
        switches: [{ values: [foreign], keys: [foreign], effect: 'masks', prompts: [foreign] }],
        step: '1',
      },
    ],
    steps: [
      step('1', 'dns.host', {
        input: { host: foreign },
        status: 'failed',
        reason: { code: foreign, message: foreign },
        evidence: [
          { name: foreign, value: foreign },
          { name: 'dns.answer', value: { status: 'answer', records: [{ type: 'TXT', strings: [foreign] }] } },
        ],
        steps: [
          step('1.1', foreign, { input: { host: foreign }, status: 'skipped', because: foreign }),
          step('1.2', 'certificate.presented', {
            input: { host: foreign, address: foreign, port: 443 },
            evidence: [{ name: 'certificate.chain', value: [chain] }],
            steps: [
              step('1.2.1', 'certificate.trust', {
                input: { host: foreign, chain: [SHA256] },
                evidence: [
                  {
                    name: 'certificate.path',
                    value: [{ ...link, source: 'fetched', url: foreign, problems: [foreign] }],
                  },
                  { name: 'certificate.stores', value: [store(foreign, true), store(foreign, false)] },
                ],
              }),
            ],
          }),
        ],
      }),
    ],
  }
}

function store(name: string, trusts: boolean) {
  return { name, kind: 'system', trusts }
}

function subjects(foreign: string): Subject[] {
  return [
    { kind: 'host', host: foreign },
    { kind: 'url', url: foreign },
    { kind: 'address', address: foreign, host: 'mail.contoso.com' },
    { kind: 'endpoint', address: foreign, port: 443, host: foreign },
    { kind: 'record', name: foreign, type: 'TXT' },
    { kind: 'certificate', sha256: SHA256, host: foreign },
    { kind: 'mailbox', mailbox: foreign },
    { kind: 'domain', domain: foreign },
  ]
}

function everyText(value: Plain, foreign: string): Plain {
  if (typeof value === 'string') return foreign
  if (Array.isArray(value)) return value.map((each) => everyText(each, foreign))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, everyText(each as Plain, foreign)]),
  )
}
