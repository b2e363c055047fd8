export { type FileEdit, ignoreInFile, withEdits } from './ignore.ts'
export { outpostJsonSchema } from './json-schema.ts'
export type { FileProblem } from './problem.ts'
export { type DeclaredTarget, type FilePath, type OutpostFileReading, readOutpostFile } from './read.ts'
