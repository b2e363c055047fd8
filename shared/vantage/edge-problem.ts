import { z } from 'zod'

/** What the `type` of every problem that an Outpost tells starts with; a stable code follows. */
export const PROBLEM_TYPE_PREFIX = 'urn:outpost:problem:'

/** Problem details as an Outpost tells them (RFC 9457), `application/problem+json`. */
export const problemSchema = z.object({
  type: z.string().startsWith(PROBLEM_TYPE_PREFIX),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  /** What would have been right. */
  expected: z.union([z.string(), z.array(z.string())]).optional(),
  /** What is wrong with single fields: a JSON pointer into the request's body, or a parameter's name. */
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
})
export type ProblemDetails = z.infer<typeof problemSchema>
