/**
 * The house's one-way streets, as docs/architecture.md draws them. A rule that has to be loosened is a design that
 * has to be talked about first.
 */

/** @param {string} name @param {string} from @param {string[]} may @param {string} why */
function mayImportOnly(name, from, may, why) {
  return {
    name,
    comment: why,
    severity: 'error',
    from: { path: from },
    to: { path: '^(shared|worker|cli|node|lab|extension|scripts|test|bench)/', pathNot: [from, ...may] },
  }
}

const PLATFORM = '^shared/platform/'
const ERROR = '^shared/protocols/protocol-error\\.ts$'
const BYTES = '^shared/protocols/bytes/'
const TRANSPORT = '^shared/transport/'
const SIGN_IN = '^shared/sign-in/'
const ENGINE = '^shared/engine/'
const FINDINGS = '^shared/findings/'
const PROTOCOLS = '^shared/protocols/'
const CHECKS = '^shared/checks/'
const PROBES = '^shared/probes/'
const RENDER = '^shared/render/'
const VANTAGE = '^shared/vantage/'
const DOCUMENTS = '^shared/documents/'
const EXPECTATIONS = '^shared/expectations/'
const ANALYZER = '^shared/analyzer/'
const COMPARE = '^shared/compare/'

module.exports = {
  forbidden: [
    mayImportOnly('platform-is-a-port', PLATFORM, [], 'The port knows nobody.'),
    mayImportOnly('transport', TRANSPORT, [PLATFORM, ERROR], 'Connections know endpoints, not protocols.'),
    mayImportOnly('protocols', PROTOCOLS, [PLATFORM], 'A protocol knows no step and no finding.'),
    mayImportOnly(
      'engine',
      ENGINE,
      [PLATFORM, TRANSPORT, ERROR, BYTES, SIGN_IN],
      'The engine runs any check and knows none.',
    ),
    mayImportOnly(
      'sign-in',
      SIGN_IN,
      [PROTOCOLS, PLATFORM, TRANSPORT],
      'Who has a credential answers for it: no step, no finding.',
    ),
    mayImportOnly('findings', FINDINGS, [ENGINE], 'The catalogue is words: it asks nothing.'),
    mayImportOnly(
      'checks',
      CHECKS,
      [ENGINE, FINDINGS, PROTOCOLS, PLATFORM, TRANSPORT, SIGN_IN],
      'A check asks protocols and raises findings.',
    ),
    mayImportOnly(
      'probes',
      PROBES,
      [CHECKS, ENGINE, FINDINGS, PROTOCOLS, TRANSPORT],
      'A probe is made of checks.',
    ),
    mayImportOnly(
      'render',
      RENDER,
      [ENGINE, FINDINGS],
      'A renderer sees the report and the words, nothing else.',
    ),
    mayImportOnly(
      'documents',
      DOCUMENTS,
      [ENGINE, FINDINGS, PROTOCOLS, TRANSPORT, PROBES, EXPECTATIONS],
      'A reader of files asks no network: it knows names, what can be asked, and the words for what it finds.',
    ),
    mayImportOnly(
      'vantage',
      VANTAGE,
      [PROBES, ENGINE, PROTOCOLS, PLATFORM, TRANSPORT, SIGN_IN],
      'A vantage runs probes, here or elsewhere.',
    ),
    mayImportOnly(
      'expectations',
      EXPECTATIONS,
      [ENGINE],
      'What was found is held against what is meant to be.',
    ),
    mayImportOnly(
      'analyzer',
      ANALYZER,
      [ENGINE, FINDINGS, PROTOCOLS],
      "Another tool's results become a report: nothing is asked.",
    ),
    mayImportOnly(
      'compare',
      COMPARE,
      [ENGINE, FINDINGS, RENDER],
      'A comparison sees reports and the words, nothing else.',
    ),
    mayImportOnly('node', '^node/', ['^shared/'], "Node's adapter stands on the core alone."),
    mayImportOnly(
      'cli',
      '^cli/',
      ['^shared/', '^node/', '^lab/'],
      'The command line is a surface like others.',
    ),
    mayImportOnly(
      'extension',
      '^extension/',
      ['^shared/', '^node/', '^lab/'],
      'The editor is a surface like others.',
    ),
    mayImportOnly('worker', '^worker/', ['^shared/', '^lab/network/'], 'The edge runs the core.'),
    mayImportOnly('lab', '^lab/', [PLATFORM], 'What the lab shared with the core, it could not test.'),
    {
      name: 'no-lab-in-production',
      comment: "The Worker's production bundle holds neither the lab nor its address map.",
      severity: 'error',
      from: { path: '^worker/index\\.ts$' },
      to: { path: '^lab/', reachable: true },
    },
    {
      name: 'no-runtime-in-shared',
      comment: 'The core runs unchanged in workerd, Node, VS Code and, in parts, a browser.',
      severity: 'error',
      from: { path: '^shared/', pathNot: '^shared/protocols/tls/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'only-crypto-in-tls',
      severity: 'error',
      from: { path: '^shared/protocols/tls/' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
    {
      name: 'few-libraries-in-shared',
      comment: 'What the core depends on, everybody carries: add to the list on purpose.',
      severity: 'error',
      from: { path: '^shared/' },
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-no-pkg', 'npm-unknown'],
        pathNot: 'node_modules/(zod|jsonc-parser|ipaddr\\.js|tldts|@rgrove/parse-xml|web-tree-sitter)/',
      },
    },
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one, or three.',
      severity: 'error',
      from: { path: '^(shared|worker|cli|node|lab|scripts)/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'nothing-unresolvable',
      severity: 'error',
      from: { path: '^(shared|worker|cli|node|lab|scripts)/' },
      to: { couldNotResolve: true, pathNot: '^cloudflare:' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
}
