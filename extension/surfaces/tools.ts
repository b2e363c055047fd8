import {
  type CancellationToken,
  type Disposable,
  LanguageModelTextPart,
  type LanguageModelTool,
  LanguageModelToolResult,
  lm,
  MarkdownString,
} from 'vscode'
import { z } from 'zod'
import { catalogue } from '../../shared/findings/index.ts'
import { parseTarget } from '../../shared/probes/index.ts'
import { findingPage } from '../../shared/render/finding-page.ts'
import { foreignText } from '../../shared/render/foreign-text.ts'
import { renderMarkdown } from '../../shared/render/markdown.ts'
import type { ProbeRunner } from '../commands/probe-runner.ts'

const probeInput = z.object({
  target: z.string().min(1).max(253),
  probe: z
    .enum(['outlook-anywhere', 'autodiscover', 'certificate', 'dns', 'reachability'])
    .default('outlook-anywhere'),
  from: z.enum(['here', 'edge']).default('here'),
})
const explainInput = z.object({ code: z.string().max(100) })

/** The tools for language models. No credential passes through them: they never sign in. */
export function registerTools(runner: ProbeRunner): Disposable[] {
  return [
    lm.registerTool('outpost_probe', probeTool(runner)),
    lm.registerTool('outpost_explain', explainTool),
  ]
}

function probeTool(runner: ProbeRunner): LanguageModelTool<unknown> {
  return {
    prepareInvocation({ input }) {
      const { probe, target, from } = probeInput.parse(input)
      parseTarget(target)
      const place = from === 'edge' ? 'your edge' : 'this machine'
      const message = new MarkdownString()
      message.appendText(foreignText(`Probe ${target} (${probe}) from ${place}, without signing in?`))
      return {
        invocationMessage: foreignText(`Probing ${target} from ${place}`),
        confirmationMessages: { title: foreignText(`Probe ${target}`), message },
      }
    },
    async invoke({ input }, token) {
      const { from, ...given } = probeInput.parse(input)
      const { run, done } = runner.start(from, given, { signsIn: false })
      const cancel = whenCancelled(token, () => run.cancel())
      await done
      cancel.dispose()
      if (run.report === undefined)
        return text(`There is no report: ${run.trouble ?? 'the run was cancelled'}.`)
      return text(renderMarkdown(run.report))
    },
  }
}

const explainTool: LanguageModelTool<unknown> = {
  invoke({ input }) {
    const { code } = explainInput.parse(input)
    const definition = catalogue.get(code)
    if (definition) return text(findingPage(definition))
    return text(
      `There is no finding ${JSON.stringify(code)}. There are: ${[...catalogue.keys()].sort().join(', ')}.`,
    )
  },
}

function whenCancelled(token: CancellationToken, then: () => void): Disposable {
  if (token.isCancellationRequested) then()
  return token.onCancellationRequested(then)
}

function text(content: string): LanguageModelToolResult {
  return new LanguageModelToolResult([new LanguageModelTextPart(content)])
}
