import type { Scenario } from '../scenario.ts'
import { cloudAnswersToo, mailboxesInTheCloud, pointerToTheCloud } from './exchange-online.ts'
import { innerNamesTold } from './inner-names-told.ts'
import { innerServiceName } from './inner-service-name.ts'
import { outOfDate } from './out-of-date.ts'

/** What can be told of an estate, and of where its mailboxes are, without signing in. */
export const facts: readonly Scenario[] = [
  outOfDate,
  innerNamesTold,
  mailboxesInTheCloud,
  pointerToTheCloud,
  cloudAnswersToo,
  innerServiceName,
]
