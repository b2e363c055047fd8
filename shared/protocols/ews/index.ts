export { type EwsAnswer, inboxCount, readAvailabilityAnswer, readFolderAnswer } from './answers.ts'
export type { EwsRequest } from './envelope.ts'
export { getAvailability, getInbox } from './requests.ts'
