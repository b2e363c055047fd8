import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkOcsp } from '../../../shared/protocols/x509/index.ts'
import { DAY, extension, NOW } from './certificate-maker.ts'
import { authority, server } from './chains.ts'
import { integer } from './der-maker.ts'
import { type AnswerOptions, makeAnswer, makeFailure } from './ocsp-maker.ts'

const issuer = authority('Issuing', 'Root')
const certificate = server('Issuing')
const delegation = [extension.basicConstraints(false), extension.keyUsage(0)]
const signing = extension.extKeyUsage(['1.3.6.1.5.5.7.3.9'])
const delegate = authority('Responder', 'Issuing', { extensions: [...delegation, signing] })

const ask = async (options: Partial<AnswerOptions> = {}, at = NOW) =>
  await checkOcsp(makeAnswer({ certificate, issuer, ...options }), { certificate, issuer, at })

describe('an OCSP answer', () => {
  test.each<[string, Partial<AnswerOptions>]>([
    ['by the issuer', {}],
    ['by the issuer, named by its key', { byKey: true }],
    ['that names certificates by SHA-256', { hash: 'sha256' }],
    ['by a responder whom the issuer certified', { responder: delegate, certificates: [delegate] }],
    [
      'with an extension that need not be understood',
      { extensions: [{ oid: '1.2.3.4', value: integer(1) }] },
    ],
  ])('%s says that a certificate is good, and until when', async (_, options) => {
    expect(await ask(options)).toEqual({ status: 'good', until: NOW + DAY })
  })

  test('says that it is revoked, when and why', async () => {
    expect(await ask({ status: { reason: 1 } })).toEqual({
      status: 'revoked',
      revokedAt: NOW - 2 * DAY,
      reason: 'keyCompromise',
    })
    expect(await ask({ status: {} })).toEqual({ status: 'revoked', revokedAt: NOW - 2 * DAY })
  })

  test('that it is revoked does not age', async () => {
    expect(await ask({ status: {}, nextUpdate: NOW - 1000 })).toMatchObject({ status: 'revoked' })
  })

  const stranger = authority('Responder', 'Stranger', { extensions: [...delegation, signing] })
  const clerk = authority('Responder', 'Issuing', { extensions: delegation })
  const retired = authority('Responder', 'Issuing', {
    extensions: [...delegation, signing],
    notAfter: NOW - DAY,
  })
  const other = server('Issuing', { serial: 77 })
  const namesake = authority('Issuing', 'Root', { key: { owner: 'Namesake' } })

  test.each<[string, Partial<AnswerOptions>, RegExp]>([
    ['the responder does not know it', { status: 'unknown' }, /does not know/],
    ['it is about another certificate', { certificate: other }, /another certificate/],
    [
      'it is about a certificate of a namesake of the issuer',
      { issuer: namesake, responder: issuer },
      /another certificate/,
    ],
    ['somebody else signed it', { signer: { owner: 'Stranger' } }, /not valid/],
    [
      'its responder was certified by somebody else',
      { responder: stranger, certificates: [stranger] },
      /not certified/,
    ],
    [
      'its responder was certified for something else',
      { responder: clerk, certificates: [clerk] },
      /not certified/,
    ],
    [
      'the certificate of its responder has expired',
      { responder: retired, certificates: [retired] },
      /not certified/,
    ],
    ['the certificate of its responder is not in it', { responder: delegate }, /does not hold/],
    ['it is signed with SHA-1', { signature: 'sha1' }, /SHA1/],
    ['it is out of date', { nextUpdate: NOW - 1000 }, /out of date/],
    ['it does not say until when it holds', { nextUpdate: undefined }, /out of date/],
    ['it is of a later date', { thisUpdate: NOW + 1000 }, /later date/],
    [
      'it has an extension that must be understood',
      { extensions: [{ oid: '1.2.3.4', critical: true, value: integer(1) }] },
      /critical/,
    ],
  ])('says nothing when %s', async (_, options, why) => {
    expect(await ask(options)).toEqual({ status: 'unknown', why: expect.stringMatching(why) })
  })

  test.each([
    [3, /later/],
    [6, /not authorised/],
  ])('that is only the status %i says so', async (status, why) => {
    expect(await checkOcsp(makeFailure(status), { certificate, issuer, at: NOW })).toEqual({
      status: 'unknown',
      why: expect.stringMatching(why),
    })
  })

  test('of any bytes is never an exception, and never good by accident', async () => {
    const sample = makeAnswer({ certificate, issuer })
    const changes = fc.tuple(fc.nat(sample.length - 1), fc.integer({ min: 1, max: 255 }))
    await fc.assert(
      fc.asyncProperty(changes, fc.nat(2), async ([at, flip], remove) => {
        const bytes = [...sample]
        bytes.splice(at, remove + 1, (bytes[at] ?? 0) ^ flip)
        const { status } = await checkOcsp(Uint8Array.from(bytes), { certificate, issuer, at: NOW })
        expect(status).toBe('unknown')
      }),
      { numRuns: 500 },
    )
  })
})
