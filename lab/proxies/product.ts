import type { Answer, HttpRequest, HttpResponse } from '../http/message.ts'

/** What a product says where it does not pass a request on, and what it does to responses on their way back. */
export interface Product {
  methodRefused(request: HttpRequest, allowed: readonly string[]): Answer | Promise<Answer>
  pathDenied(request: HttpRequest): Answer | Promise<Answer>
  clientRefused(request: HttpRequest): Answer
  bodyTooLong(request: HttpRequest): Answer
  /** Nothing behind it answers. */
  upstreamDown(request: HttpRequest): Answer
  /** What is behind it has a certificate for another name. */
  upstreamWrongName(request: HttpRequest): Answer
  /** The address of its sign-in page, for a client that is to come back. */
  signInUrl(request: HttpRequest, domain: string): string
  redirectToSignIn(url: string): HttpResponse
  signInPage(): HttpResponse
  forwarded(response: HttpResponse): HttpResponse
}
