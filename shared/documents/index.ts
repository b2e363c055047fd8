/** The files that admins keep: where a host or a setting stands in a text, and the rules that need no network. */
export type {
  DocumentKind,
  DocumentReading,
  Fix,
  Mention,
  MentionRole,
  OpenDocument,
  Remark,
  TextChange,
  TextRange,
} from './document.ts'
export { isIgnored } from './ignored.ts'
export { kindOf } from './kind.ts'
export { type DocumentMeans, openDocument } from './open-document.ts'
export { placesOf } from './places.ts'
export { nameAt } from './plain/names.ts'
export { loadPowerShell, type PowerShellModules } from './powershell/load.ts'
