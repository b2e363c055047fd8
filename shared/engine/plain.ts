/** Data that JSON can carry without loss: what events, inputs of checks and evidence are made of. */
export type Plain =
  | null
  | boolean
  | number
  | string
  | readonly Plain[]
  | { readonly [key: string]: Plain | undefined }

/**
 * The one text for a value: keys in order, `undefined` left out. Two inputs are the same question
 * exactly when their canonical texts are equal.
 */
export function canonicalText(value: Plain): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const entries = Object.entries(value)
    .filter((entry): entry is [string, Plain] => entry[1] !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1))
  return `{${entries.map(([key, member]) => `${JSON.stringify(key)}:${canonicalText(member)}`).join(',')}}`
}

/** A copy that holds what survives JSON alone: no member that is `undefined`. Members keep their order. */
export function plainCopy<Value extends Plain>(value: Value): Value {
  return JSON.parse(JSON.stringify(value))
}
