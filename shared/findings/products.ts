import { z } from 'zod'

/**
 * What can have written an answer. `iis` is the web server without a sign of Exchange, `http-sys` the part of
 * Windows that answers when no application does.
 */
export const productSchema = z.enum([
  'exchange',
  'iis',
  'http-sys',
  'nginx',
  'apache',
  'haproxy',
  'caddy',
  'tmg',
  'wap',
  'arr',
  'unknown',
])
export type Product = z.infer<typeof productSchema>

const NAMES: Readonly<Record<Product, string>> = {
  exchange: 'Exchange',
  iis: 'IIS',
  'http-sys': 'Windows (HTTP.sys)',
  nginx: 'nginx',
  apache: 'Apache',
  haproxy: 'HAProxy',
  caddy: 'Caddy',
  tmg: 'Forefront TMG or ISA Server',
  wap: 'Web Application Proxy',
  arr: 'IIS with Application Request Routing',
  unknown: 'Something',
}

/** As a sentence that begins with it names it. */
export function productName(product: Product): string {
  return NAMES[product]
}

/** Whether the answer came from something in front of Exchange, and not from Exchange's own web server. */
export function isFront(product: Product): boolean {
  return !['exchange', 'iis', 'http-sys', 'unknown'].includes(product)
}
