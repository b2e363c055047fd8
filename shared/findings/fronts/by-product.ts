import type { Product } from '../products.ts'
import type { Remedy } from '../text.ts'

/** What to change on a product, in its own language. */
export type Advice = Omit<Remedy, 'for'>

type ByProduct = Readonly<Partial<Record<Product, Advice>>>

const ON_THE_PAGE =
  'The page of this finding has the lines for nginx, HAProxy, Apache, Caddy, and the proxies of Microsoft.'

/** The answer for the product that was seen, or the one that holds for any other. */
export function pick(product: Product, known: ByProduct, other: Advice): Remedy[] {
  const advice = known[product]
  return [{ for: 'any', ...(advice ?? { ...other, text: `${other.text} ${ON_THE_PAGE}` }) }]
}
