import { z } from 'zod'
import type { SignInErrorCode } from '../sign-in-error.ts'

/**
 * What an edge and its client say to each other about signing in, as JSON. The edge asks, the client answers or
 * refuses; nothing that a password could be read from is among it, but for Basic, which has a message of its own.
 */

/** Bytes in base64, of at most so many. */
const bytes = (most: number) =>
  z
    .string()
    .max(Math.ceil(most / 3) * 4)
    .transform((text, context): Uint8Array => {
      try {
        return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
      } catch {
        context.addIssue({ code: 'custom', message: 'expected base64' })
        return z.NEVER
      }
    })

const LONGEST_MESSAGE = 0x10000
const id = z.int().min(0)
const host = z.string().min(1).max(253)
/** As long as a certificate may be, and as many as a chain may have. */
const chain = z.array(bytes(0x10000)).max(16)

const asked = {
  id,
  /** Questions of one attempt belong together: how it came out is told once. */
  attempt: id,
  proves: z.boolean(),
  host,
  chain,
}

/** From the edge. */
export const questionSchema = z.discriminatedUnion('type', [
  z.object({
    ...asked,
    type: z.literal('question'),
    negotiate: bytes(LONGEST_MESSAGE),
    challenge: bytes(LONGEST_MESSAGE),
    service: z.enum(['HTTP', 'exchangeMDB', 'exchangeRFR', 'exchangeAB']),
    server: z.string().min(1).max(1024).optional(),
    binding: z.enum(['certificate', 'none', 'wrong']),
    spnego: z.boolean().optional(),
  }),
  z.object({ ...asked, type: z.literal('basic-question') }),
  z.object({
    type: z.literal('outcome'),
    attempt: id,
    outcome: z.enum(['accepted', 'refused', 'unused']),
  }),
])
export type RemoteQuestion = z.infer<typeof questionSchema>

const CODES: readonly SignInErrorCode[] = [
  'sign-in.untrusted-certificate',
  'sign-in.other-organisation',
  'sign-in.insecure',
  'sign-in.not-proved',
  'sign-in.spent',
  'sign-in.no-scheme',
  'sign-in.not-answered',
]

/** From the client. */
export const answerSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('answer'),
    id,
    message: bytes(LONGEST_MESSAGE),
    annotated: z.string().max(1_000_000),
    flags: z.int().min(0).max(0xffffffff),
    exportedSessionKey: bytes(16).optional(),
    mechListMic: bytes(16).optional(),
  }),
  z.object({ type: z.literal('basic-answer'), id, header: z.string().max(4096) }),
  z.object({
    type: z.literal('refusal'),
    id,
    code: z.enum(CODES),
    message: z.string().max(1000),
  }),
])
export type RemoteAnswer = z.infer<typeof answerSchema>

/** What the client says of its credential before the run: nothing that is secret. */
export const signInOfferSchema = z
  .object({
    schemes: z.array(z.enum(['NTLM', 'Basic'])).max(2),
    mailbox: z.string().max(1024).optional(),
    ignoreTrust: z.boolean(),
  })
  .strict()
export type SignInOffer = z.infer<typeof signInOfferSchema>

type Wire<Value> = Value extends Uint8Array
  ? string
  : Value extends readonly (infer Member)[]
    ? Wire<Member>[]
    : Value extends object
      ? { [Key in keyof Value]: Wire<Value[Key]> }
      : Value

/** A message as it goes onto the wire: its bytes in base64. */
export function onWire<Message extends RemoteQuestion | RemoteAnswer>(message: Message): Wire<Message> {
  return wired(message) as Wire<Message>
}

function wired(value: unknown): unknown {
  if (value instanceof Uint8Array) {
    return btoa(Array.from(value, (byte) => String.fromCharCode(byte)).join(''))
  }
  if (Array.isArray(value)) return value.map(wired)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([key, member]) => [key, wired(member)]),
  )
}
