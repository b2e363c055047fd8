import { type HttpRequest, type HttpResponse, headerOf } from '../http/message.ts'

const NAME = 'SERVERID'

/** The server that the client's cookie names, of so many. Any other text names none. */
export function nodeOfCookie(request: HttpRequest, count: number): number | undefined {
  for (const pair of (headerOf(request, 'cookie') ?? '').split(';')) {
    const [name, value = ''] = pair.trim().split('=')
    const index = name === NAME && /^n\d$/.test(value) ? Number(value.slice(1)) : count
    if (index < count) return index
  }
  return undefined
}

/** The answer with the cookie that brings its client back to this server, as a balancer inserts it. */
export function withNodeCookie(answer: HttpResponse, index: number): HttpResponse {
  const cookie = `${NAME}=n${index}; path=/; HttpOnly; Secure`
  return { ...answer, headers: [...answer.headers, ['Set-Cookie', cookie]] }
}
