import type { Expected } from '../engine/index.ts'

/** Ways to sign in that can be expected, as files name them, and how HTTP spells them. */
export const SCHEMES = { ntlm: 'NTLM', negotiate: 'Negotiate', basic: 'Basic', bearer: 'Bearer' } as const
export type SchemeName = keyof typeof SCHEMES

/** A kind of finding that is accepted. */
export interface Ignored {
  readonly code: string
  readonly reason?: string
}

/** What is meant to be so at a target. Whatever is left out is not looked at. */
export interface Expectations extends Expected {
  /** The ways to sign in that the directories of Outlook offer: each of these, and no other. */
  readonly auth?: readonly SchemeName[]
  /** Whether Outlook connects by MAPI over HTTP. */
  readonly mapiHttp?: boolean
  readonly ignore?: readonly Ignored[]
  /** From which severity on a finding is a failure: `error` unless told otherwise. */
  readonly failOn?: 'error' | 'warning'
}

export const EXPECTATION_NAMES = [
  'certificateDays',
  'autodiscover',
  'auth',
  'mapiHttp',
  'modernAuth',
] as const
export type ExpectationName = (typeof EXPECTATION_NAMES)[number]

/** Which probes can tell. */
export const TOLD_BY: Readonly<Record<ExpectationName, readonly string[]>> = {
  certificateDays: ['certificate', 'autodiscover', 'outlook-anywhere'],
  autodiscover: ['autodiscover', 'outlook-anywhere'],
  auth: ['outlook-anywhere'],
  mapiHttp: ['outlook-anywhere'],
  modernAuth: ['outlook-anywhere'],
}
