const HOST =
  /^(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/i

/** Whether a foreign value is a host or domain name, so that it may stand in a command. */
export function isHostName(value: string): boolean {
  return HOST.test(value)
}
