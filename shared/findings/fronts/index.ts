/**
 * What to change on the product in front of Exchange, in its own language. Each concern has an answer for the
 * products that we know, and one for any other.
 */
export { liftBodyLimit, stopBuffering } from './bodies.ts'
export { keepChallenges } from './challenges.ts'
export { keepConnections } from './connections.ts'
export { speakHttp1 } from './http1.ts'
export { publishPaths } from './paths.ts'
export { letVerbsThrough } from './verbs.ts'
