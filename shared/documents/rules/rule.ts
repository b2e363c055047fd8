import type { Remark } from '../document.ts'
import type { GivenEstate } from './settings.ts'

/** One rule: what is wrong in a text whatever the network says. It is silent wherever it could be mistaken. */
export type Rule = (estate: GivenEstate) => readonly Remark[]
