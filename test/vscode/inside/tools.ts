import assert from 'node:assert/strict'
import {
  CancellationError,
  CancellationTokenSource,
  type LanguageModelTextPart,
  type LanguageModelToolResult,
  lm,
  MarkdownString,
} from 'vscode'
import { eventually, testing } from './editor.ts'
import { byTarget, edge, secretAccount, started, token } from './runs.ts'

/** What a language model can ask for, and what it is told. */
export function tools(): void {
  describe('the language model tools', () => {
    const never = new CancellationTokenSource().token
    const asked = <Input extends object>(input: Input) => ({ input, toolInvocationToken: undefined })
    const prepared = async (input: object) => {
      const { outpost_probe } = testing().tools
      return outpost_probe.prepareInvocation?.({ input }, never)
    }

    it('are there by their names, and say what they take', async () => {
      for (const [name, needed] of [
        ['outpost_probe', 'target'],
        ['outpost_explain', 'code'],
      ] as const) {
        const tool = await eventually(() => lm.tools.find((each) => each.name === name), name)
        assert.deepEqual((tool.inputSchema as { required: string[] }).required, [needed])
        assert.ok(tool.description.length > 50)
      }
    })

    it('explain a finding, and say which there are when there is none of that name', async () => {
      const page = textOf(await lm.invokeTool('outpost_explain', asked({ code: 'certificate-expired' })))
      assert.match(page, /certificate-expired/)
      assert.match(page, /Exchange/)
      const none = textOf(await lm.invokeTool('outpost_explain', asked({ code: 'no-such\u001b' })))
      assert.match(none, /There is no finding "no-such\\u001b"/)
      assert.match(none, /certificate-expired/)
    })

    it('probe from the edge, and answer with the report', async () => {
      await testing().secrets.setToken(edge, token)
      const input = { target: 'mail.certificate-expired.test', probe: 'certificate', from: 'edge' }
      const report = textOf(await lm.invokeTool('outpost_probe', asked(input)))
      assert.match(report, /certificate-expired/)
      assert.ok(report.startsWith(`Seen from ${edge.host}.`), report.slice(0, 100))
      assert.ok(!report.includes(token))
    })

    it('ask the user first, and the question names the target, the place and that nobody signs in', async () => {
      const { confirmationMessages } = (await prepared({ target: 'mail.contoso.com', from: 'edge' })) ?? {}
      const { title, message } = confirmationMessages ?? {}
      assert.equal(title, 'Probe mail.contoso.com?')
      const text = message instanceof MarkdownString ? message.value : ''
      for (const part of ['mail.contoso.com', edge.host, 'outlook-anywhere', 'without signing in']) {
        assert.ok(text.replaceAll('\\', '').replaceAll('&nbsp;', ' ').includes(part), text)
      }
    })

    it('show names that a model has from anywhere as text, never as markup', async () => {
      const hostile = '[x](command:evil)**<img>`@contoso.com'
      const { confirmationMessages, invocationMessage } = (await prepared({ target: hostile })) ?? {}
      assert.equal(confirmationMessages?.title, 'Probe contoso.com?')
      for (const shown of [confirmationMessages?.message, invocationMessage]) {
        assert.ok(shown instanceof MarkdownString)
        assert.notEqual(shown.isTrusted, true)
        assert.notEqual(shown.supportHtml, true)
        assert.match(shown.value, /\\\[x\\\]\\\(command:evil\\\)\\\*\\\*/)
        assert.doesNotMatch(shown.value, /<img>/)
      }
    })

    it('tell in a line what is wrong with a question', async () => {
      const cases: [object, RegExp][] = [
        [{}, /^target: /],
        [{ target: 7 }, /^target: /],
        [{ target: 'contoso.com', probe: 'mapi-http' }, /^probe: /],
        [{ target: 'contoso.com', from: 'https://evil.example' }, /^from: /],
        [{ target: 'not a target\u202e' }, /"not a target\\u\{202e\}" is not a target/],
      ]
      for (const [input, words] of cases) {
        for (const ask of [
          () => prepared(input),
          () => testing().tools.outpost_probe.invoke(asked(input), never),
        ]) {
          await assert.rejects(
            async () => ask(),
            (error: Error) => {
              assert.match(error.message, words)
              assert.doesNotMatch(error.message, /\n/)
              return true
            },
          )
        }
      }
    })

    it('let no credential through: an account that is set is not used', async () => {
      const { secrets } = testing()
      await secrets.setCredential(secretAccount)
      try {
        const target = 'exchange-2019-by-srv.test'
        const input = { target, from: 'edge', user: 'anna', password: 'from the model' }
        const report = textOf(await testing().tools.outpost_probe.invoke(asked(input), never))
        assert.match(report, /works/)
        const run = testing().store.runs.find(byTarget(target))
        assert.equal(run?.report?.signIn, 'not-tested')
        assert.doesNotMatch(JSON.stringify(run?.start), /from the model/)
      } finally {
        await secrets.forgetCredential()
      }
    })

    it('end the run when the question is withdrawn', async () => {
      const source = new CancellationTokenSource()
      const input = { target: 'port-dropped.test', from: 'edge' }
      const answer = testing().tools.outpost_probe.invoke(asked(input), source.token)
      const run = await started((each) => byTarget('port-dropped.test')(each) && each.running)
      source.cancel()
      await assert.rejects(async () => answer, CancellationError)
      assert.equal(run.running, false)
      const before = testing().store.runs.length
      await assert.rejects(
        async () => testing().tools.outpost_probe.invoke(asked(input), source.token),
        CancellationError,
      )
      assert.equal(testing().store.runs.length, before, 'nothing is asked that is not wanted any more')
    })
  })
}

function textOf(result: LanguageModelToolResult | null | undefined): string {
  return (result?.content ?? []).map((part) => (part as LanguageModelTextPart).value).join('\n')
}
