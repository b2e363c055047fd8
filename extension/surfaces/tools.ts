import {
  CancellationError,
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
import { foreignText, safeJson } from '../../shared/render/foreign-text.ts'
import { renderMarkdown } from '../../shared/render/markdown.ts'
import type { ProbeRunner } from '../commands/probe-runner.ts'

const probeInput = z.object({
  target: z.string().min(1).max(253),
  probe: z
    .enum(['outlook-anywhere', 'autodiscover', 'certificate', 'dns', 'reachability'])
    .default('outlook-anywhere'),
  from: z.enum(['here', 'edge']).default('here'),
})
const explainInput = z.object({ code: z.string().min(1).max(100) })

/** The tools for language models, by the names that the manifest has. No credential passes through them: they never sign in. */
export function languageModelTools(
  runner: ProbeRunner,
): Readonly<Record<'outpost_probe' | 'outpost_explain', LanguageModelTool<unknown>>> {
  return { outpost_probe: probeTool(runner), outpost_explain: explainTool }
}

/** Offers the tools to whoever talks to language models in this editor. */
export function registerTools(tools: ReturnType<typeof languageModelTools>): Disposable[] {
  return Object.entries(tools).map(([name, tool]) => lm.registerTool(name, tool))
}

function probeTool(runner: ProbeRunner): LanguageModelTool<unknown> {
  return {
    prepareInvocation({ input }) {
      const { probe, target, from } = readProbeInput(input)
      const place = `${from === 'edge' ? 'your edge' : 'this machine'}, ${runner.placeOf(from)}`
      return {
        invocationMessage: plainText(`Probing ${target} from ${place}`),
        confirmationMessages: {
          // A title may be read as Markdown: of the target there is only what every host name is made of.
          title: `Probe ${parseTarget(target).host}?`,
          message: plainText(`${probe} ${target} from ${place}, without signing in.`),
        },
      }
    },
    async invoke({ input }, token) {
      const { from, ...given } = readProbeInput(input)
      if (token.isCancellationRequested) throw new CancellationError()
      const { run, done } = runner.start(from, given, { signsIn: false })
      const cancel = token.onCancellationRequested(() => run.cancel())
      await done
      cancel.dispose()
      if (token.isCancellationRequested) throw new CancellationError()
      if (run.report === undefined) {
        return text(foreignText(`There is no report: ${run.trouble ?? 'the run was cancelled'}.`))
      }
      return text(`Seen from ${foreignText(run.start.place)}.\n\n${renderMarkdown(run.report)}`)
    },
  }
}

const explainTool: LanguageModelTool<unknown> = {
  invoke({ input }) {
    const { code } = read(explainInput, input)
    const definition = catalogue.get(code)
    if (definition) return text(findingPage(definition))
    return text(
      `There is no finding ${safeJson(code)}. There are: ${[...catalogue.keys()].sort().join(', ')}.`,
    )
  },
}

function readProbeInput(input: unknown): z.infer<typeof probeInput> {
  const given = read(probeInput, input)
  try {
    parseTarget(given.target)
  } catch (error) {
    throw new Error(foreignText(error instanceof Error ? error.message : String(error)))
  }
  return given
}

/** @throws Error that says in a line what is wrong with which part */
function read<Value>(schema: z.ZodType<Value>, input: unknown): Value {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'input'}: ${message}`)
  throw new Error(foreignText(problems.join('; ')))
}

/** Names come from a model, and it may have them from anywhere: nothing in them is markup. */
function plainText(words: string): MarkdownString {
  return new MarkdownString().appendText(foreignText(words))
}

function text(content: string): LanguageModelToolResult {
  return new LanguageModelToolResult([new LanguageModelTextPart(content)])
}
