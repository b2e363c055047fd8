import { z } from 'zod'

/** A host that is to be reached elsewhere than DNS says: a server before the switch of its record. */
const overrideSchema = z
  .object({
    host: z.string().min(1).max(253),
    address: z.string().min(2).max(45),
    port: z.int().min(1).max(65535).optional(),
  })
  .strict()

/** The ways by which Outlook finds Autodiscover from outside, as reports name them. */
export const AUTODISCOVER_METHODS = ['root-domain', 'autodiscover-domain', 'http-redirect', 'srv'] as const

/** What is meant to be so: what is missing then, or comes too soon, is a finding that it would not be else. */
const expectedSchema = z
  .object({
    /** For how many days more a certificate is to be valid: fewer are a warning. */
    certificateDays: z.int().min(1).max(825).optional(),
    /** By which way Outlook is to find Autodiscover. */
    autodiscover: z.enum(AUTODISCOVER_METHODS).optional(),
    /** Whether clients are to be sent to a token issuer. */
    modernAuth: z.boolean().optional(),
  })
  .strict()

/** Whom RPC over HTTP is spoken with, and how (`rpc-ping`). */
const rpcSchema = z
  .object({
    /** The RPC server's name as the channel's URL has it; without it the one that Autodiscover tells, or NTLM. */
    server: z
      .string()
      .regex(/^[A-Za-z0-9._@-]{1,253}$/)
      .optional(),
    /** Default: all three. */
    endpoint: z.literal([6001, 6002, 6004]).optional(),
    /** How the user signs in to RPC itself, beside HTTP. Default: `integrity`. */
    level: z.enum(['none', 'connect', 'integrity', 'privacy']).optional(),
    /** By what: by this alone. Default: NTLM, and Negotiate where the server does not know that. */
    security: z.enum(['ntlm', 'negotiate']).optional(),
    /** Holds a connection for so long, to see whether it is cut. */
    holdSeconds: z.number().min(1).max(540).optional(),
  })
  .strict()

/**
 * What is to be found out, as plain data: fit to be stored and logged, so it has no place for a credential.
 * Where from is the vantage's part.
 */
export const probeRequestSchema = z
  .object({
    probe: z.string().min(1).max(64),
    target: z.string().min(1).max(2048),
    /** The host that publishes Exchange, where it is not to be found by Autodiscover. */
    server: z.string().min(1).max(253).optional(),
    /** Seconds for the whole run. */
    deadlineSeconds: z.number().min(1).max(600).optional(),
    overrides: z.array(overrideSchema).max(32).optional(),
    /** What the port speaks before it changes to TLS; without it, TLS comes first. */
    starttls: z.enum(['smtp', 'imap', 'pop3']).optional(),
    rpc: rpcSchema.optional(),
    /** ActiveSync synchronises folders, too, which leaves a device partnership with the mailbox (`activesync`). */
    activesyncSync: z.boolean().optional(),
    /** Trust anchors beside those of the vantage, PEM, one certificate or several a string. */
    roots: z.array(z.string().max(100_000)).max(8).optional(),
    expect: expectedSchema.optional(),
  })
  .strict()

export type ProbeRequest = z.infer<typeof probeRequestSchema>
export type RpcOptions = z.infer<typeof rpcSchema>
export type Expected = z.infer<typeof expectedSchema>
export type Override = z.infer<typeof overrideSchema>
