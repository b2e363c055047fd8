import { z } from 'zod'
import { probeEventSchema, probeRequestSchema, traceEntrySchema } from '../engine/index.ts'
import { answerSchema, questionSchema, signInOfferSchema } from '../sign-in/index.ts'
import { problemSchema } from './edge-problem.ts'

/**
 * The frames of `GET /v1/probes/{probe}/live`, JSON texts over a WebSocket: first the token, then the request,
 * then events come, and questions that are answered; who has had enough cancels, and goes on answering.
 */

/** A request without its probe, which the URL names. */
export const liveRequestSchema = probeRequestSchema.omit({ probe: true })

/** From the client. */
export const clientFrameSchema = z.union([
  z.object({ type: z.literal('token'), token: z.string().max(4096) }).strict(),
  z
    .object({
      type: z.literal('request'),
      request: liveRequestSchema,
      /** Left out without a credential. */
      signIn: signInOfferSchema.optional(),
      /** Whether messages of the wire are wanted, too. */
      trace: z.boolean().optional(),
    })
    .strict(),
  /** The caller has had enough, and answers questions until what was opened at the estate is ended. */
  z.object({ type: z.literal('cancel') }).strict(),
  answerSchema,
])
export type ClientFrame = z.infer<typeof clientFrameSchema>

/** From the edge. */
export const edgeFrameSchema = z.union([
  z.object({ type: z.literal('event'), event: probeEventSchema }),
  z.object({ type: z.literal('trace'), entry: traceEntrySchema }),
  z.object({ type: z.literal('heartbeat') }),
  z.object({ type: z.literal('problem'), problem: problemSchema }),
  questionSchema,
])
export type EdgeFrame = z.infer<typeof edgeFrameSchema>

/** More than any frame needs: an event may hold the evidence of a step, a request trust anchors. */
export const LONGEST_FRAME = 4 * 1024 * 1024

/** A frame as text; undefined for what is no frame of that kind. */
export function readFrame<Frame>(schema: z.core.$ZodType<Frame>, data: unknown): Frame | undefined {
  if (typeof data !== 'string' || data.length > LONGEST_FRAME) return undefined
  try {
    return z.safeParse(schema, JSON.parse(data)).data
  } catch {
    return undefined
  }
}
