import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  MOST_REDIRECTS,
  type Redirect,
  type RedirectTrail,
  registrableDomain,
  resumeTrail,
  sameOrganisation,
  startTrail,
  takeRedirect,
} from '../../../shared/protocols/autodiscover/index.ts'

const PATH = '/autodiscover/autodiscover.xml'
const start = startTrail(`https://autodiscover.contoso.example${PATH}`, 'anna@contoso.example')
const location = (target: string, trail: RedirectTrail = start) =>
  takeRedirect(trail, { kind: 'location', target })
const refusedFor = (reason: string) => ({ follow: 'nowhere', reason })

/** The trail after a redirect that is followed. */
function trailAfter(trail: RedirectTrail, redirect: Redirect): RedirectTrail {
  const decision = takeRedirect(trail, redirect)
  if (decision.follow === 'nowhere') throw new Error(`not followed: ${decision.reason}`)
  return decision.trail
}

describe('a redirect to another URL', () => {
  test('is followed within the organisation', () => {
    expect(location(`https://mail.contoso.example${PATH}`)).toMatchObject({
      follow: 'url',
      url: `https://mail.contoso.example${PATH}`,
      otherOrganisation: false,
    })
  })

  test('to another organisation is followed and said so', () => {
    expect(location(`https://mail.fabrikam.example${PATH}`)).toMatchObject({
      follow: 'url',
      otherOrganisation: true,
    })
  })

  test('may be relative in a header, and not in an answer', () => {
    expect(location('/Autodiscover/Other.xml')).toMatchObject({
      url: 'https://autodiscover.contoso.example/Autodiscover/Other.xml',
    })
    expect(takeRedirect(start, { kind: 'url', target: '/Autodiscover/Other.xml' })).toEqual(
      refusedFor('unreadable'),
    )
  })

  test('from the one step that uses http leads to https', () => {
    const unprotected = startTrail(`http://autodiscover.contoso.example${PATH}`, 'anna@contoso.example')
    expect(location(`https://autodiscover.contoso.example${PATH}`, unprotected)).toMatchObject({
      follow: 'url',
    })
    expect(location('/owa', unprotected)).toEqual(refusedFor('insecure'))
  })

  test.each([
    ['insecure', `http://mail.contoso.example${PATH}`],
    ['insecure', 'ftp://mail.contoso.example/'],
    ['insecure', 'javascript:alert(1)'],
    ['unreadable', 'https://'],
    ['unreadable', 'https://[::1'],
    ['unreadable', 'https://anna:secret@mail.contoso.example/'],
    ['unreadable', 'https://contoso.example@evil.example/'],
    ['loop', start.url],
    ['loop', `${start.url}#again`],
    ['loop', start.url.replace('autodiscover.contoso', 'AUTODISCOVER.CONTOSO')],
    ['loop', start.url.replace('.example/', '.example:443/')],
  ])('is refused as %s: %s', (reason, target) => {
    expect(location(target)).toEqual(refusedFor(reason))
  })

  test('back to where it came from is a loop', () => {
    const there = trailAfter(start, { kind: 'location', target: `https://mail.contoso.example${PATH}` })
    expect(location(start.url, there)).toEqual(refusedFor('loop'))
  })
})

describe('a redirect to another address', () => {
  test('is followed, and URLs that were asked for the old one may be asked again', () => {
    const decision = takeRedirect(start, { kind: 'address', target: ' Anna@Fabrikam.example ' })
    expect(decision).toMatchObject({
      follow: 'address',
      address: 'anna@fabrikam.example',
      otherOrganisation: true,
    })
    const trail = trailAfter(start, { kind: 'address', target: 'anna@fabrikam.example' })
    expect(location(start.url, trail)).toMatchObject({ follow: 'url', otherOrganisation: true })
  })

  test('goes on from the first candidate of the new address, and may not lead back to it', () => {
    const url = `https://autodiscover.fabrikam.example${PATH}`
    const trail = resumeTrail(trailAfter(start, { kind: 'address', target: 'anna@fabrikam.example' }), url)
    expect(location('/other.xml', trail)).toMatchObject({
      url: 'https://autodiscover.fabrikam.example/other.xml',
    })
    expect(location(url, trail)).toEqual(refusedFor('loop'))
    expect(trail.redirects).toBe(1)
  })

  test('to a subdomain stays in the organisation', () => {
    expect(takeRedirect(start, { kind: 'address', target: 'anna@eu.contoso.example' })).toMatchObject({
      otherOrganisation: false,
    })
  })

  test('to the same address, whatever its letters, is a loop', () => {
    expect(takeRedirect(start, { kind: 'address', target: 'ANNA@contoso.example' })).toEqual(
      refusedFor('loop'),
    )
  })

  test('in a circle is a loop', () => {
    const there = trailAfter(start, { kind: 'address', target: 'anna@fabrikam.example' })
    expect(takeRedirect(there, { kind: 'address', target: 'anna@contoso.example' })).toEqual(
      refusedFor('loop'),
    )
  })

  test.each([[''], ['anna'], ['anna@'], ['a b@c']])('%j is no address', (target) => {
    expect(takeRedirect(start, { kind: 'address', target })).toEqual(refusedFor('unreadable'))
  })
})

test('ten redirects are followed, of all kinds together, and no eleventh', () => {
  let trail = start
  for (let hop = 0; hop < MOST_REDIRECTS; hop += 1) {
    const isEven = hop % 2 === 0
    trail = trailAfter(
      trail,
      isEven
        ? { kind: 'location', target: `https://mail${hop}.contoso.example/` }
        : { kind: 'address', target: `anna${hop}@contoso.example` },
    )
  }
  expect(location('https://one.more.contoso.example/', trail)).toEqual(refusedFor('too-many'))
})

test('whatever a server redirects to, it ends, and never at anything but https', () => {
  const target = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.webUrl(),
    fc.constantFrom('//x', '/', '?', 'https:x', 'HTTPS://X', 'a@b', start.url),
  )
  const redirect = fc.record({ kind: fc.constantFrom('location', 'url', 'address' as const), target })
  fc.assert(
    fc.property(fc.array(redirect, { maxLength: 30 }), (redirects) => {
      let trail = start
      for (const next of redirects) {
        const decision = takeRedirect(trail, next)
        if (decision.follow === 'nowhere') continue
        if (decision.follow === 'url') expect(decision.url).toMatch(/^https:\/\//)
        trail = decision.trail
      }
      expect(trail.redirects).toBeLessThanOrEqual(MOST_REDIRECTS)
    }),
    { numRuns: 500 },
  )
})

describe('the registered domain', () => {
  test.each([
    ['mail.contoso.com', 'contoso.com'],
    ['Mail.Contoso.CO.UK.', 'contoso.co.uk'],
    ['contoso.com', 'contoso.com'],
    ['mail.lab.test', 'lab.test'],
    ['anna.github.io', 'anna.github.io'],
    ['co.uk', 'co.uk'],
    ['server', 'server'],
    ['203.0.113.7', '203.0.113.7'],
    ['[2001:db8::1]', '[2001:db8::1]'],
    ['', ''],
  ])('of %j is %j', (host, domain) => {
    expect(registrableDomain(host)).toBe(domain)
  })

  test('tells the customers of one hoster apart', () => {
    expect(sameOrganisation('anna.github.io', 'bert.github.io')).toBe(false)
    expect(sameOrganisation('mail.contoso.com', 'autodiscover.eu.contoso.com')).toBe(true)
  })
})
