import { type Generation, generationOfBuild } from '../../findings/index.ts'
import type { HttpAnswer } from '../http/request.ts'

/** `15.1.2507.39`; the paths on the sign-in form have it without the last part. */
const BUILD = /^\d{1,2}\.\d{1,2}\.\d{1,5}(?:\.\d{1,5})?$/
const FORM_PATH = /\/owa\/(?:auth\/)?(\d{1,2}\.\d{1,2}\.\d{1,5}(?:\.\d{1,5})?)\//i

/** The build that these answers tell, the most exact one first. */
export function buildIn(answers: readonly HttpAnswer[]): string | undefined {
  const told = answers.flatMap(({ headers, body }) => [
    ...headers.all('X-OWA-Version'),
    ...(FORM_PATH.exec(body)?.slice(1) ?? []),
  ])
  const builds = told.filter((build) => BUILD.test(build) && generationOfBuild(build) !== undefined)
  return builds.toSorted((left, right) => right.split('.').length - left.split('.').length)[0]
}

/** The generation that the build belongs to. */
export function generationIn(build: string | undefined): Generation | undefined {
  return build === undefined ? undefined : generationOfBuild(build)
}
