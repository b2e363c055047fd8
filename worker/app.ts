import { type Context, Hono } from 'hono'
import { methodNotAllowed } from 'hono/method-not-allowed'
import { secureHeaders } from 'hono/secure-headers'
import { type ProbeRequest, TOOL } from '../shared/engine/index.ts'
import { prepareProbe, probes, RequestError, requireRoomToHold } from '../shared/probes/index.ts'
import { STYLE_HASH } from '../shared/render/html/index.ts'
import { coreVantage } from '../shared/vantage/index.ts'
import { chooseFormat } from './answer-format.ts'
import { type Configuration, readConfiguration, type Variables } from './configuration.ts'
import { type LiveSurroundings, liveResponse } from './live.ts'
import { page } from './page.ts'
import { readPostedRequest, readQueriedRequest } from './probe-request.ts'
import { isProblemCode, Problem, problemDetails, problemResponse } from './problem.ts'
import { countRun } from './rate-limits.ts'
import { runResponse } from './run-response.ts'
import { EDGE_DEADLINES, edgeSurroundings, type Internet } from './surroundings.ts'
import { authenticate } from './tokens.ts'

interface AppEnv<Bindings extends Variables> {
  Bindings: Bindings
  Variables: {
    configuration: Configuration
    /** SHA-256 of the caller's token, in hexadecimal. */
    caller: string
  }
}

/** The API: routes, tokens, limits and the target policy around a run. */
export function createApp<Bindings extends Variables>(
  internetOf: (bindings: Bindings) => Internet,
): Hono<AppEnv<Bindings>> {
  const app = new Hono<AppEnv<Bindings>>()

  app.onError((error) => problemResponse(asProblem(error)))
  // Before everything that writes headers: an answer that changes the protocol takes none.
  app.get('/v1/probes/:probe/live', (context) =>
    liveResponse(context.req.param('probe'), context.req.raw, runLive(context)),
  )
  app.notFound(() =>
    problemResponse(new Problem('not-found', 'There is nothing at this path: the API starts at /v1/probes.')),
  )
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        // The report's own style and nothing else: what a report shows comes from strangers.
        styleSrc: [`'${STYLE_HASH}'`],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
      crossOriginResourcePolicy: 'same-origin',
      xFrameOptions: 'DENY',
    }),
  )
  app.use(async (context, next) => {
    await next()
    context.header('Cache-Control', 'no-store')
    context.header('Vary', 'Accept')
  })
  app.use(
    methodNotAllowed({ app, onMethodNotAllowed: (_, methods) => problemResponse(otherMethods(methods)) }),
  )

  app.get('/', (context) => context.html(page))
  app.get('/healthz', (context) => {
    const { tokenDigests, faults } = readConfiguration(context.env)
    const ready = tokenDigests.length > 0 && faults.length === 0
    return context.json({ status: ready ? 'ok' : 'misconfigured', version: TOOL.version }, ready ? 200 : 503)
  })

  app.use('/v1/*', async (context, next) => {
    const configuration = readConfiguration(context.env)
    if (configuration.tokenDigests.length === 0) throw withoutTokens(configuration)
    context.set('caller', await authenticate(context.req.header('Authorization'), configuration.tokenDigests))
    // Whoever has a token may know what is wrong.
    if (configuration.faults.length > 0) throw misconfigured(configuration.faults)
    context.set('configuration', configuration)
    await next()
  })
  app.get('/v1/probes', (context) => {
    const { OUTPOST_TOKEN_LIMIT, OUTPOST_TARGET_LIMIT } = context.env
    return context.json({
      probes: probes.map(({ name, summary, signsIn }) => ({ name, summary, signsIn })),
      resolvers: context.var.configuration.resolvers.map(({ href }) => href),
      limits: {
        perToken: OUTPOST_TOKEN_LIMIT === undefined ? 'none' : 'configured',
        perTarget: OUTPOST_TARGET_LIMIT === undefined ? 'none' : 'configured',
        deadlineSeconds: {
          default: EDGE_DEADLINES.defaultDeadlineSeconds,
          longest: EDGE_DEADLINES.longestDeadlineSeconds,
        },
      },
    })
  })
  app.post('/v1/probes/:probe', async (context) =>
    run(context, await readPostedRequest(context.req.param('probe'), context.req.raw)),
  )
  app.get('/v1/probes/:probe', (context) => {
    // HEAD comes along as GET: it would run a probe and show nothing of it.
    if (context.req.method === 'HEAD') throw otherMethods(['GET', 'POST'])
    return run(context, readQueriedRequest(context.req.param('probe'), context.req.queries()))
  })

  /** What a run over a WebSocket needs of the Worker, once the token came. */
  function runLive(context: Context<AppEnv<Bindings>>): LiveSurroundings {
    const { env, req } = context
    const configuration = readConfiguration(env)
    return {
      async admit(token) {
        if (configuration.tokenDigests.length === 0) throw withoutTokens(configuration)
        const caller = await authenticate(`Bearer ${token}`, configuration.tokenDigests)
        if (configuration.faults.length > 0) throw misconfigured(configuration.faults)
        return caller
      },
      async run(request, caller, use) {
        const { host } = prepare(request).input
        await countRun(env.OUTPOST_TOKEN_LIMIT, caller, 'with this token')
        await countRun(env.OUTPOST_TARGET_LIMIT, host, `of ${host}`)
        const surroundings = edgeSurroundings(configuration, internetOf(env), req.raw)
        return coreVantage(surroundings).run(request, { ...use, holdOn: holdOnIn(context) })
      },
      problem: (error) => problemDetails(asProblem(error)),
    }
  }

  async function run(context: Context<AppEnv<Bindings>>, request: ProbeRequest): Promise<Response> {
    const format = chooseFormat(context)
    const { host } = prepare(request).input
    await countRun(context.env.OUTPOST_TOKEN_LIMIT, context.var.caller, 'with this token')
    await countRun(context.env.OUTPOST_TARGET_LIMIT, host, `of ${host}`)

    const { raw } = context.req
    const surroundings = edgeSurroundings(context.var.configuration, internetOf(context.env), raw)
    const left = new AbortController()
    const signal = AbortSignal.any([raw.signal, left.signal])
    const events = coreVantage(surroundings).run(request, { signal, holdOn: holdOnIn(context) })
    return runResponse(format, events, () => left.abort())
  }

  return app
}

/** The probe of a request that can come to its end here. @throws RequestError */
function prepare(request: ProbeRequest): ReturnType<typeof prepareProbe> {
  const probe = prepareProbe(request)
  requireRoomToHold(request, EDGE_DEADLINES)
  return probe
}

/**
 * Keeps the runtime from letting go of a run whose caller went away before what the run opened at the estate was ended.
 */
function holdOnIn({ executionCtx }: Pick<Context, 'executionCtx'>): (work: Promise<unknown>) => void {
  return (work) => executionCtx.waitUntil(work)
}

function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (error instanceof RequestError) {
    return new Problem(isProblemCode(error.code) ? error.code : 'invalid-request', error.message, {
      ...(error.code === 'unknown-probe' && { expected: probes.map(({ name }) => name) }),
    })
  }
  console.error('internal error', error instanceof Error ? error.stack : typeof error)
  return new Problem(
    'internal-error',
    'Something went wrong in Outpost itself. Its operator finds more in the log.',
  )
}

function otherMethods(methods: readonly string[]): Problem {
  const allow = methods.join(', ')
  return new Problem('method-not-allowed', `This takes ${allow}.`, {
    expected: [...methods],
    headers: { allow },
  })
}

function withoutTokens({ faults }: Configuration): Problem {
  const unreadable = faults.filter((fault) => fault.startsWith('OUTPOST_TOKEN_SHA256'))
  if (unreadable.length > 0) return misconfigured(unreadable)
  return misconfigured(['OUTPOST_TOKEN_SHA256: expected the SHA-256 digest of a token; none is set'])
}

function misconfigured(faults: readonly string[]): Problem {
  return new Problem('misconfigured', 'Its operator has to mend the configuration.', {
    expected: [...faults],
  })
}
