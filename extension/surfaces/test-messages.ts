import { Location, type TestItem, TestMessage } from 'vscode'
import type { Judgement } from '../../shared/expectations/index.ts'
import { describeFinding } from '../../shared/findings/index.ts'
import { foreignText } from '../../shared/render/foreign-text.ts'

/** What speaks against a target: each finding that counts with what mends it, each expectation that is not met; at its line. */
export function messagesOf({ failures, expectations }: Judgement, { uri, range }: TestItem): TestMessage[] {
  const messages = [
    ...failures.map((finding) => {
      const text = describeFinding(finding)
      const [remedy] = text.remedies
      const how = remedy ? `\n\n${remedy.text}\n${(remedy.commands ?? []).join('\n')}` : ''
      return new TestMessage(foreignLines(`${text.sentence}${how}`))
    }),
    ...expectations
      .filter(({ status }) => status !== 'met')
      .map(({ expectation, expected, found }) =>
        TestMessage.diff(`${expectation} is not as expected`, expected, foreignText(found)),
      ),
  ]
  for (const message of messages) {
    if (uri && range) message.location = new Location(uri, range)
  }
  return messages
}

/** Several lines, each as it may be shown. */
function foreignLines(text: string): string {
  return text
    .split('\n')
    .map((line) => foreignText(line))
    .join('\n')
}
