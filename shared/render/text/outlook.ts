import type { OutlookStep, Report } from '../../engine/index.ts'
import { type OutlookStory, outlookStory } from '../outlook-story.ts'
import type { MarkName, Style } from './style.ts'
import { wrap } from './wrap.ts'

const MARKS: Readonly<Record<OutlookStep['outcome'], MarkName>> = {
  taken: 'good',
  'goes-on': 'skipped',
  stops: 'bad',
  'not-reached': 'skipped',
  unseen: 'unknown',
}

/** What an Outlook of each generation would do with what was found; nothing where that was not the question. */
export function outlookSection({ outlook, findings }: Report, style: Style): string[] {
  if (outlook.length === 0) return []
  const stories = outlook.map((choice) => outlookStory(choice, findings))
  return [
    style.paint('bold', 'WHAT OUTLOOK WOULD DO'),
    '',
    ...stories.flatMap((story, at) => [...storyLines(story, stories.slice(0, at), style), '']),
  ]
}

function storyLines(story: OutlookStory, before: readonly OutlookStory[], style: Style): string[] {
  const laidOut = (text: string, first: string, rest: string) =>
    wrap(style.foreign(text), style.proseWidth, { first, rest })
  const same = before.find((other) => searchOf(other) === searchOf(story))
  const steps = same
    ? laidOut(`Searches as ${same.client} does.`, '    ', '    ')
    : story.steps.flatMap(({ outcome, text }) =>
        laidOut(text, `    ${style.mark(MARKS[outcome])} `, '      '),
      )
  return [
    ...laidOut(story.client, '  ', '  ').map((line) => style.paint('bold', line)),
    ...steps,
    ...story.ending.flatMap((sentence) => laidOut(sentence, '    ', '    ')),
    ...story.switches.flatMap(({ name, text, commands }) => {
      // What is to be left alone is told once; lines that set something differ from client to client.
      if (
        commands.length === 0 &&
        before.some((other) => other.switches.some((each) => each.text === text))
      ) {
        return []
      }
      const told = same?.switches.some((other) => other.name === name) === true
      return [
        ...laidOut(
          told ? `${name}, likewise:` : text,
          `    ${style.arrow} `,
          `    ${' '.repeat(style.arrow.length)} `,
        ),
        // Never broken: a line that is copied must be the whole line.
        ...commands.map((command) => `      ${style.paint('cyan', style.foreign(command))}`),
      ]
    }),
  ]
}

/** The part of a story that can be seen from here. */
function searchOf({ steps }: OutlookStory): string {
  return JSON.stringify(steps.filter(({ outcome }) => outcome !== 'unseen'))
}
