/** Which Outlook; those of one order are told apart for their registry keys. */
export type OutlookGeneration = 'outlook-2007' | 'outlook-2010' | 'outlook-2013' | 'outlook-2016'

export type CandidateStep =
  | 'cached-payload'
  | 'preferred-local-xml'
  | 'last-known-good-url'
  | 'office-365'
  | 'service-connection-point'
  | 'root-domain'
  | 'autodiscover-domain'
  | 'local-xml'
  | 'http-redirect'
  | 'srv'
  | 'office-365-failsafe'

/** What can be asked from outside for a step; the others happen on the client or in Active Directory. */
export type CandidateRequest =
  /** A POX request; `url` is https. */
  | { readonly kind: 'post'; readonly url: string }
  /** A GET without signing in, whose only good answer is a redirect to https, for which the user is asked; `url` is http. */
  | { readonly kind: 'get-redirect'; readonly url: string }
  /** A DNS query; {@link srvCandidateUrl} makes the URL of its answer. */
  | { readonly kind: 'srv'; readonly name: string }

/** One step of the order in which Outlook looks for its settings. */
export interface Candidate {
  readonly step: CandidateStep
  /** Left out for what cannot be seen from outside. */
  readonly request?: CandidateRequest
  /** The DWORD that, set to 1 below one of `registryKeys`, switches the step off. */
  readonly switchedOffBy?: string
  /** The DWORD that has to be 1 for the step to happen at all. */
  readonly switchedOnBy?: string
  /** From which build of that Outlook on, when not from its first. */
  readonly since?: string
}

interface StepRule extends Omit<Candidate, 'request'> {
  readonly request?: (domain: string) => CandidateRequest
}

const PATH = '/autodiscover/autodiscover.xml'
const OFFICE_365 = `https://outlook.office365.com${PATH}`

const cachedPayload: StepRule = { step: 'cached-payload' }
const preferredLocalXml: StepRule = { step: 'preferred-local-xml', switchedOnBy: 'PreferLocalXML' }
const lastKnownGood: StepRule = { step: 'last-known-good-url', switchedOffBy: 'ExcludeLastKnownGoodUrl' }
const office365: StepRule = {
  step: 'office-365',
  switchedOffBy: 'ExcludeExplicitO365Endpoint',
  since: '16.0.6741',
  request: () => ({ kind: 'post', url: OFFICE_365 }),
}
const serviceConnectionPoint: StepRule = {
  step: 'service-connection-point',
  switchedOffBy: 'ExcludeScpLookup',
}
const rootDomain: StepRule = {
  step: 'root-domain',
  switchedOffBy: 'ExcludeHttpsRootDomain',
  request: (domain) => ({ kind: 'post', url: `https://${domain}${PATH}` }),
}
const autodiscoverDomain: StepRule = {
  step: 'autodiscover-domain',
  switchedOffBy: 'ExcludeHttpsAutoDiscoverDomain',
  request: (domain) => ({ kind: 'post', url: `https://autodiscover.${domain}${PATH}` }),
}
const localXml: StepRule = { step: 'local-xml' }
const httpRedirect: StepRule = {
  step: 'http-redirect',
  switchedOffBy: 'ExcludeHttpRedirect',
  request: (domain) => ({ kind: 'get-redirect', url: `http://autodiscover.${domain}${PATH}` }),
}
const srv: StepRule = {
  step: 'srv',
  switchedOffBy: 'ExcludeSrvRecord',
  request: (domain) => ({ kind: 'srv', name: `_autodiscover._tcp.${domain}` }),
}
const office365Failsafe: StepRule = {
  step: 'office-365-failsafe',
  switchedOffBy: 'ExcludeExplicitO365Endpoint',
  request: () => ({ kind: 'post', url: OFFICE_365 }),
}

const MIDDLE_ORDER: readonly StepRule[] = [
  preferredLocalXml,
  { ...lastKnownGood, since: '14.0.7140' },
  serviceConnectionPoint,
  rootDomain,
  autodiscoverDomain,
  localXml,
  httpRedirect,
  srv,
]

const ORDERS: Readonly<Record<OutlookGeneration, readonly StepRule[]>> = {
  'outlook-2007': [serviceConnectionPoint, rootDomain, autodiscoverDomain, httpRedirect, srv],
  'outlook-2010': MIDDLE_ORDER,
  'outlook-2013': MIDDLE_ORDER,
  'outlook-2016': [
    cachedPayload,
    preferredLocalXml,
    lastKnownGood,
    office365,
    serviceConnectionPoint,
    rootDomain,
    autodiscoverDomain,
    localXml,
    httpRedirect,
    srv,
    office365Failsafe,
  ],
}

const OFFICE_VERSION: Readonly<Record<OutlookGeneration, string>> = {
  'outlook-2007': '12.0',
  'outlook-2010': '14.0',
  'outlook-2013': '15.0',
  'outlook-2016': '16.0',
}

/** The steps of one Outlook for a domain (lower case, A-labels), in its order. */
export function candidates(generation: OutlookGeneration, domain: string): Candidate[] {
  return ORDERS[generation].map(({ request, ...step }) =>
    request ? { ...step, request: request(domain) } : step,
  )
}

/** The keys where the values of {@link Candidate} are looked for: the policy's, which wins, and the user's. */
export function registryKeys(generation: OutlookGeneration): string[] {
  const behind = `Microsoft\\Office\\${OFFICE_VERSION[generation]}\\Outlook\\AutoDiscover`
  return [`HKCU\\Software\\Policies\\${behind}`, `HKCU\\Software\\${behind}`]
}

/** Where an SRV record leads: the port is left out when it is 443. */
export function srvCandidateUrl(target: string, port: number): string {
  return `https://${target}${port === 443 ? '' : `:${port}`}${PATH}`
}
