import { check, type Step, settle } from '../../engine/index.ts'
import { rpcPortsExposed } from '../../findings/index.ts'
import type { ByteStream } from '../../platform/index.ts'
import { ENDPOINT_MAPPER_BIND, isBindAnswer } from '../../protocols/rpc/endpoint-mapper-bind.ts'

type AddressOfHost = { host: string; address: string }

/** Ports whose RPC service greets with this before it is asked anything (MS-RPCH section 2.1.1.1). */
const GREETING_PORTS = [593, 6001, 6002, 6004]
const GREETING = 'ncacn_http/1.0'
const ENDPOINT_MAPPER_PORT = 135

type Answer = 'answers' | 'accepts'

/** Does RPC answer here by ports that Outlook Anywhere exists to keep closed? (S04) */
export const findExposedRpcPorts = check(
  'reachability.rpc-ports',
  async (step, { host, address }: AddressOfHost): Promise<void> => {
    const asked = await Promise.all(
      [...GREETING_PORTS, ENDPOINT_MAPPER_PORT].map(async (port) => {
        const settled = await settle(askRpcPort(step, { host, address, port }))
        return { port, answer: settled.answered ? settled.answer : undefined }
      }),
    )
    for (const evidence of ['answers', 'accepts'] as const) {
      const ports = asked.filter(({ answer }) => answer === evidence).map(({ port }) => port)
      if (ports.length === 0) continue
      const severity = evidence === 'answers' ? 'warning' : 'info'
      step.find(rpcPortsExposed({ host, address, ports, evidence }, severity))
      return
    }
  },
  { needed: false },
)

/** Does RPC speak on this port, or is there only somebody who accepts? */
const askRpcPort = check(
  'reachability.rpc-port',
  async (step, { host, address, port }: AddressOfHost & { port: number }): Promise<Answer> => {
    const stream = await step.connect({ host, address, port }, 3)
    const answer = port === ENDPOINT_MAPPER_PORT ? await bindAnswered(stream) : await greeted(step, stream)
    step.note('rpc.port', answer)
    return answer
  },
  { limitSeconds: 8, needed: false },
)

async function greeted(step: Step, stream: ByteStream): Promise<Answer> {
  const greeting = new TextDecoder('latin1').decode(await readSome(stream, GREETING.length, 2000))
  step.note('rpc.greeting', greeting)
  return greeting === GREETING ? 'answers' : 'accepts'
}

async function bindAnswered(stream: ByteStream): Promise<Answer> {
  await stream.write(ENDPOINT_MAPPER_BIND)
  return isBindAnswer(await readSome(stream, 16, 2000)) ? 'answers' : 'accepts'
}

/** Up to `length` bytes, or what came before the peer fell silent for `patienceMs`. */
async function readSome(stream: ByteStream, length: number, patienceMs: number): Promise<Uint8Array> {
  const read = new Uint8Array(length)
  let filled = 0
  // Closing is the one way to end a read; the stream is of no further use then anyway.
  const timer = setTimeout(() => stream.close(), patienceMs)
  try {
    while (filled < length) {
      const bytes = await stream.read(length - filled)
      if (bytes === null) break
      read.set(bytes, filled)
      filled += bytes.length
    }
  } catch {
    // Silence, or a connection that broke: what was read until then is the answer.
  } finally {
    clearTimeout(timer)
  }
  return read.subarray(0, filled)
}
