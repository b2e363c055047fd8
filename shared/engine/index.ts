export { type Check, type CheckDefinition, check } from './check.ts'
export { deadlineSecondsOf, type RunDeadlines, STEP_SHARE } from './deadline.ts'
export { brokenOff, foldReport } from './fold.ts'
export { canonicalText, type Plain } from './plain.ts'
export { reasonOf } from './reason.ts'
export { everyStep } from './report-steps.ts'
export {
  AUTODISCOVER_METHODS,
  type Expected,
  type Override,
  type ProbeRequest,
  probeRequestSchema,
  type RpcOptions,
} from './request.ts'
export { type RunnableProbe, type RunSurroundings, type RunUse, runProbe } from './run.ts'
export {
  type Evidence,
  type Finding,
  type OutlookChoice,
  type OutlookStep,
  type OutlookSwitch,
  type Perspective,
  type ProbeEvent,
  probeEventSchema,
  type Reason,
  type Report,
  type ReportStep,
  reportSchema,
  type Severity,
  type StepStatus,
  type Subject,
  type VantageInfo,
  type Verdict,
} from './schema.ts'
export {
  type ConnectTarget,
  type ExtraRoots,
  FAREWELL_SECONDS,
  type NewFinding,
  type Resolver,
  type Step,
} from './step.ts'
export { type Settled, StepFailure, settle } from './step-failure.ts'
export { TOOL } from './tool.ts'
export { type TracedMessage, type TraceEntry, traceEntrySchema } from './trace.ts'
export { judge } from './verdict.ts'
