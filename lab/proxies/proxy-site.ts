import {
  type Answer,
  type ConnectionFacts,
  type Handler,
  type HttpRequest,
  type HttpResponse,
  headerOf,
  type Site,
} from '../http/message.ts'
import { heldRequest, wholeResponse } from './hold-back.ts'
import { askByNtlm } from './own-ntlm.ts'
import type { Product } from './product.ts'
import { apache } from './products/apache.ts'
import { arr } from './products/arr.ts'
import { haproxy } from './products/haproxy.ts'
import { nginx } from './products/nginx.ts'
import { tmg } from './products/tmg.ts'
import { wap } from './products/wap.ts'
import type { PreAuthentication, ProductName, ProxyService } from './proxy-service.ts'

const PRODUCTS: Record<ProductName, Product> = { nginx, apache, haproxy, tmg, wap, arr }

/** How much of a request a proxy holds; a longer body it waits for without end. */
const MOST_BUFFERED = 1024 * 1024

/** A proxy in front of the nodes; `otherCertificate` is what a server inside has that is not the proxy's own. */
export function proxySite(
  service: ProxyService,
  nodes: readonly Site[],
  domain: string,
  otherCertificate: () => Promise<Uint8Array>,
): Site {
  const product = PRODUCTS[service.product]
  const next = inTurn(nodes)
  return (connection) => {
    const upstream = upstreamOf(service, next, connection, otherCertificate)
    return async (request) => {
      const own = await ownAnswer(service, product, request, domain)
      if (own !== undefined) return own
      const { holdsRequestsUntil: held } = service
      const body = held === undefined ? request.body : heldRequest(request.body, held)
      const answer = await upstream({ ...request, body, version: '1.1' })
      if (answer === 'reset') return product.upstreamDown(request)
      if (typeof answer === 'string') return answer
      const response = service.buffersResponses === true ? await wholeResponse(answer) : answer
      return product.forwarded(onTheWayBack(service, response))
    }
  }
}

/** What the proxy says by itself. `undefined`: it passes the request on. */
async function ownAnswer(
  service: ProxyService,
  product: Product,
  request: HttpRequest,
  domain: string,
): Promise<Answer | undefined> {
  const { methods, publishes, longestBody, admitsUserAgents, preAuthentication } = service
  if (longestBody !== undefined && request.body.length !== 'chunked' && request.body.length > longestBody) {
    return product.bodyTooLong(request)
  }
  if (publishes !== undefined && !beginsWithOneOf(publishes, request)) return product.pathDenied(request)
  if (admitsUserAgents !== undefined && !isAdmitted(admitsUserAgents, request)) {
    return product.clientRefused(request)
  }
  if (methods !== undefined && !methods.includes(request.method))
    return product.methodRefused(request, methods)
  if (preAuthentication !== undefined && beginsWithOneOf(preAuthentication.paths, request)) {
    return preAuthenticate(preAuthentication.by, product, request, domain)
  }
  if (service.upstream === 'down') return product.upstreamDown(request)
  if (service.upstream === 'wrong-name') return product.upstreamWrongName(request)
  if (service.buffersRequests === true && (await request.body.read(MOST_BUFFERED)) === undefined) {
    return 'silence'
  }
  return undefined
}

function preAuthenticate(
  by: PreAuthentication['by'],
  product: Product,
  request: HttpRequest,
  domain: string,
): Answer {
  switch (by) {
    case 'page':
      return product.signInPage()
    case 'redirect':
      return product.redirectToSignIn(product.signInUrl(request, domain))
    case 'ntlm':
      return askByNtlm(request)
  }
}

/** Passes the requests of one client's connection on. */
function upstreamOf(
  service: ProxyService,
  next: () => Site,
  outside: ConnectionFacts,
  otherCertificate: () => Promise<Uint8Array>,
): Handler {
  async function open(): Promise<Handler> {
    const { certificate, ...facts } = outside
    if (service.offloadsTls === true) return next()({ secure: false })
    const inner = service.innerCertificate === 'other' ? await otherCertificate() : certificate
    return next()({ ...facts, ...(inner && { certificate: inner }) })
  }
  let kept: Promise<Handler> | undefined
  return async (request) => {
    if (service.connections === 'pooled') return (await open())(request)
    kept ??= open()
    return (await kept)(request)
  }
}

function onTheWayBack(service: ProxyService, response: HttpResponse): HttpResponse {
  const dropped = service.dropsFields?.map((name) => name.toLowerCase()) ?? []
  return {
    ...response,
    headers: response.headers.filter(([name]) => !dropped.includes(name.toLowerCase())),
    ...(service.connections === 'closed' && { close: true }),
  }
}

function beginsWithOneOf(beginnings: readonly string[], { path }: HttpRequest): boolean {
  return beginnings.some((beginning) => path.toLowerCase().startsWith(beginning))
}

function isAdmitted(beginnings: readonly string[], request: HttpRequest): boolean {
  const userAgent = (headerOf(request, 'user-agent') ?? '').toLowerCase()
  return beginnings.some((beginning) => userAgent.startsWith(beginning))
}

/** Hands out the sites one after the other, round and round. */
function inTurn(sites: readonly Site[]): () => Site {
  let turn = 0
  return () => {
    const site = sites[turn++ % sites.length]
    if (site === undefined) throw new Error('a proxy has to have something behind it')
    return site
  }
}
