/** `npm run docs`: the JSON Schema of `outpost.jsonc`, from what its reader takes. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { outpostJsonSchema } from '../shared/documents/outpost-file/index.ts'

const file = fileURLToPath(new URL('../schema/outpost.schema.json', import.meta.url))

function schemaText(): string {
  return `${JSON.stringify(outpostJsonSchema(), null, 2)}\n`
}

/** Whether the file says what the reader takes. */
export async function isSchemaUpToDate(): Promise<boolean> {
  return (await readFile(file, 'utf8').catch(() => '')) === schemaText()
}

if (import.meta.main) {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, schemaText())
}
