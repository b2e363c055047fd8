import type { DnsExchange } from '../../platform/index.ts'
import { ByteReader } from '../bytes/index.ts'
import { type DnsAnswer, interpretMessage } from './answer.ts'
import { checkResponse, type DnsQuestion, decodeMessage, encodeQuery, FORMERR } from './message.ts'
import { HEADER_LENGTH, readName } from './name.ts'
import type { RecordType } from './records.ts'

/**
 * Asks one resolver one question (RFC 1035, EDNS by RFC 6891) and says what it answered: that there is
 * nothing, or that it failed, is an answer too.
 *
 * Rejects with a `ProtocolError` whose code starts with `dns.` when what came back is no answer to the
 * question (see {@link checkResponse}, {@link decodeMessage}, {@link interpretMessage}), with a
 * `DnsNameError` before anything is sent, and with what `exchange` rejects with.
 *
 * @example
 * const exchange = (query, signal) => platform.askResolver(new URL('https://dns.example/dns-query'), query, signal)
 * const { status, records } = await queryDns(exchange, { name: 'example.com', type: 'MX' }, signal)
 */
export async function queryDns<T extends RecordType>(
  exchange: DnsExchange,
  question: DnsQuestion<T>,
  signal: AbortSignal,
): Promise<DnsAnswer<T>> {
  const ask = async (query: Uint8Array) => {
    const response = await exchange(query, signal)
    checkResponse(query, response)
    return decodeMessage(response)
  }
  const query = encodeQuery(question)
  let message = await ask(query)
  // An old server may not know EDNS and say so this way (RFC 6891 section 7).
  if (message.rcode === FORMERR && !message.edns) message = await ask(encodeQuery(question, { edns: false }))
  return interpretMessage(message, askedName(query), question.type)
}

/** The name as responses have it, however the caller wrote it. */
function askedName(query: Uint8Array): string {
  const reader = new ByteReader(query, 'dns')
  reader.skip(HEADER_LENGTH)
  return readName(reader)
}
