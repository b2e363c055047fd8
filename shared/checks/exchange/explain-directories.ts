import type { Step } from '../../engine/index.ts'
import {
  authAnonymousAllowed,
  authNoneOffered,
  clientCertificateRequired,
  componentInactive,
  isFront,
  mapiPathNotPublished,
  preauthenticationPage,
  publishingInnerName,
  publishingRuleDenied,
  serviceUnavailable,
  settingsRevert,
  sslRequired,
  staleClientCredentials,
  throttled,
  unexpectedRedirect,
  virtualDirectoryBroken,
} from '../../findings/index.ts'
import { type AnswerKind, saysRpcIsBusy } from '../http/reading.ts'
import { DIRECTORIES, type DirectoryAnswers, OUTLOOKS, type Symptom, symptomOf, symptoms } from './answers.ts'
import type { DirectoryName } from './host-facts.ts'
import type { Known } from './known.ts'

/**
 * What is wrong with several directories alike is one finding that names them all. `filter` is the finding
 * about a filter that may have denied them.
 */
export function explainDirectories(step: Step, known: Known, filter: string | undefined): void {
  const { at, generation, front = 'unknown', directories } = known
  const { host } = at
  const isPublished = isMapiPublishedLikeRpc(step, known)
    ? () => true
    : (directory: DirectoryName) => directory !== 'mapi'
  const [outlooks, all] = [OUTLOOKS.filter(isPublished), DIRECTORIES.filter(isPublished)]
  const group = (among: readonly DirectoryName[], ...kinds: AnswerKind[]) => {
    const found = symptoms(directories, among, ...kinds).filter((symptom) => !isEws(symptom))
    return found[0] && { first: found[0].reading, paths: found.map(({ path }) => path), found }
  }

  const inactive = explainHealth(step, known)
  const served = (among: readonly DirectoryName[]) => among.filter((each) => !inactive.includes(each))

  const denied = group(outlooks, 'denied')
  if (denied) {
    const { product, substatus } = denied.first
    step.find(publishingRuleDenied({ host, paths: denied.paths, product, substatus }), [filter])
  }
  for (const [kind, page] of [
    ['login-page', 'sign-in'],
    ['web-page', 'other'],
  ] as const) {
    const shown = group(outlooks, kind)
    if (!shown) continue
    const { product, status, location } = shown.first
    step.find(
      preauthenticationPage({ host, paths: shown.paths, product, status, page, location: bare(location) }),
    )
  }
  const redirected = group(outlooks, 'redirect')
  if (redirected) {
    const { product, status, location } = redirected.first
    step.find(
      unexpectedRedirect({ host, paths: redirected.paths, product, status, location: bare(location) ?? '' }),
    )
  }
  const plain = group(all, 'ssl-required')
  if (plain) {
    step.find(sslRequired({ host, paths: plain.paths, product: plain.first.product, generation }))
  }
  const inner = group(all, 'inner-name')
  if (inner) {
    step.find(publishingInnerName({ host, paths: inner.paths, product: inner.first.product }))
  }
  const busy = group(all, 'throttled')
  if (busy) {
    const { found, first, paths } = busy
    const retryAfter = found[0]?.answer.headers.first('Retry-After')
    const { product, status } = first
    if (!isClosed(directories, outlooks)) step.find(throttled({ host, paths, retryAfter, generation }))
    else step.find(serviceUnavailable({ host, paths, product, status, generation, retryAfter }))
  }
  for (const [kind, finding] of [
    ['unavailable', serviceUnavailable],
    ['broken', virtualDirectoryBroken],
  ] as const) {
    const failing = group(served(all), kind)
    if (!failing) continue
    const { product, status } = failing.first
    const values = { host, paths: failing.paths, product, status, generation }
    const matters = failing.found.some(({ directory }) => OUTLOOKS.includes(directory))
    step.find(matters ? finding(values) : finding(values, 'warning'))
  }
  const schemeless = group(all, 'no-challenge')
  if (schemeless) {
    const cause = step.find(authNoneOffered({ host, paths: schemeless.paths, front, generation }))
    const ofRpc = schemeless.found.some(({ directory }) => directory === 'rpc')
    if (ofRpc && !isFront(front)) step.find(settingsRevert({ host }), [cause])
  }
  explainAnonymous(step, known)
  explainClientCertificate(step, known)
}

/**
 * Whether all that Outlook needs asks everybody to come back later. Exchange puts off a user who does too much, after
 * he signed in, and its RPC proxy says that it is busy for itself alone: a page about maintenance is there for all.
 */
function isClosed(directories: DirectoryAnswers, among: readonly DirectoryName[]): boolean {
  const answered = among.filter((directory) => symptomOf(directories, directory) !== undefined)
  const away = symptoms(directories, answered, 'throttled')
  return (
    away.length > 0 && away.length === answered.length && away.every(({ answer }) => !saysRpcIsBusy(answer))
  )
}

/**
 * /mapi is left out where it was never there (2010 and before), and has a finding of its own where only the
 * publishing rules lack it.
 */
function isMapiPublishedLikeRpc(step: Step, { at, expects, modern, directories }: Known): boolean {
  if (expects.mapi !== true && !modern) return false
  const [rpc, mapi] = [symptomOf(directories, 'rpc'), symptomOf(directories, 'mapi')]
  if (rpc?.reading.kind !== 'challenge' || mapi === undefined || !isUnpublished(mapi)) return true
  const { status, product } = mapi.reading
  const finding = { host: at.host, status, product, handedOut: expects.mapi === true }
  if (!finding.handedOut) step.find(mapiPathNotPublished(finding, 'info'))
  else {
    const cause = step.find(mapiPathNotPublished(finding))
    step.find(staleClientCredentials({ host: at.host }), [cause])
  }
  return false
}

function isUnpublished({ reading: { kind, product } }: Symptom): boolean {
  const lacking: readonly AnswerKind[] = ['missing', 'denied', 'login-page', 'web-page', 'redirect']
  // A balancer without a rule for the path has nowhere to send it.
  return lacking.includes(kind) || (kind === 'unavailable' && isFront(product))
}

/** The directories that are out by their own health check, which explains what else they answer. */
function explainHealth(step: Step, { at, health, directories }: Known): readonly DirectoryName[] {
  const { active } = health
  // With its application pool stopped a directory has no health either; that is another mend.
  const stopped = symptoms(directories, DIRECTORIES, 'unavailable')
    .filter(({ reading }) => reading.product === 'http-sys')
    .map(({ directory }) => directory)
  const inactive = health.inactive.filter((name) => !stopped.some((each) => each === directoryNamed(name)))
  if (active.length === 0 || inactive.length === 0) return []
  step.find(componentInactive({ host: at.host, directories: [...inactive], active: [...active] }))
  return inactive.map(directoryNamed).filter((name) => name !== undefined)
}

function directoryNamed(name: string): DirectoryName | undefined {
  const wanted = name === 'Microsoft-Server-ActiveSync' ? 'activesync' : name
  return DIRECTORIES.find((directory) => directory === wanted)
}

/** MAPI over HTTP or the web services answer somebody who did not say who he is. */
function explainAnonymous(step: Step, { at, directories, generation }: Known): void {
  const open = OUTLOOKS.map((directory) => symptomOf(directories, directory))
    .filter((symptom) => symptom !== undefined)
    .filter((symptom) => isEws(symptom) || isMapi(symptom))
  if (open.length === 0) return
  step.find(authAnonymousAllowed({ host: at.host, paths: open.map(({ path }) => path), generation }))
}

/** The service's own answer to a browser: its page, which ASP.NET makes, or the way to its description. */
function isEws({ directory, reading, answer }: Symptom): boolean {
  if (directory !== 'ews') return false
  const described = /\/services\.wsdl$/i.test(reading.location ?? '')
  const page = reading.kind === 'web-page' && answer.headers.first('X-AspNet-Version') !== undefined
  return described || page
}

function isMapi({ directory, answer }: Symptom): boolean {
  return directory === 'mapi' && answer.status === 200 && answer.headers.first('X-ResponseCode') !== undefined
}

/** IIS asks for a certificate by directory, after it has read the request. */
function explainClientCertificate(step: Step, { at, directories }: Known): void {
  const asked = OUTLOOKS.flatMap((directory) => directories[directory])
  const refused = asked.filter((each) =>
    each.answered ? each.reading.kind === 'client-certificate' : each.code === 'tls.renegotiation-required',
  )
  if (refused.length === 0) return
  step.find(clientCertificateRequired({ ...at, port: 443, when: 'renegotiation' }))
}

/** An address without its query, which may be long and says nothing to people. */
function bare(location: string | undefined): string | undefined {
  return location?.replace(/[?#].*$/, '')
}
