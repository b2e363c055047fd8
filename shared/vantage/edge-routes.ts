/** Where an edge's API has this path: below its URL, whose last part is a folder whether or not a slash says so. */
export function edgeRoute(edge: URL, path: string): URL {
  return new URL(path, edge.pathname.endsWith('/') ? edge : new URL(`${edge.pathname}/`, edge))
}
