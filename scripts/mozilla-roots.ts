/**
 * Writes shared/protocols/x509/mozilla-roots.generated.ts from the list that Node carries, which is Mozilla's.
 * Run it with the newest Node of the supported line: `node scripts/mozilla-roots.ts`.
 */
import { writeFile } from 'node:fs/promises'
import { rootCertificates } from 'node:tls'
import { deflateRawSync } from 'node:zlib'
import { parseCertificate } from '../shared/protocols/x509/certificate.ts'
import { parsePem } from '../shared/protocols/x509/pem.ts'

const certificates = rootCertificates
  .flatMap((pem) => parsePem(pem))
  // Sorted, so that a change of the list is a small change of the file's history.
  .toSorted((left, right) =>
    parseCertificate(left).subject.text < parseCertificate(right).subject.text ? -1 : 1,
  )
const deflated = deflateRawSync(Buffer.concat(certificates), { level: 9 }).toString('base64')
const today = new Date().toISOString().slice(0, 10)

await writeFile(
  new URL('../shared/protocols/x509/mozilla-roots.generated.ts', import.meta.url),
  `// Written by scripts/mozilla-roots.ts: do not edit.

/** When Mozilla's list of trust anchors for TLS was taken, from which Node, and how many it has. */
export const MOZILLA_LIST = { taken: '${today}', node: '${process.version}', count: ${certificates.length} } as const

/** Their DER one after the other, deflated, in base64. */
export const MOZILLA_DEFLATED =
  '${deflated}'
`,
)
console.log(`${certificates.length} roots of Node ${process.version}, ${deflated.length} characters`)
