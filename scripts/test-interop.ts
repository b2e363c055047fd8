/**
 * `npm run test:interop`: the suites against independent programs. Installs from Debian what they need, as
 * root; elsewhere it says what is missing.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** A program of each, and the package that brings it. */
const PEERS: Readonly<Record<string, string>> = {
  openssl: 'openssl',
  curl: 'curl',
  nginx: 'nginx-light',
  apache2: 'apache2-bin',
  unbound: 'unbound',
  kdig: 'knot-dnsutils',
  'gnutls-serv': 'gnutls-bin',
}

const found = (program: string) =>
  ['/usr/bin', '/usr/sbin', '/bin', '/sbin', '/usr/local/bin'].some(
    (folder) => spawnSync('test', ['-x', `${folder}/${program}`]).status === 0,
  )

const missing = Object.entries(PEERS)
  .filter(([program]) => !found(program))
  .map(([, name]) => name)
if (missing.length > 0) {
  const line = `apt-get install -y --no-install-recommends ${missing.join(' ')}`
  if (process.getuid?.() !== 0 || !found('apt-get')) {
    console.error(`These Debian packages are needed. As root:\n  ${line}`)
    process.exit(2)
  }
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  execFileSync('apt-get', ['update', '-q'], { stdio: 'inherit', env: environment })
  execFileSync('sh', ['-c', line], { stdio: 'inherit', env: environment })
}

const vitest = fileURLToPath(import.meta.resolve('vitest/vitest.mjs'))
const { status } = spawnSync(
  process.execPath,
  [vitest, 'run', '--config', 'vitest.interop.config.ts', ...process.argv.slice(2)],
  { stdio: 'inherit' },
)
process.exit(status ?? 1)
