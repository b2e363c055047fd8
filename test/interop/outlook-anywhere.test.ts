/**
 * The probe `outlook-anywhere` against real reverse proxies that break RPC over HTTP: each must be told by its cause.
 * They stand at the names of a tenant of the lab, and pass requests on to its Exchange.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createAuthority } from '../../lab/ca/authority.ts'
import { type AddressMap, domainOf, type Lab, type Scenario, startLab } from '../../lab/index.ts'
import { goodHost, zoneWith } from '../../lab/scenarios/parts.ts'
import { foldReport, type ProbeEvent, type Report, reportSchema } from '../../shared/engine/index.ts'
import { portOf } from '../lab/lab-client.ts'
import { vantageOnLab } from '../scenarios/lab-vantage.ts'
import {
  apacheWith,
  haproxyInTcpMode,
  haproxyWith,
  nginxWith,
  type ProxyProgram,
  type RunningProxy,
  startProxy,
} from './exchange/reverse-proxies.ts'

/** Exchange 2019, with machines of their own for its two names: a proxy can stand before one alone. */
const tenant: Scenario = {
  name: 'proxied',
  title: 'Exchange 2019 without a proxy of the lab',
  rows: [],
  hosts: { mail: goodHost, autodiscover: goodHost },
  zone: zoneWith({ name: 'autodiscover', type: 'HOST', host: 'autodiscover' }),
  expect: [],
}

const DOMAIN = domainOf(tenant)
const MAIL = `mail.${DOMAIN}`

/** What a proxy's certificate is for. Nobody answers for the authority of this suite, so it names nobody to ask. */
const CERTIFICATE = {
  names: ['mail', 'autodiscover'],
  issuerUrl: 'left-out',
  ocsp: 'left-out',
  list: 'left-out',
} as const

const MEBIBYTE = 1024 * 1024
const METHODS = ['GET', 'HEAD', 'POST', 'OPTIONS']
const ALL_PATHS = expect.arrayContaining(['/rpc/rpcproxy.dll', '/mapi/emsmdb/', '/ews/exchange.asmx'])
const LOGIN_PAGE =
  '<html><title>Sign in</title><form method=post action=/login><input name=user><input type=password name=pass></form></html>'

const nginxAsItComes = (upstream: string) =>
  `location / { proxy_pass ${upstream}; proxy_set_header Host $host; }`

/** Whatever the length of a request, it is passed on as it comes. */
const nginxPasses = (upstream: string) =>
  `client_max_body_size 0; proxy_request_buffering off; proxy_http_version 1.1; ${nginxAsItComes(upstream)}`

const apachePasses = (upstream: string) => `ProxyPreserveHost On\nProxyPass / ${upstream}/`

type Name = 'mail' | 'autodiscover'

interface Case {
  readonly what: string
  readonly proxy: ProxyProgram
  /** The names that lead to the proxy: both unless told otherwise. */
  readonly at?: readonly Name[]
}

interface Broken extends Case {
  readonly finding: string
  /** What the finding has to say of mail, among other things. */
  readonly values: Readonly<Record<string, unknown>>
  /** `fails` unless told otherwise. */
  readonly verdict?: Report['verdict']['outcome']
}

const BROKEN: readonly Broken[] = [
  {
    what: 'nginx that refuses the verbs of RPC with 405',
    proxy: nginxWith(
      (upstream) =>
        `if ($request_method !~ ^(${METHODS.join('|')})$) { return 405; } ${nginxPasses(upstream)}`,
    ),
    finding: 'rpc-method-not-allowed',
    values: { status: 405, product: 'nginx', getStatus: 401 },
  },
  {
    what: 'Apache with a list of methods',
    proxy: apacheWith(
      (upstream) =>
        `${apachePasses(upstream)}\n<Location /rpc>\nAllowMethods ${METHODS.join(' ')}\n</Location>`,
    ),
    finding: 'rpc-method-not-allowed',
    values: { status: 405, product: 'apache', getStatus: 401 },
  },
  {
    what: 'HAProxy that answers the verbs of RPC with 400',
    proxy: haproxyWith(`http-request deny deny_status 400 if !{ method ${METHODS.join(' ')} }`),
    finding: 'rpc-request-rejected',
    values: { status: 400, product: 'haproxy', what: 'verb' },
  },
  {
    what: 'nginx with its default limit of a mebibyte',
    proxy: nginxWith(nginxAsItComes),
    finding: 'rpc-request-rejected',
    values: { status: 413, product: 'nginx', what: 'length' },
  },
  {
    what: 'HAProxy that denies what is longer than a mebibyte',
    proxy: haproxyWith(`http-request deny deny_status 413 if { req.hdr_val(content-length) gt ${MEBIBYTE} }`),
    finding: 'rpc-request-rejected',
    values: { status: 413, product: 'haproxy', what: 'length' },
  },
  {
    what: 'nginx that takes a whole request in before it passes it on, as it does by default',
    proxy: nginxWith((upstream) => `client_max_body_size 0; ${nginxAsItComes(upstream)}`),
    finding: 'rpc-channel-buffered',
    values: { product: 'nginx' },
  },
  {
    what: 'Apache as it comes, which waits for a body to begin',
    proxy: apacheWith(apachePasses),
    finding: 'rpc-channel-buffered',
    values: {},
  },
  {
    what: 'HAProxy that waits for the body',
    proxy: haproxyWith('option http-buffer-request'),
    finding: 'rpc-channel-buffered',
    values: {},
  },
  {
    what: 'HAProxy that speaks HTTP/2 and nothing else, before mail alone',
    proxy: haproxyWith('', 'alpn h2 proto h2'),
    finding: 'http2-front',
    values: {},
    verdict: 'unknown',
    at: ['mail'],
  },
  {
    what: 'nginx that shows its own page for signing in on /rpc',
    proxy: nginxWith(
      (upstream) => `
        location = /session { internal; return 401; }
        location @login { internal; default_type text/html; return 200 '${LOGIN_PAGE}'; }
        location /rpc { auth_request /session; error_page 401 =200 @login; proxy_pass ${upstream}; }
        ${nginxPasses(upstream)}`,
    ),
    finding: 'preauthentication-page',
    values: { product: 'nginx', status: 200, page: 'sign-in', paths: ['/rpc/rpcproxy.dll'] },
  },
  {
    what: 'HAProxy that sends /rpc to a page for signing in',
    proxy: haproxyWith('http-request redirect location /login?url=%[path] code 302 if { path_beg /rpc }'),
    finding: 'preauthentication-page',
    values: { status: 302, page: 'sign-in', paths: ['/rpc/rpcproxy.dll'] },
  },
  {
    what: 'nginx that hides WWW-Authenticate',
    proxy: nginxWith((upstream) => `proxy_hide_header WWW-Authenticate; ${nginxPasses(upstream)}`),
    finding: 'auth-none-offered',
    values: { front: 'nginx', paths: ALL_PATHS },
  },
  {
    what: 'Apache that unsets WWW-Authenticate',
    proxy: apacheWith((upstream) => `${apachePasses(upstream)}\nHeader unset WWW-Authenticate`),
    finding: 'auth-none-offered',
    values: { paths: ALL_PATHS },
  },
  {
    what: 'HAProxy that takes WWW-Authenticate out',
    proxy: haproxyWith('http-response del-header WWW-Authenticate'),
    finding: 'auth-none-offered',
    values: { paths: ALL_PATHS },
  },
]

/** Right as far as can be told without signing in: nginx does not keep the connections of NTLM apart. */
const RIGHT: readonly Case[] = [
  { what: 'HAProxy in TCP mode', proxy: haproxyInTcpMode },
  { what: 'HAProxy in HTTP mode as it comes', proxy: haproxyWith('') },
  { what: 'nginx without a limit and without buffering', proxy: nginxWith(nginxPasses) },
]

let lab: Lab
let certificate: string
const running: RunningProxy[] = []
beforeAll(async () => {
  const [started, authority] = await Promise.all([
    startLab({ scenarios: [tenant] }),
    createAuthority(Date.now()),
  ])
  const { chainPem, keyPem } = await authority.issue(CERTIFICATE, DOMAIN)
  lab = { ...started, rootPem: started.rootPem + authority.rootPem }
  certificate = chainPem + keyPem
})
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop()
})
afterAll(() => lab.close())

describe('the cause is named, and nothing else', () => {
  test.each(BROKEN)('$what: $finding', async (broken) => {
    const { finding, values, verdict = 'fails' } = broken
    const report = await reportOf(broken)
    expect({ verdict: report.verdict.outcome, codes: codesIn(report) }).toEqual({ verdict, codes: [finding] })
    const ofMail = report.findings.find((one) => one.code === finding && one.values.host === MAIL)
    expect(ofMail?.values).toMatchObject(values)
  })
})

describe('nothing is found at', () => {
  test.each(RIGHT)('$what', async (right) => {
    const report = await reportOf(right)
    expect({ verdict: report.verdict.outcome, codes: codesIn(report) }).toEqual({
      verdict: 'works',
      codes: [],
    })
  })
})

/** Every code above info, once. */
function codesIn({ findings }: Report): readonly string[] {
  const grave = findings.filter(({ severity }) => severity === 'error' || severity === 'warning')
  return [...new Set(grave.map(({ code }) => code))].sort()
}

async function reportOf({ proxy, at = ['mail', 'autodiscover'] }: Case): Promise<Report> {
  const front = await startProxy(proxy, portOf(lab, tenant.name), certificate)
  running.push(front)
  const vantage = vantageOnLab({ ...lab, map: leadingTo(front.port, at) }, 'outside')
  const request = { probe: 'outlook-anywhere', target: DOMAIN }
  const events: ProbeEvent[] = []
  for await (const event of vantage.run(request, { signal: new AbortController().signal })) events.push(event)
  return reportSchema.parse(foldReport(events))
}

/** The lab's internet, but that port 443 of the names leads to another port of 127.0.0.1. */
function leadingTo(port: number, names: readonly Name[]): AddressMap {
  const addresses = names.flatMap((name) => lab.addresses[tenant.name]?.[name] ?? [])
  const entries = Object.entries(lab.map.hosts).map(([address, entry]) => [
    address,
    addresses.includes(address) ? { ...entry, ports: { ...entry.ports, 443: port } } : entry,
  ])
  return { ...lab.map, hosts: Object.fromEntries(entries) }
}
