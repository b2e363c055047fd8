import { z } from 'zod'
import { AUTODISCOVER_METHODS } from '../../engine/index.ts'
import { SCHEMES, type SchemeName } from '../../expectations/index.ts'
import { catalogue, failureModes } from '../../findings/index.ts'
import { probes } from '../../probes/index.ts'

/*
 * What `outpost.jsonc` may say. The descriptions are what an editor shows while it is written: the JSON Schema is made
 * of them. There is no place for an edge, a resolver or a token: where from is for whoever runs it to say.
 */

export const DEFAULT_PROBE = 'outlook-anywhere'

/** A failure mode counts also before it can be found: a file may be older or newer than whoever reads it. */
const titles = new Map([
  ...failureModes.map(({ code, what }) => [code, what] as const),
  ...[...catalogue].map(([code, { title }]) => [code, title] as const),
])
const codes = [...titles.keys()].sort()
const [firstCode = '', ...otherCodes] = codes
const codeSchema = z.enum([firstCode, ...otherCodes]).meta({
  id: 'code',
  description: 'The code of a finding, as reports show it.',
  enumDescriptions: codes.map((code) => titles.get(code) ?? code),
})

const ignoredSchema = z
  .strictObject({
    code: codeSchema,
    reason: z
      .string()
      .min(1)
      .max(500)
      .optional()
      .describe('Why it is accepted; shown with every result, so that nobody has to ask.'),
  })
  .meta({ description: 'A kind of finding that is accepted, and why.' })

const [firstScheme = 'ntlm', ...otherSchemes] = Object.keys(SCHEMES) as SchemeName[]

const METHOD_WORDS: Readonly<Record<(typeof AUTODISCOVER_METHODS)[number], string>> = {
  'root-domain': 'the domain itself answers',
  'autodiscover-domain': 'the host autodiscover of the domain answers',
  'http-redirect': 'port 80 of the host autodiscover redirects',
  srv: 'the SRV record leads there; it is a finding when it does not exist',
}

const expectationsSchema = z
  .strictObject({
    certificateDays: z
      .int()
      .min(1)
      .max(825)
      .optional()
      .describe(
        'For how many days more every certificate is to be valid. Fewer are a failure, and a warning in the report. Without it 30 days, or a third of the lifetime, are a warning.',
      ),
    auth: z
      .array(z.enum([firstScheme, ...otherSchemes]))
      .max(4)
      .optional()
      .describe(
        'The ways to sign in that Exchange offers Outlook on /rpc and /mapi: each of these, and no other. ["ntlm"] fails where Basic or Negotiate is on offer beside it.',
      ),
    mapiHttp: z
      .boolean()
      .optional()
      .describe('Whether a current Outlook connects by MAPI over HTTP (true), or must not (false).'),
    autodiscover: z
      .enum(AUTODISCOVER_METHODS)
      .optional()
      .meta({
        description: 'By which way Outlook finds Autodiscover from outside.',
        enumDescriptions: AUTODISCOVER_METHODS.map((method) => METHOD_WORDS[method]),
      }),
    modernAuth: z
      .boolean()
      .optional()
      .describe(
        'Whether Exchange sends clients to a token issuer (Hybrid Modern Authentication) on all of its directories, or on none.',
      ),
    findings: z
      .strictObject({
        ignore: z
          .array(z.union([codeSchema, ignoredSchema]))
          .max(200)
          .optional()
          .describe(
            'Findings that are accepted, by their codes. They are shown, and do not count; neither does what only follows from them.',
          ),
        failOn: z
          .enum(['error', 'warning'])
          .optional()
          .describe('From which severity on a finding is a failure. The default is error.'),
      })
      .optional()
      .describe('Which findings are accepted, and which count.'),
  })
  .meta({ id: 'expectations', description: 'What is meant to be so. What is left out is not looked at.' })

const targetSchema = z
  .strictObject({
    target: z
      .string()
      .min(1)
      .max(2048)
      .describe('A domain, a host, a mail address, an IP address or an https URL, with a port if need be.'),
    name: z
      .string()
      .min(1)
      .max(100)
      .optional()
      .describe('What results call it. Without it the probe and the target.'),
    probe: z
      .enum(probes.map(({ name }) => name) as [string, ...string[]])
      .optional()
      .meta({
        description: `Which probe. The default is ${DEFAULT_PROBE}.`,
        enumDescriptions: probes.map(({ summary }) => summary),
      }),
    server: z
      .string()
      .min(1)
      .max(253)
      .optional()
      .describe('The host that publishes Exchange, whatever Autodiscover says (outlook-anywhere).'),
    starttls: z
      .enum(['smtp', 'imap', 'pop3'])
      .optional()
      .describe('What the port speaks before it changes to TLS (certificate).'),
    overrides: z
      .array(
        z.strictObject({
          host: z.string().min(1).max(253).describe('The host.'),
          address: z.string().min(2).max(45).describe('The IP address to take for it.'),
          port: z
            .int()
            .min(1)
            .max(65535)
            .optional()
            .describe('With a port, every connection to the host goes there.'),
        }),
      )
      .max(32)
      .optional()
      .describe('Addresses to take for hosts whatever DNS says, such as a server before the switch.'),
    deadlineSeconds: z.number().min(1).max(600).optional().describe('Seconds for the whole run.'),
    expect: expectationsSchema.optional(),
  })
  .describe('What is looked at, and what is meant to be so there.')

const SHORT_TARGET = 'A target, looked at by outlook-anywhere.'

export const outpostFileSchema = z
  .strictObject({
    $schema: z.string().max(2048).optional().describe('Where the schema of this file is, for editors.'),
    expect: expectationsSchema
      .optional()
      .describe(
        'What is meant to be so at every target. What a target says itself counts more; what is ignored adds up.',
      ),
    targets: z
      .array(z.union([z.string().min(1).max(2048).describe(SHORT_TARGET), targetSchema]))
      .min(1)
      .max(200)
      .describe('What is looked at.'),
  })
  .meta({
    title: 'Outpost',
    description: 'The targets that Outpost looks at, and what is meant to be so there: "outpost run".',
  })

export type OutpostFileText = z.infer<typeof outpostFileSchema>
export type ExpectationsText = z.infer<typeof expectationsSchema>
