export {
  EXPECTATION_NAMES,
  type ExpectationName,
  type Expectations,
  type Ignored,
  SCHEMES,
  type SchemeName,
  TOLD_BY,
} from './expectations.ts'
export { holdAgainst, type Judgement, type Outcome } from './hold.ts'
