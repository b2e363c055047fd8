import type { Mention } from '../document.ts'
import { hostName } from '../plain/names.ts'
import type { DocumentReader } from '../readers.ts'
import { readOutpostFile } from './read.ts'

/** What stands in an `outpost.jsonc`, for whoever shows it: its targets, and what is wrong with it. */
export const readOutpostDocument: DocumentReader = (text) => {
  const file = readOutpostFile(text)
  const mentions = (file.targets ?? []).flatMap(({ request, targetPath }): Mention[] => {
    const quoted = file.rangeOf(targetPath)
    if (quoted === undefined) return []
    const { probe, target, server } = request
    const range = { start: quoted.start + 1, end: quoted.end - 1 }
    const host = hostName(
      target
        .replace(/^.*@/, '')
        .replace(/^https:\/\/([^/:]*).*$/, '$1')
        .replace(/:\d+$/, ''),
    )
    return [
      {
        ...{ range, role: roleOf(target), value: target },
        ...(host !== undefined && host !== target && { host }),
        probe: { probe, target, ...(server !== undefined && { server }) },
      },
    ]
  })
  const ignored = (file.targets ?? []).flatMap(({ expect, path }) => {
    const range = file.rangeOf(path)
    return range === undefined ? [] : (expect.ignore ?? []).map(({ code }) => ({ code, range }))
  })
  const problems = file.problems.map(({ message, range }) => ({ message, range }))
  return { mentions, remarks: [], ignored, problems, parsed: mentions.length }
}

function roleOf(target: string): Mention['role'] {
  if (target.includes('@')) return 'mailbox'
  return target.includes('://') ? 'url' : 'host'
}
