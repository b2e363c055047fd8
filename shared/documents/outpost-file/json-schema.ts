import { z } from 'zod'
import { outpostFileSchema } from './schema.ts'

/** The JSON Schema of `outpost.jsonc`, for editors: draft 7, which all of them know. */
export function outpostJsonSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(outpostFileSchema, { target: 'draft-7', io: 'input' })
  // For editors that hold a file of this name to plain JSON.
  return { $schema, allowComments: true, allowTrailingCommas: true, ...schema }
}
