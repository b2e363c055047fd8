export { LARGEST_ANSWER } from './body-text.ts'
export {
  type Candidate,
  type CandidateRequest,
  type CandidateStep,
  candidates,
  type OutlookGeneration,
  registryKeys,
  srvCandidateUrl,
} from './candidates.ts'
export { type JsonProtocol, type JsonResponse, jsonUrl, readJsonResponse } from './json.ts'
export type { AnswerNote } from './note.ts'
export { registrableDomain, sameOrganisation } from './organisation.ts'
export type {
  InternetMailProtocol,
  MapiHttpProtocol,
  PoxProtocol,
  RpcProtocol,
  ServiceUrls,
  UrlPair,
  WebAccess,
  WebProtocol,
} from './pox-protocol.ts'
export { type PoxCapabilities, poxRequest } from './pox-request.ts'
export {
  type AlternativeMailbox,
  type PoxError,
  type PoxRedirectAddress,
  type PoxRedirectUrl,
  type PoxResponse,
  type PoxSettings,
  type PoxUser,
  readPoxResponse,
} from './pox-response.ts'
export {
  MOST_REDIRECTS,
  type Redirect,
  type RedirectDecision,
  type RedirectTrail,
  resumeTrail,
  startTrail,
  takeRedirect,
} from './redirects.ts'
export type { AutodiscoverRequest } from './request.ts'
export { readServerVersion, type ServerVersion } from './server-version.ts'
export { soapRequest } from './soap-request.ts'
export {
  readSoapResponse,
  type SoapResponse,
  type SoapSetting,
  type SoapUserResponse,
} from './soap-response.ts'
export {
  childNamed,
  childrenNamed,
  readXml,
  readXmlText,
  textOf,
  type XmlDocument,
  type XmlElement,
} from './xml.ts'
