/** A thing whose ranges count from where it begins, and where in the text that is. */
export interface Placed<T> {
  readonly thing: T
  readonly base: number
}

/**
 * Computes what follows from a thing once, however often the text around it changes, and tells it for the place where the thing
 * is now.
 */
export function onceFor<T extends object, R>(
  compute: (thing: T) => R,
  moved: (result: R, by: number) => R,
): (placed: Placed<T>) => R {
  const known = new WeakMap<T, { readonly result: R }>()
  return ({ thing, base }) => {
    const before = known.get(thing) ?? { result: compute(thing) }
    known.set(thing, before)
    return base === 0 ? before.result : moved(before.result, base)
  }
}
