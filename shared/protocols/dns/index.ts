export { abandoned } from './abandoned.ts'
export { type DnsAnswer, type DnsStatus, interpretMessage } from './answer.ts'
export type { ExtendedError } from './extended-error.ts'
export { toAscii } from './host-name.ts'
export { type FetchQuery, postQuery } from './https-exchange.ts'
export {
  checkResponse,
  type DnsMessage,
  type DnsQuestion,
  decodeMessage,
  encodeQuery,
  LONGEST_MESSAGE,
} from './message.ts'
export { DnsNameError, readName, writeName } from './name.ts'
export { queryDns } from './query-dns.ts'
export { type DnsRecord, RECORD_TYPES, type RecordData, type RecordOf, type RecordType } from './records.ts'
