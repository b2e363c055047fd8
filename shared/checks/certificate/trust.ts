import { check, type Reason, type Step, settle } from '../../engine/index.ts'
import { certificateChainIncomplete, certificateUntrusted } from '../../findings/index.ts'
import { type Certificate, type ChainVerdict, verifyChain } from '../../protocols/x509/index.ts'
import { anchorsOf } from './anchors.ts'
import { type ChainOfHost, readKept, shortName } from './chain.ts'
import { fetchIssuer } from './fetch-issuer.ts'

export interface Trust {
  readonly trusted: boolean
  /** Whose list the chain ends in; absent when it ends in none. */
  readonly anchor?: 'public' | 'private'
}

/** The name of the public list among the stores. */
const PUBLIC_STORE = 'mozilla'
/** Chains on the web have one intermediate, or two. */
const MOST_FETCHED = 3

/**
 * Does the chain lead to a root that clients trust (T03), with what the server sends alone (T04)? Dates of the
 * leaf are another check's question: it is judged at a time at which the leaf is valid.
 */
export const checkTrust = check(
  'certificate.trust',
  async (step, { host, chain }: ChainOfHost): Promise<Trust> => {
    const [leaf, ...presented] = await Promise.all(chain.map((hash) => readKept(step, hash)))
    if (!leaf) return step.fail('certificate.none', 'there is no certificate')
    const request = {
      leaf: leaf.certificate,
      presented: presented.map(({ certificate }) => certificate),
      anchors: await anchorsOf(step),
      at: Math.min(Math.max(step.now(), leaf.certificate.notBefore), leaf.certificate.notAfter),
    }
    const fetched: Fetched[] = []
    let verdict = await verifyChain(request)
    while (leadsNowhere(verdict) && fetched.length < MOST_FETCHED) {
      const issuer = await fetchMissing(step, verdict)
      if (!issuer) break
      fetched.push(issuer)
      verdict = await verifyChain({ ...request, extra: fetched.map(({ certificate }) => certificate) })
    }
    step.note('certificate.trust', {
      valid: verdict.valid,
      store: verdict.anchor?.store,
      anchor: verdict.anchor?.certificate.subject.text,
      path: verdict.path.map(({ subject }) => subject.text),
      problems: verdict.problems.map(({ code, detail }) => ({ code, detail })),
    })

    const { certificate: _certificate, ...names } = leaf
    const of = { host, ...names }
    if (verdict.valid) {
      const [missing] = fetched
      if (missing) {
        const { certificate, url } = missing
        step.find(
          certificateChainIncomplete({ ...of, missing: shortName(certificate.subject), url, repaired: true }),
        )
      }
      return { trusted: true, anchor: verdict.anchor?.store === PUBLIC_STORE ? 'public' : 'private' }
    }
    const untold = explain(step, of, verdict, [leaf.certificate, ...request.presented])
    return untold ? step.cannotTell(untold.code, untold.message) : { trusted: false }
  },
)

interface Fetched {
  readonly certificate: Certificate
  readonly url: string
}

function leadsNowhere(verdict: ChainVerdict): boolean {
  return verdict.reason?.code === 'no-path-to-a-root'
}

async function fetchMissing(step: Step, { path }: ChainVerdict): Promise<Fetched | undefined> {
  const last = path.at(-1)
  for (const url of last ? issuerUrls(last) : []) {
    const fetched = await settle(fetchIssuer(step, { url }))
    if (fetched.answered) return { certificate: fetched.answer, url }
  }
  return undefined
}

function issuerUrls({ authorityInfoAccess }: Certificate): readonly string[] {
  return (authorityInfoAccess?.caIssuers ?? [])
    .filter((url) => URL.parse(url)?.protocol === 'http:')
    .slice(0, 3)
}

type Named = { host: string; sha256: string; thumbprint: string; name: string }

/** Says why the chain is not trusted; what comes back is why that could not be told. */
function explain(
  step: Step,
  of: Named,
  verdict: ChainVerdict,
  shown: readonly Certificate[],
): Reason | undefined {
  const last = verdict.path.at(-1)
  const issuer = last ? shortName(last.issuer) : of.name
  const detail = verdict.reason?.detail ?? 'no path leads to a root'
  switch (verdict.reason?.code) {
    case 'self-signed':
      step.find(certificateUntrusted({ ...of, issuer, why: 'self-signed', detail }))
      return undefined
    case 'untrusted-root':
      step.find(certificateUntrusted({ ...of, issuer, why: 'private-authority', detail }))
      return undefined
    case 'no-path-to-a-root': {
      // Public authorities say where their certificate is to be had; one that does not, or only in a directory, is private.
      const [url] = last ? issuerUrls(last) : []
      if (url === undefined) {
        step.find(certificateUntrusted({ ...of, issuer, why: 'private-authority', detail }))
        return undefined
      }
      step.find(certificateChainIncomplete({ ...of, missing: issuer, repaired: false, url }))
      return { code: 'certificate.issuer-unknown', message: `the certificate of "${issuer}" is not at hand` }
    }
    case 'expired':
    case 'not-yet-valid':
    case 'weak-key':
    case 'weak-signature':
      // Of what the server presents, the checks of validity and strength have said so.
      if (shown.includes(verdict.reason.certificate)) return undefined
      break
    case 'bounds':
    case 'unsupported-algorithm':
    case undefined:
      return { code: `certificate.${verdict.reason?.code ?? 'no-path'}`, message: detail }
  }
  step.find(certificateUntrusted({ ...of, issuer, why: 'invalid-chain', detail }))
  return undefined
}
