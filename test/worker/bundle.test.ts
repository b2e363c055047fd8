import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { describe, expect, test } from 'vitest'

async function bundle(entry: string) {
  const { metafile, outputFiles } = await build({
    absWorkingDir: fileURLToPath(new URL('../..', import.meta.url)),
    entryPoints: [entry],
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['cloudflare:*', 'node:*'],
  })
  const [output] = Object.values(metafile.outputs)
  return {
    files: Object.keys(metafile.inputs),
    fromRuntime: new Set(output?.imports.map(({ path }) => path)),
    text: outputFiles[0]?.text ?? '',
  }
}

describe("the production Worker's bundle", () => {
  test('holds neither the lab nor its address map, nor anything of another runtime', async () => {
    const { files, text } = await bundle('worker/index.ts')
    expect(files).toContain('worker/app.ts')
    expect(files.filter((file) => !/^(worker|shared|node_modules)\//.test(file))).toEqual([])
    expect(text).not.toMatch(/OUTPOST_LAB|labPlatform|insideResolver/)
  })

  test('takes from the runtime what is listed here, and no more', async () => {
    const { fromRuntime } = await bundle('worker/index.ts')
    expect(fromRuntime).toEqual(new Set(['cloudflare:sockets', 'node:crypto']))
  })

  test("of the lab's entry does hold the lab: the first test can fail", async () => {
    const { files, text } = await bundle('worker/lab.ts')
    expect(files).toContain('lab/network/lab-platform.ts')
    expect(text).toMatch(/OUTPOST_LAB_MAP/)
  })
})
