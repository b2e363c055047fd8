import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import manifest from '../../extension/package.json' with { type: 'json' }

const folder = (path: string) => fileURLToPath(new URL(`../../extension/${path}`, import.meta.url))
const { contributes, capabilities } = manifest
const commands = new Set(contributes.commands.map(({ command }) => command))
const settings = Object.entries(contributes.configuration.properties)

/** The commands that the links of a text run. */
const linked = (text: string) =>
  [...text.matchAll(/\(command:([\w.]+)/g)].flatMap(([, command]) => command ?? [])

describe('the commands', () => {
  test('stand in the palette under one word', () => {
    expect(contributes.commands.filter(({ category }) => category !== 'Outpost')).toEqual([])
  })

  test('of every menu are there', () => {
    const named = Object.values(contributes.menus).flatMap((items) => items.map(({ command }) => command))
    expect(named.filter((command) => !commands.has(command))).toEqual([])
  })

  test('that go on the network are not offered in a workspace that is not trusted', () => {
    const probing = ['probe', 'probeFromHere', 'probeFromEdge', 'compare', 'rerun', 'trySample']
    const offered = Object.values(contributes.menus)
      .flat()
      .filter(({ command }) => probing.some((name) => command === `outpost.${name}`))
    expect(new Set(offered.map(({ command }) => command)).size).toBe(probing.length)
    expect(offered.filter(({ when }) => !when.includes('isWorkspaceTrusted'))).toEqual([])
    const inPalette = contributes.menus.commandPalette.map(({ command }) => command)
    expect(probing.filter((name) => !inPalette.includes(`outpost.${name}`))).toEqual([])
  })

  test('that need an edge, or runs, are offered where there are some', () => {
    const when = new Map(contributes.menus.commandPalette.map((item) => [item.command, item.when]))
    for (const name of ['probeFromEdge', 'compare', 'setEdgeToken', 'forgetEdgeToken']) {
      expect(when.get(`outpost.${name}`), name).toContain("config.outpost.edge != ''")
    }
    for (const name of ['rerun', 'openReport', 'saveReport', 'compareRuns', 'clearHistory']) {
      expect(when.get(`outpost.${name}`), name).toContain('outpost.hasRuns')
    }
    expect(when.get('outpost.cancel')).toContain('outpost.isRunning')
  })

  test('ask for nothing that nobody sets', () => {
    const sources = ['extension.ts', 'surfaces/status-bar.ts'].map((file) =>
      readFileSync(folder(file), 'utf8'),
    )
    const asked = Object.values(contributes.menus)
      .flat()
      .flatMap(({ when = '' }) => [...when.matchAll(/(?<![\w.])outpost\.\w+/g)].map(([key]) => key))
      .filter((key) => key !== 'outpost.runs')
    expect(asked.length).toBeGreaterThan(0)
    expect(asked.filter((key) => !sources.some((source) => source.includes(`'${key}'`)))).toEqual([])
  })
})

describe('the settings', () => {
  test('are few, each described, with a scope and a default', () => {
    expect(settings.length).toBeLessThan(10)
    for (const [name, setting] of settings) {
      const text = 'description' in setting ? setting.description : setting.markdownDescription
      expect(text.length, name).toBeGreaterThan(20)
      expect(setting, name).toHaveProperty('scope')
      expect(setting, name).toHaveProperty('default')
    }
  })

  test('stand in the read-me', () => {
    const readme = readFileSync(folder('README.md'), 'utf8')
    expect(settings.map(([name]) => name).filter((name) => !readme.includes(`\`${name}\``))).toEqual([])
  })

  test('no workspace says where a token goes, and one that is not trusted says nothing of probes', () => {
    expect(contributes.configuration.properties['outpost.edge'].scope).toBe('machine')
    expect(capabilities.untrustedWorkspaces.supported).toBe('limited')
    for (const name of ['outpost.edge', 'outpost.probeOnSave', 'outpost.resolvers']) {
      expect(capabilities.untrustedWorkspaces.restrictedConfigurations).toContain(name)
    }
    expect(contributes.configuration.properties['outpost.probeOnSave'].default).toBe(false)
  })

  test('take a URL for the edge that keeps the token secret on its way', () => {
    const { pattern } = contributes.configuration.properties['outpost.edge']
    const takes = (url: string) => new RegExp(pattern).test(url)
    for (const url of ['', 'https://edge.example', 'http://127.0.0.1:8787/', 'http://localhost']) {
      expect(takes(url), url).toBe(true)
    }
    for (const url of [
      'http://edge.example',
      'ftp://edge.example',
      'http://127.0.0.1.evil.example',
      'edge',
    ]) {
      expect(takes(url), url).toBe(false)
    }
  })
})

describe('the walkthrough and the empty views', () => {
  const steps = contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps)

  test('lead from the sample estate over here and the edge to signing in', () => {
    expect(steps.map(({ id }) => id)).toEqual(['sample', 'here', 'edge', 'sign-in'])
  })

  test('have a page each, and are done when what they offer was done', () => {
    for (const { id, description, media, completionEvents } of steps) {
      expect(existsSync(folder(media.markdown)), id).toBe(true)
      const offered = linked(description).filter((command) => commands.has(command))
      expect(offered.length, id).toBeGreaterThan(0)
      const done = completionEvents.map((event) => event.replace(/^onCommand:/, ''))
      expect(done.filter((command) => !commands.has(command))).toEqual([])
      expect(
        offered.some((command) => done.includes(command)),
        id,
      ).toBe(true)
    }
  })

  test('link to commands that there are', () => {
    const texts = [...steps, ...contributes.viewsWelcome.map(({ contents }) => ({ description: contents }))]
    const unknown = texts
      .flatMap(({ description }) => linked(description))
      .filter((command) => !commands.has(command) && !command.startsWith('workbench.'))
    expect(unknown).toEqual([])
  })
})

describe('the tools for language models', () => {
  test('have no place for a credential or an edge', () => {
    for (const { name, inputSchema } of contributes.languageModelTools) {
      const fields = Object.keys(inputSchema.properties).join(' ')
      expect(fields, name).not.toMatch(/user|password|token|url|edge/i)
    }
  })
})
