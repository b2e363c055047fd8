import { type Report, type ReportStep, reportSchema } from '../../../shared/engine/index.ts'
import { certificateExpired, portClosed, rpcPortsExposed } from '../../../shared/findings/index.ts'

const HOST = 'mail.contoso.com'
const ADDRESS = '203.0.113.7'
const ENDPOINT = { host: HOST, address: ADDRESS, port: 443 }

export function step(id: string, check: string, more: Partial<ReportStep> = {}): ReportStep {
  return {
    id,
    check,
    input: ENDPOINT,
    needed: true,
    status: 'passed',
    startedAt: 0,
    durationMs: 12,
    evidence: [],
    steps: [],
    ...more,
  }
}

const expired = certificateExpired({
  host: HOST,
  sha256: 'ab'.repeat(32),
  thumbprint: 'cd'.repeat(20),
  name: HOST,
  state: 'expired',
  role: 'leaf',
  notBefore: '2026-01-01T00:00:00.000Z',
  notAfter: '2026-04-01T00:00:00.000Z',
  days: -3,
})
const exposed = rpcPortsExposed({ host: HOST, address: ADDRESS, ports: [593], evidence: 'answers' })

/** A run that found an error and a warning, with a step of every kind. */
export const failing: Report = reportSchema.parse({
  schema: 1,
  runId: 'run',
  tool: { name: 'outpost', version: '0.1.0' },
  vantage: {
    name: 'outpost.example.net',
    kind: 'edge',
    perspective: 'outside',
    dataCentre: 'FRA',
    resolvers: ['one.example', 'two.example'],
  },
  request: { probe: 'certificate', target: HOST },
  signIn: 'not-applicable',
  startedAt: '2026-04-04T02:03:04.567Z',
  durationMs: 1234,
  state: 'completed',
  verdict: { outcome: 'fails', because: ['f2'] },
  findings: [
    {
      id: 'f1',
      code: exposed.code,
      severity: 'warning',
      subject: exposed.subject,
      values: exposed.values,
      causedBy: ['f2'],
      step: '1.3',
    },
    {
      id: 'f2',
      code: expired.code,
      severity: 'error',
      subject: expired.subject,
      values: expired.values,
      causedBy: [],
      step: '1.2.2',
    },
  ],
  outlook: [],
  steps: [
    step('1', 'probe.certificate', {
      input: { kind: 'name', host: HOST },
      durationMs: 1234,
      steps: [
        step('1.1', 'reachability.port', {
          input: { host: HOST, port: 443 },
          steps: [
            step('1.1.1', 'tcp.connect'),
            step('1.1.2', 'dns.addresses', {
              input: { host: HOST },
              durationMs: 0,
              evidence: [
                { name: 'dns.addresses', value: { addresses: [ADDRESS], cnames: ['front.contoso.com'] } },
              ],
            }),
          ],
        }),
        step('1.2', 'certificate.presented', {
          steps: [
            step('1.2.1', 'tls.handshake', {
              status: 'unanswered',
              reason: { code: 'deadline', message: 'no answer within 12.0 s' },
            }),
            step('1.2.2', 'certificate.validity', { input: { host: HOST, chain: ['ab'] } }),
            step('1.2.3', 'certificate.trust', {
              input: { host: HOST, chain: ['ab'] },
              status: 'skipped',
              because: '1.2.1',
              durationMs: 0,
            }),
          ],
        }),
        step('1.3', 'reachability.rpc-ports', {
          needed: false,
          steps: [
            step('1.3.1', 'tcp.connect', {
              input: { ...ENDPOINT, port: 6001 },
              needed: false,
              status: 'failed',
              reason: { code: 'connect.refused', message: 'refused' },
            }),
            step('1.3.2', 'dns.addresses', { input: { host: HOST }, status: 'shared', sharedWith: '1.1.2' }),
          ],
        }),
      ],
    }),
  ],
})

/** The same host, where nothing is wrong. */
export const working: Report = {
  ...failing,
  verdict: { outcome: 'works', because: [] },
  findings: [],
  steps: [step('1', 'probe.certificate', { input: { kind: 'name', host: HOST } })],
}

/** A run that found nothing, for a step had no answer. */
export const unknown: Report = {
  ...working,
  state: 'deadline',
  verdict: { outcome: 'unknown', because: ['1', '1.1'] },
  steps: [
    step('1', 'probe.certificate', {
      input: { kind: 'name', host: HOST },
      status: 'unanswered',
      reason: { code: 'deadline', message: 'no answer within 60.0 s' },
      steps: [
        step('1.1', 'dns.addresses', {
          input: { host: HOST },
          status: 'unanswered',
          reason: { code: 'dns.no-answer', message: 'no resolver answered' },
        }),
      ],
    }),
  ],
}

/** A report whose every foreign value is the text. */
export function reportWith(hostile: string): Report {
  const closed = portClosed({ host: hostile, address: hostile, port: 443, how: 'refused' })
  return {
    ...failing,
    vantage: { ...failing.vantage, name: hostile, dataCentre: hostile, resolvers: [hostile] },
    request: { probe: hostile, target: hostile },
    findings: [
      {
        id: 'f1',
        code: closed.code,
        severity: 'error',
        subject: closed.subject,
        values: closed.values,
        causedBy: [],
        step: '1',
      },
      {
        id: 'f2',
        code: hostile,
        severity: 'warning',
        subject: { kind: 'url', url: hostile },
        values: {},
        causedBy: ['f1'],
        step: '1',
      },
    ],
    outlook: [
      {
        client: hostile,
        transport: 'mapi-http',
        autodiscoverUrl: hostile,
        host: hostile,
        authentication: hostile,
        prompts: [hostile],
        way: [
          {
            method: hostile,
            url: hostile,
            leadsTo: hostile,
            reason: hostile,
            outcome: 'goes-on',
            prompts: [],
          },
          { method: 'srv', url: hostile, status: 401, outcome: 'taken', prompts: [hostile] },
        ],
        transports: [{ transport: 'rpc-http', usable: false, why: hostile }],
        switches: [{ values: [hostile], keys: [hostile], effect: 'masks', prompts: [hostile] }],
        step: '1',
      },
    ],
    steps: [
      step('1', 'dns.host', {
        input: { host: hostile },
        status: 'failed',
        reason: { code: hostile, message: hostile },
        evidence: [
          { name: hostile, value: hostile },
          { name: 'dns.answer', value: { status: 'answer', records: [{ type: 'TXT', strings: [hostile] }] } },
        ],
        steps: [step('1.1', hostile, { input: { host: hostile }, status: 'skipped', because: '1' })],
      }),
    ],
  }
}
