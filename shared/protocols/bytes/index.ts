export { fromHex, toHex } from './hex.ts'
export { concatBytes, equalBytes } from './join.ts'
export { ByteReader } from './reader.ts'
export { ByteWriter } from './writer.ts'
