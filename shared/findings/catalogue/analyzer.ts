import { z } from 'zod'
import { defineFinding, pageOf } from '../define.ts'

/** What another tool has found, where its words do not say all that a finding of ours needs. */

export const analyzerReported = defineFinding({
  code: 'analyzer-reported',
  severity: 'error',
  title: "Microsoft's Remote Connectivity Analyzer reports a fault",
  values: z.object({
    /** The test's description, its result, and what it adds, in its own words. */
    test: z.string(),
    result: z.string(),
    detail: z.string(),
    /** Whom it is about; empty where the test does not say. */
    host: z.string(),
    /** The code of what Outpost would probably find; empty where that cannot be told from the words. */
    corresponds: z.string(),
  }),
  example: {
    test: 'Attempting to ping RPC proxy mail.contoso.com.',
    result: "RPC Proxy can't be pinged.",
    detail: 'The remote server returned an error: (405) Method Not Allowed.',
    host: 'mail.contoso.com',
    corresponds: 'rpc-method-not-allowed',
  },
  subject: ({ host, test }) => (host === '' ? { kind: 'setting', setting: test } : { kind: 'host', host }),
  sentence: ({ test, result, detail }) => [test, result, detail].filter(Boolean).join(' ').slice(0, 600),
  meaning: ({ corresponds }) =>
    corresponds === ''
      ? 'The analyzer did not come as far as it should; the tests below it say how far it came.'
      : `The words fit what Outpost calls ${corresponds}.`,
  remedies: ({ corresponds }) => [
    ...(corresponds === ''
      ? []
      : [
          {
            for: 'any',
            where: 'the page of the finding',
            text: `What it means and the commands that mend it are told in ${pageOf(corresponds)}.`,
          },
        ]),
    {
      for: 'any',
      where: 'this command line',
      text: 'The analyzer saw the estate when the file was saved, and tells no more than its words. A probe of the same domain by Outpost sees it as it is now, and names what mends it: "outpost outlook-anywhere" with the domain.',
    },
  ],
  verify: () => [],
})
