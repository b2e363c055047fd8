import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createNodePlatform } from '../../node/platform.ts'
import { HttpConnection } from '../../shared/protocols/http/index.ts'

const platform = createNodePlatform()
const patient = new AbortController().signal
const host = ['Host', 'mail.contoso.test'] as const
const page = 'x'.repeat(5000)

interface WebServer {
  readonly program: string
  readonly arguments: (configuration: string) => readonly string[]
  /** `/page` is a file, `/ssi.shtml` comes in chunks, `/upload/` takes a body of up to 1000 bytes and asks for it with 100. */
  readonly configuration: (port: number, folder: string) => string
  /** How it answers a method that it does not know. */
  readonly unknownMethod: number
}

const nginx: WebServer = {
  program: 'nginx',
  arguments: (configuration) => ['-c', configuration],
  configuration: (port, folder) => `
    daemon off;
    master_process off;
    pid ${folder}/pid;
    error_log ${folder}/error.log;
    events {}
    http {
      access_log off;
      types { text/html shtml; }
      client_body_temp_path ${folder}/body;
      proxy_temp_path ${folder}/proxy;
      fastcgi_temp_path ${folder}/fastcgi;
      uwsgi_temp_path ${folder}/uwsgi;
      scgi_temp_path ${folder}/scgi;
      server {
        listen 127.0.0.1:${port};
        root ${folder}/www;
        ssi on;
        location /upload/ { dav_methods PUT; client_max_body_size 1000; }
      }
    }`,
  unknownMethod: 405,
}

const modules = '/usr/lib/apache2/modules'
const apache: WebServer = {
  program: 'apache2',
  arguments: (configuration) => ['-X', '-f', configuration],
  configuration: (port, folder) => `
    ServerRoot ${folder}
    ServerName mail.contoso.test
    DocumentRoot ${folder}/www
    Listen 127.0.0.1:${port}
    PidFile ${folder}/pid
    ErrorLog ${folder}/error.log
    DefaultRuntimeDir ${folder}
    User nobody
    Group nogroup
    LoadModule mpm_event_module ${modules}/mod_mpm_event.so
    LoadModule authz_core_module ${modules}/mod_authz_core.so
    LoadModule mime_module ${modules}/mod_mime.so
    LoadModule include_module ${modules}/mod_include.so
    LoadModule reflector_module ${modules}/mod_reflector.so
    TypesConfig /dev/null
    AddType text/html .shtml
    AddOutputFilter INCLUDES .shtml
    <Directory ${folder}/www>
      Options +Includes
      Require all granted
    </Directory>
    <Location /upload/>
      SetHandler reflector
      LimitRequestBody 1000
    </Location>`,
  unknownMethod: 501,
}

describe.each([
  { name: 'nginx', server: nginx, uploadMethod: 'PUT' },
  { name: 'Apache', server: apache, uploadMethod: 'POST' },
])('with $name', ({ server, uploadMethod }) => {
  let started: { readonly port: number; readonly stop: () => Promise<void> }
  beforeAll(async () => {
    started = await start(server)
  })
  afterAll(() => started.stop())

  async function connect(): Promise<HttpConnection> {
    const stream = await platform.connect({ address: '127.0.0.1', port: started.port }, patient)
    onTestFinished(() => stream.close())
    return new HttpConnection(stream)
  }

  test('one connection carries files, chunks, errors and answers to HEAD', async () => {
    const connection = await connect()
    for (let round = 0; round < 3; round += 1) {
      const file = await connection.send({ method: 'GET', target: '/page', headers: [host] })
      expect(file).toMatchObject({
        version: '1.1',
        status: 200,
        body: { framing: { kind: 'length', length: 5000 } },
      })
      expect(new TextDecoder().decode(await file.body.readAll()) === page).toBe(true)

      const chunks = await connection.send({ method: 'GET', target: '/ssi.shtml', headers: [host] })
      expect(chunks.body.framing).toEqual({ kind: 'chunked' })
      expect(new TextDecoder().decode(await chunks.body.readAll()) === `before inside${page}`).toBe(true)

      const head = await connection.send({ method: 'HEAD', target: '/page', headers: [host] })
      expect(head.headers.first('Content-Length')).toBe('5000')
      expect(await head.body.readAll()).toHaveLength(0)

      const missing = await connection.send({ method: 'GET', target: '/missing', headers: [host] })
      expect(missing.status).toBe(404)
      await missing.body.readAll()
      expect(connection.reusable).toBe(true)
    }
  })

  test('304 has no body', async () => {
    const connection = await connect()
    const file = await connection.send({ method: 'GET', target: '/page', headers: [host] })
    await file.body.readAll()
    const since = ['If-None-Match', file.headers.first('ETag') ?? ''] as const
    const unchanged = await connection.send({ method: 'GET', target: '/page', headers: [host, since] })
    expect(unchanged.status).toBe(304)
    expect(await unchanged.body.readAll()).toHaveLength(0)
    expect(connection.reusable).toBe(true)
  })

  test('Connection: close is heard, and the connection ends', async () => {
    const connection = await connect()
    const file = await connection.send({
      method: 'GET',
      target: '/page',
      headers: [host, ['Connection', 'close']],
    })
    expect(file.headers.has('Connection', 'close')).toBe(true)
    expect(await file.body.readAll()).toHaveLength(5000)
    expect(connection.reusable).toBe(false)
  })

  test('a body is sent after 100 Continue', async () => {
    const connection = await connect()
    const response = await connection.send({
      method: uploadMethod,
      target: '/upload/file',
      headers: [host, ['Expect', '100-continue']],
      body: new TextEncoder().encode('body'),
    })
    expect(response.informational.map(({ status, reason }) => `${status} ${reason}`)).toEqual([
      '100 Continue',
    ])
    expect(response.status).toBeLessThan(300)
    await response.body.readAll()
    expect(connection.reusable).toBe(true)
  })

  test('a body that is too large is refused with 413, with and without Expect', async () => {
    for (const expectation of [[], [['Expect', '100-continue']]] as const) {
      const connection = await connect()
      const response = await connection.send({
        method: uploadMethod,
        target: '/upload/file',
        headers: [host, ...expectation],
        body: new Uint8Array(500_000),
      })
      expect(response).toMatchObject({ status: 413, informational: [] })
    }
  })

  test('an IN channel of 1 GiB is refused before any of its body is written', async () => {
    const exchange = (await connect()).open({
      method: 'RPC_IN_DATA',
      target: '/upload/file',
      headers: [host, ['Content-Length', '1073741824']],
    })
    expect(await exchange.response).toMatchObject({ status: 413 })
  })

  test("RPC's methods are answered as unknown", async () => {
    const connection = await connect()
    const response = await connection.send({
      method: 'RPC_OUT_DATA',
      target: '/page',
      headers: [host, ['Content-Length', '0']],
    })
    expect(response.status).toBe(server.unknownMethod)
    await response.body.readAll()
  })

  test('a method that is no method gets an answer that can be read', async () => {
    const connection = await connect()
    const response = await connection.send({ method: '!#$', target: '/page', headers: [host] })
    expect([400, 405, 501]).toContain(response.status)
  })
})

/** Starts an instance of its own, in a folder of its own, and waits until it takes connections. */
async function start(server: WebServer): Promise<{ port: number; stop: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'outpost-http-'))
  // Started by root, Apache reads its files as somebody else.
  await chmod(folder, 0o755)
  await mkdir(join(folder, 'www', 'upload'), { recursive: true })
  await writeFile(join(folder, 'www', 'page'), page)
  await writeFile(
    join(folder, 'www', 'ssi.shtml'),
    `<!--#set var="word" value="inside" -->before <!--#echo var="word" -->${page}`,
  )
  const port = await freePort()
  const configuration = join(folder, 'configuration')
  await writeFile(configuration, server.configuration(port, folder))
  const running = spawn(server.program, server.arguments(configuration), { stdio: 'inherit' })
  const exited = once(running, 'exit')
  await listening(port, () => running.exitCode)
  return {
    port,
    async stop() {
      running.kill()
      await exited
      await rm(folder, { recursive: true })
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function listening(port: number, exitCode: () => number | null): Promise<void> {
  for (;;) {
    if (exitCode() !== null) throw new Error(`the server ended with status ${exitCode()}`)
    try {
      const stream = await platform.connect({ address: '127.0.0.1', port }, patient)
      stream.close()
      return
    } catch {
      await wait(50)
    }
  }
}
