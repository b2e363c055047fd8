/**
 * Schema 1: what a run says, event by event, and what the folded report holds. Everything that crosses a
 * border (a stream, a file, a webview) is held against it.
 */
import { z } from 'zod'
import type { Plain } from './plain.ts'
import { probeRequestSchema } from './request.ts'

export const SCHEMA_VERSION = 1

export const severitySchema = z.enum(['error', 'warning', 'info', 'advice'])
export type Severity = z.infer<typeof severitySchema>

export const perspectiveSchema = z.enum(['outside', 'inside'])
export type Perspective = z.infer<typeof perspectiveSchema>

/** What a finding is about: the bridge to the line of a file that names the same thing. */
export const subjectSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('domain'), domain: z.string() }),
  z.object({ kind: z.literal('host'), host: z.string() }),
  z.object({ kind: z.literal('address'), address: z.string(), host: z.string().optional() }),
  z.object({
    kind: z.literal('endpoint'),
    address: z.string(),
    port: z.int(),
    host: z.string().optional(),
  }),
  z.object({ kind: z.literal('record'), name: z.string(), type: z.string() }),
  z.object({ kind: z.literal('url'), url: z.string() }),
  z.object({ kind: z.literal('certificate'), sha256: z.string(), host: z.string().optional() }),
  z.object({
    kind: z.literal('setting'),
    setting: z.string(),
    host: z.string().optional(),
    value: z.string().optional(),
  }),
  z.object({ kind: z.literal('mailbox'), mailbox: z.string() }),
  z.object({ kind: z.literal('run') }),
])
export type Subject = z.infer<typeof subjectSchema>

// Zod's core type, here and wherever a schema is held against a type: to compare a schema with `z.ZodType`, method by
// method, took the compiler half of its time.
const plainSchema: z.core.$ZodType<Plain> = z.json()

export const findingSchema = z.object({
  /** Unique in its run: `f1`, `f2` … in the order in which they were found. */
  id: z.string(),
  code: z.string(),
  severity: severitySchema,
  subject: subjectSchema,
  /** What the catalogue's texts are filled with. */
  values: z.record(z.string(), plainSchema),
  /** Findings of the same run of which this one is a consequence. */
  causedBy: z.array(z.string()),
  step: z.string(),
})
export type Finding = z.infer<typeof findingSchema>

export const evidenceSchema = z.object({ name: z.string(), value: plainSchema })
export type Evidence = z.infer<typeof evidenceSchema>

/**
 * - `passed`: the question has its answer.
 * - `failed`: the answer is no, and what builds on it cannot be asked.
 * - `unanswered`: nothing could be learned (silence, a deadline, a peer that speaks nonsense).
 * - `skipped`: it needed the answer of a step that did not get one.
 * - `cancelled`: the caller went away.
 * - `error`: Outpost itself went wrong.
 */
export const stepStatusSchema = z.enum(['passed', 'failed', 'unanswered', 'skipped', 'cancelled', 'error'])
export type StepStatus = z.infer<typeof stepStatusSchema>

/** Why a step did not pass: a stable code, and the machine's own words for people. */
export const reasonSchema = z.object({ code: z.string(), message: z.string() })
export type Reason = z.infer<typeof reasonSchema>

export const toolSchema = z.object({ name: z.literal('outpost'), version: z.string() })

export const vantageInfoSchema = z.object({
  name: z.string(),
  kind: z.enum(['edge', 'local']),
  perspective: perspectiveSchema,
  /** Where the edge stands: the data centre's code, for example `FRA`. */
  dataCentre: z.string().optional(),
  /** The resolvers that are asked, by name. */
  resolvers: z.array(z.string()),
})
export type VantageInfo = z.infer<typeof vantageInfoSchema>

/** Whether a credential was used; `not-applicable` for probes that never sign in. */
export const signInSchema = z.enum(['tested', 'not-tested', 'not-applicable'])

/** A step of Outlook's search for its settings, and what it meets there. */
export const outlookStepSchema = z.object({
  /** `root-domain`, `autodiscover-domain`, `http-redirect`, `srv`, `office-365`, and those that happen on the machine. */
  method: z.string(),
  url: z.string().optional(),
  /**
   * - `taken`: its settings come from here
   * - `goes-on`: nothing for Outlook; it asks the next one
   * - `stops`: it takes what is not Exchange, and goes no further
   * - `not-reached`: an earlier one was taken
   * - `unseen`: nobody outside can tell, or nobody asked
   */
  outcome: z.enum(['taken', 'goes-on', 'stops', 'not-reached', 'unseen']),
  /** Where redirects end. */
  leadsTo: z.string().optional(),
  /** The status of the last answer, or without one the stable code of why there is none. */
  status: z.int().optional(),
  reason: z.string().optional(),
  /** What the user is asked there. */
  prompts: z.array(z.string()),
})
export type OutlookStep = z.infer<typeof outlookStepSchema>

/** Values of the registry that change what one Outlook does, each DWORD 1. */
export const outlookSwitchSchema = z.object({
  values: z.array(z.string()),
  /** Where they go, for each version of the client that it stands for. */
  keys: z.array(z.string()),
  /**
   * - `mends`: with them Outlook comes to Exchange, without them it does not
   * - `masks`: it asks its user less; the fault stays for everybody else
   * - `breaks`: with them set Outlook finds Exchange no more
   * - `replaces`: it reads a file on the machine instead of searching
   */
  effect: z.enum(['mends', 'masks', 'breaks', 'replaces']),
  /** For `masks`: what the user is not asked any more. */
  prompts: z.array(z.string()).optional(),
})
export type OutlookSwitch = z.infer<typeof outlookSwitchSchema>

/** What an Outlook of one generation would do with what was found. */
export const outlookChoiceSchema = z.object({
  client: z.string(),
  transport: z.enum(['mapi-http', 'rpc-http', 'none', 'unknown']),
  autodiscoverUrl: z.string().optional(),
  host: z.string().optional(),
  authentication: z.string().optional(),
  prompts: z.array(z.string()),
  /** Its search for the settings, step by step. */
  way: z.array(outlookStepSchema).optional(),
  /** The ways to the mailbox, the one that it prefers first, and why each can be used or not. */
  transports: z
    .array(
      z.object({
        transport: z.enum(['mapi-http', 'rpc-http']),
        usable: z.boolean(),
        /**
         * `client`: this Outlook does not know it. `tokens-alone`: nor the tokens that it asks for. Without a sign-in what the
         * directory answers, `challenge` being healthy; with one `signed-in`, `sign-in-refused`, `sign-in-untold`, `not-offered`, `not-offered-outside`.
         */
        why: z.string(),
        /** The element of Autodiscover's answer that it comes from. */
        by: z.enum(['mapiHttp', 'EXHTTP', 'EXPR']).optional(),
        host: z.string().optional(),
        status: z.int().optional(),
      }),
    )
    .optional(),
  switches: z.array(outlookSwitchSchema).optional(),
  step: z.string(),
})
export type OutlookChoice = z.infer<typeof outlookChoiceSchema>

const base = {
  schema: z.literal(SCHEMA_VERSION),
  runId: z.string(),
  /** 0, 1, 2 … without a gap: whoever listens sees whether one was lost. */
  sequence: z.int().min(0),
  /** Milliseconds since the run began. */
  at: z.number().min(0),
}

export const probeEventSchema = z.discriminatedUnion('type', [
  z.object({
    ...base,
    type: z.literal('run-started'),
    startedAt: z.iso.datetime(),
    tool: toolSchema,
    vantage: vantageInfoSchema,
    request: probeRequestSchema,
    signIn: signInSchema,
    deadlineMs: z.number(),
  }),
  z.object({
    ...base,
    type: z.literal('step-started'),
    step: z.string(),
    parent: z.string().nullable(),
    check: z.string(),
    input: plainSchema,
    /** Whether the verdict cannot be told without its answer. */
    needed: z.boolean(),
  }),
  /** The same question was asked before in this run: its answer is that step's. */
  z.object({
    ...base,
    type: z.literal('step-shared'),
    step: z.string(),
    parent: z.string(),
    check: z.string(),
    input: plainSchema,
    sharedWith: z.string(),
  }),
  z.object({ ...base, type: z.literal('evidence'), step: z.string(), evidence: evidenceSchema }),
  z.object({ ...base, type: z.literal('finding'), finding: findingSchema }),
  z.object({ ...base, type: z.literal('outlook'), choice: outlookChoiceSchema }),
  z.object({
    ...base,
    type: z.literal('step-ended'),
    step: z.string(),
    status: stepStatusSchema,
    durationMs: z.number(),
    reason: reasonSchema.optional(),
    /** For `skipped`: the step whose answer was missing. */
    because: z.string().optional(),
  }),
  z.object({
    ...base,
    type: z.literal('run-ended'),
    durationMs: z.number(),
    end: z.enum(['completed', 'deadline', 'cancelled']),
    /** `tested`: a server has judged the credential. Absent: as `run-started` has it. */
    signIn: signInSchema.optional(),
  }),
])
export type ProbeEvent = z.infer<typeof probeEventSchema>

export interface ReportStep {
  readonly id: string
  readonly check: string
  readonly input: Plain
  readonly needed: boolean
  readonly status: StepStatus | 'running' | 'shared'
  readonly startedAt: number
  readonly durationMs?: number | undefined
  readonly reason?: Reason | undefined
  readonly because?: string | undefined
  readonly sharedWith?: string | undefined
  readonly evidence: readonly Evidence[]
  readonly steps: readonly ReportStep[]
}

export const reportStepSchema: z.core.$ZodType<ReportStep> = z.lazy(() =>
  z.object({
    id: z.string(),
    check: z.string(),
    input: plainSchema,
    needed: z.boolean(),
    status: z.union([stepStatusSchema, z.enum(['running', 'shared'])]),
    startedAt: z.number(),
    durationMs: z.number().optional(),
    reason: reasonSchema.optional(),
    because: z.string().optional(),
    sharedWith: z.string().optional(),
    evidence: z.array(evidenceSchema),
    steps: z.array(reportStepSchema),
  }),
)

export const verdictSchema = z.object({
  outcome: z.enum(['works', 'fails', 'unknown']),
  /** For `fails` the findings, for `unknown` the steps that decided it. */
  because: z.array(z.string()),
})
export type Verdict = z.infer<typeof verdictSchema>

export const reportSchema = z.object({
  schema: z.literal(SCHEMA_VERSION),
  runId: z.string(),
  tool: toolSchema,
  vantage: vantageInfoSchema,
  request: probeRequestSchema,
  signIn: signInSchema,
  startedAt: z.iso.datetime(),
  durationMs: z.number(),
  state: z.enum(['running', 'completed', 'deadline', 'cancelled', 'broken-off']),
  verdict: verdictSchema,
  findings: z.array(findingSchema),
  outlook: z.array(outlookChoiceSchema),
  steps: z.array(reportStepSchema),
})
export type Report = z.infer<typeof reportSchema>
