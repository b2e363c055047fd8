import { z } from 'zod'

/** A message on the wire as people read it. */
export const traceEntrySchema = z.object({
  step: z.string(),
  /** Milliseconds since the run began. */
  at: z.number(),
  direction: z.enum(['sent', 'received']),
  /** What it is, and where it went: `NTLM AUTHENTICATE to mail.contoso.com/rpc`. */
  title: z.string().max(1000),
  /** A line a field, as the codecs write it: bytes in hex beside their meaning, zeros where a secret is. */
  text: z.string().max(1_000_000),
})
export type TraceEntry = z.infer<typeof traceEntrySchema>

/** What a check says of a message; the run adds when, and which step it was. */
export type TracedMessage = Pick<TraceEntry, 'direction' | 'title' | 'text'>
