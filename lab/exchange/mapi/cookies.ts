import { type Header, type HttpRequest, headerOf } from '../../http/message.ts'

/** The context's name, and the number of the request in it. */
const CONTEXT = 'MapiContext'
const SEQUENCE = 'MapiSequence'

/** The cookies of a context that came with a request. */
export interface ContextCookies {
  readonly context?: string
  readonly sequence?: string
}

export function readCookies(request: HttpRequest): ContextCookies {
  const cookies = new Map(
    (headerOf(request, 'cookie') ?? '').split(';').map((pair): [string, string] => {
      const [name = '', ...value] = pair.trim().split('=')
      return [name, value.join('=')]
    }),
  )
  const context = cookies.get(CONTEXT)
  const sequence = cookies.get(SEQUENCE)
  return { ...(context !== undefined && { context }), ...(sequence !== undefined && { sequence }) }
}

/** Is it a name that this server could have given? */
export function isContextName(value: string): boolean {
  return /^[0-9a-f]{32}$/.test(value)
}

export function setCookies(path: string, context: string, sequence: string): readonly Header[] {
  return [
    ['Set-Cookie', `${CONTEXT}=${context}; path=${path}; secure; HttpOnly`],
    ['Set-Cookie', `${SEQUENCE}=${sequence}; path=${path}; secure; HttpOnly`],
  ]
}
