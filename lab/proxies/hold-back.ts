import type { HttpResponse, RequestBody } from '../http/message.ts'

/** The body of a request of which nothing is passed on before so many octets have come, or all of them. */
export function heldRequest(body: RequestBody, octets: number): RequestBody {
  return {
    length: body.length,
    read: (atMost) => body.read(atMost),
    async *octets() {
      const held: Buffer[] = []
      let length = 0
      for await (const piece of body.octets()) {
        held.push(piece)
        length += piece.length
        if (length >= octets) yield* held.splice(0)
      }
      yield* held
    },
  }
}

/** The response once all of it has come; before that the client gets nothing. */
export async function wholeResponse(response: HttpResponse): Promise<HttpResponse> {
  const { body } = response
  if (typeof body === 'string' || body instanceof Uint8Array) return response
  const pieces: Uint8Array[] = []
  for await (const piece of body.octets) pieces.push(piece)
  return { ...response, body: Buffer.concat(pieces) }
}
