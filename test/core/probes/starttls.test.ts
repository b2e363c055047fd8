import { describe, expect, test } from 'vitest'
import { certificateProbe } from '../../../shared/probes/certificate.ts'
import { prepareProbe } from '../../../shared/probes/index.ts'
import { run } from '../engine/harness.ts'

describe('a request to change to TLS', () => {
  test('is for the certificate probe alone', () => {
    const request = { target: 'mail.contoso.com', starttls: 'smtp' as const }
    expect(prepareProbe({ probe: 'certificate', ...request }).input).toMatchObject({ starttls: 'smtp' })
    expect(() => prepareProbe({ probe: 'dns', ...request })).toThrow(
      expect.objectContaining({ code: 'bad-option' }),
    )
  })

  test('goes to the port of the protocol, and at the edge says that port 25 is closed there', async () => {
    const vantage = { name: 'test', kind: 'edge' as const, perspective: 'outside' as const, resolvers: [] }
    const { report } = await run(
      certificateProbe.root,
      { kind: 'name', host: 'mail.contoso.com', starttls: 'smtp' },
      { surroundings: { vantage } },
    )
    expect(report.verdict.outcome).toBe('unknown')
    expect(report.steps[0]?.reason).toMatchObject({ code: 'edge.port-25' })
    expect(report.steps[0]?.reason?.message).toContain('port 587')
  })
})
