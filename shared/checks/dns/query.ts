import { check } from '../../engine/index.ts'
import { type DnsAnswer, queryDns, type RecordType } from '../../protocols/dns/index.ts'

type Question = { resolver: string; name: string; type: RecordType; checkingDisabled?: boolean }

/** What does this one resolver answer to this one question? */
const query = check(
  'dns.query',
  async (step, { resolver: asked, name, type, checkingDisabled }: Question): Promise<DnsAnswer> => {
    const resolver = step.resolvers.find((candidate) => candidate.name === asked)
    if (!resolver) return step.cannotTell('dns.no-such-resolver', `this vantage has no resolver ${asked}`)
    const question = { name, type, ...(checkingDisabled === undefined ? {} : { checkingDisabled }) }
    const answer = await queryDns(resolver.exchange, question, step.signal)
    const { status, records, cnames, authenticated, extendedErrors } = answer
    step.note('dns.answer', {
      status,
      records: records.map((record) => ({ ...record })),
      cnames,
      authenticated,
      extendedErrors: extendedErrors.map((error) => ({ ...error })),
    })
    return answer
  },
  // Another resolver may answer: whoever asks several decides whether too few did.
  { limitSeconds: 6, needed: false },
)

/** {@link DnsAnswer} for the type that was asked for. */
export const queryResolver = <Type extends RecordType>(
  step: Parameters<typeof query>[0],
  question: Question & { type: Type },
): Promise<DnsAnswer<Type>> => query(step, question) as Promise<DnsAnswer<Type>>
