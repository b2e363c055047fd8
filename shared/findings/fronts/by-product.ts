import type { Product } from '../products.ts'
import type { Remedy } from '../text.ts'

/** What to change on a product, in its own language. */
export type Advice = Omit<Remedy, 'for'>

type ByProduct = Readonly<Partial<Record<Product, Advice>>>

/** The answer for the product that was seen, or the one that holds for any other. */
export function pick(product: Product, known: ByProduct, other: Advice): Remedy[] {
  return [{ for: 'any', ...(known[product] ?? other) }]
}
