import { check } from '../../engine/index.ts'
import { type Asked, askAndRead } from './asked.ts'
import { type HostAddress, healthCheck } from './questions.ts'

const DIRECTORIES = ['rpc', 'mapi', 'ews', 'owa', 'oab', 'autodiscover', 'Microsoft-Server-ActiveSync']

export interface Health {
  /** Directories whose page says that all is well, and those whose page says 503. */
  readonly active: readonly string[]
  readonly inactive: readonly string[]
  /** The servers' own names, as the pages give them. */
  readonly servers: readonly string[]
}

/**
 * What do the health checks of 2013 and later say, which load balancers ask and anybody may read? One that is
 * filtered, or not there, says nothing.
 */
export const askHealth = check(
  'exchange.health',
  async (step, at: HostAddress): Promise<Health> => {
    const pages = await Promise.all(
      DIRECTORIES.map(async (directory) => ({
        directory,
        asked: await askAndRead(step, healthCheck(at, directory)),
      })),
    )
    const healthy = pages.flatMap(({ directory, asked }) => {
      const server = asked.answered && asked.answer.status === 200 ? serverOf(asked.answer.body) : undefined
      return server === undefined ? [] : [{ directory, server }]
    })
    const health = {
      active: healthy.map(({ directory }) => directory),
      inactive: pages.filter(({ asked }) => saysInactive(asked)).map(({ directory }) => directory),
      servers: [...new Set(healthy.map(({ server }) => server))],
    }
    step.note('exchange.health', health)
    return health
  },
  { needed: false },
)

/** Exchange's own 503; a balancer has one for paths that it leads nowhere, and Windows for a stopped pool. */
function saysInactive(asked: Asked): boolean {
  return asked.answered && asked.answer.status === 503 && ['exchange', 'iis'].includes(asked.reading.product)
}

/** The page says `200 OK` and the server's name; any other page is not it. */
function serverOf(page: string): string | undefined {
  return /^\s*200 OK\s*<br\s*\/?>\s*([A-Za-z0-9.-]{1,253})\s*$/i.exec(page)?.[1]?.toLowerCase()
}
