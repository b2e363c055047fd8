import { z } from 'zod'
import type { FindingDefinition } from '../../../shared/findings/index.ts'

type Values = FindingDefinition['example']

/** Values that a schema does not tell: numbers and words that decide what is said. */
const MORE: Readonly<Record<string, readonly Values[]>> = {
  'autodiscover-error-response': [500, 501, 600, 601, 602, 603, 700].map((errorCode) => ({ errorCode })),
  'tls-version-legacy': [{ accepted: ['SSL 3.0', 'TLS 1.0', 'TLS 1.1', '3DES', 'RC4'] }],
  'publishing-rule-denied': [{ substatus: 6 }],
  'component-inactive': [
    { directories: ['rpc', 'mapi', 'ews', 'owa', 'oab', 'autodiscover', 'Microsoft-Server-ActiveSync'] },
  ],
  'auth-none-offered': [{ paths: ['/rpc/rpcproxy.dll', '/mapi/emsmdb/', '/ews/exchange.asmx', '/oab/'] }],
  'auth-anonymous-allowed': [{ paths: ['/rpc/rpcproxy.dll', '/mapi/emsmdb/', '/autodiscover/', '/oab/'] }],
}

/**
 * Values of a finding in which each choice is made once: every member of every enumeration, both truth values, what is optional
 * left out; and every version of Exchange with each of them.
 */
export function variantsOf({ code, values, example }: FindingDefinition): readonly Values[] {
  const shape = values instanceof z.ZodObject ? values.shape : {}
  const choices = Object.entries(shape).flatMap(([key, schema]) =>
    key === 'generation' ? [] : optionsOf(schema as z.ZodType).map((option) => ({ [key]: option })),
  )
  const generations = 'generation' in shape ? optionsOf(shape.generation as z.ZodType) : [undefined]
  const variants = [{}, ...choices, ...(MORE[code] ?? [])].flatMap((change) =>
    generations.map((generation) =>
      without({ ...example, ...change, ...('generation' in shape && { generation }) }),
    ),
  )
  return variants.filter((variant) => z.safeParse(values, variant).success)
}

function optionsOf(schema: z.ZodType): readonly (string | boolean | undefined)[] {
  if (schema instanceof z.ZodOptional) return [...optionsOf(schema.unwrap() as z.ZodType), undefined]
  if (schema instanceof z.ZodEnum) return schema.options as string[]
  return schema instanceof z.ZodBoolean ? [true, false] : []
}

function without(values: Record<string, Values[string] | undefined>): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Values
}
