export { type FolderSyncAnswer, readFolderSync, writeFolderSync } from './folder-sync.ts'
