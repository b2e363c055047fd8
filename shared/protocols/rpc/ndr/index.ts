export {
  CONTEXT_HANDLE_LENGTH,
  type ContextHandle,
  isNullHandle,
  NULL_CONTEXT_HANDLE,
} from './context-handle.ts'
export { NdrReader } from './reader.ts'
export { NdrWriter } from './writer.ts'
