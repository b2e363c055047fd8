import type { Plain, Step } from '../../engine/index.ts'
import { equalBytes } from '../../protocols/bytes/index.ts'
import type { Certificate, ChainVerdict } from '../../protocols/x509/index.ts'
import { describe, readKept } from './chain.ts'
import type { FetchedIssuer } from './path.ts'

/**
 * The path of a verdict as evidence, leaf first, then what was presented and is not on it: where each certificate
 * came from, and what is wrong with it. Those that were not presented are described in full. The path alone, as hashes of
 * kept certificates, comes beside it.
 */
export async function pathEvidence(
  step: Step,
  verdict: ChainVerdict,
  { chain, fetched }: { chain: readonly string[]; fetched: readonly FetchedIssuer[] },
): Promise<{ evidence: Plain; path: readonly string[] }> {
  // A server's own certificate can be a trust anchor: then it stands for both ends of the path.
  const { anchor } = verdict
  const isLeaf =
    anchor !== undefined && verdict.path.some(({ der }) => equalBytes(der, anchor.certificate.der))
  const certificates = [...verdict.path, ...(anchor && !isLeaf ? [anchor.certificate] : [])]
  const path = await Promise.all(certificates.map(({ der }) => step.keep(der)))
  const urls = new Map(
    await Promise.all(
      fetched.map(async ({ certificate, url }) => [await step.keep(certificate.der), url] as const),
    ),
  )
  const onPath = certificates.map(async (certificate, index): Promise<Plain> => {
    const sha256 = path[index] ?? ''
    const presented = chain.includes(sha256)
    const store = index === certificates.length - 1 ? anchor?.store : undefined
    return {
      ...(presented ? { sha256 } : describe(await readKept(step, sha256))),
      source: store !== undefined ? 'store' : presented ? 'presented' : 'fetched',
      presented,
      store,
      url: presented ? undefined : urls.get(sha256),
      problems: problemsOf(verdict, certificate),
    }
  })
  const unused = chain
    .filter((sha256) => !path.includes(sha256))
    .map((sha256) => ({ sha256, source: 'unused', presented: true, problems: [] }))
  return { evidence: [...(await Promise.all(onPath)), ...unused], path }
}

function problemsOf({ problems }: ChainVerdict, certificate: Certificate): string[] {
  return problems.filter((problem) => problem.certificate === certificate).map(({ detail }) => detail)
}
