import type { Authority } from '../../ca/authority.ts'
import type { HttpResponse, Site } from '../message.ts'
import { nginxResponse } from '../software/nginx.ts'
import { notFound } from './software.ts'

const LONGEST_QUESTION = 4096

/**
 * Hands out the authorities' certificates and revocation lists where the leaves say that they are (RFC 5280 sections
 * 4.2.2.1 and 4.2.1.13), and answers OCSP questions (RFC 6960 appendix A).
 */
export function issuersSite(authority: Authority): Site {
  return () => async (request) => {
    if (request.method === 'POST') {
      const question = await request.body.read(LONGEST_QUESTION)
      const answer = question && (await authority.answerOcsp(request.path, question))
      return answer === undefined ? nginxResponse(502) : found('application/ocsp-response', answer)
    }
    const published = await authority.published(request.path)
    return published === undefined ? notFound('nginx') : found(published.mediaType, published.bytes)
  }
}

function found(mediaType: string, body: Uint8Array): HttpResponse {
  return { status: 200, reason: 'OK', headers: [['Content-Type', mediaType]], body }
}
