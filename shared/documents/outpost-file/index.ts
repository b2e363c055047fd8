export { outpostJsonSchema } from './json-schema.ts'
export type { FileProblem } from './problem.ts'
export { type DeclaredTarget, type FilePath, type OutpostFileReading, readOutpostFile } from './read.ts'
