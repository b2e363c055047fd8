import type { Locator } from 'playwright-core'

/** What ordinary text takes: success criterion 1.4.3 of WCAG 2.2. */
const LEAST_RATIO = 4.5

/** A text on the screen, and how it stands out from what is behind it (WCAG 2.2, 1 to 21). */
interface SeenText {
  readonly text: string
  readonly ratio: number
}

/** The texts below an element that stand out from their background by less than what can be read, each with its ratio. */
export async function faintTexts(below: Locator): Promise<string[]> {
  const texts = await below.evaluate((root): SeenText[] => {
    const pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
    if (pen === null) throw new Error('there is no canvas')
    type Colour = readonly [number, number, number, number]
    // The canvas understands every way to write a colour.
    const read = (colour: string): Colour => {
      pen.clearRect(0, 0, 1, 1)
      pen.fillStyle = colour
      pen.fillRect(0, 0, 1, 1)
      const [red = 0, green = 0, blue = 0, alpha = 0] = pen.getImageData(0, 0, 1, 1).data
      return [red, green, blue, alpha / 255]
    }
    const over = (top: Colour, under: Colour): Colour => {
      const mixed = (a: number, b: number) => a * top[3] + b * (1 - top[3])
      return [mixed(top[0], under[0]), mixed(top[1], under[1]), mixed(top[2], under[2]), 1]
    }
    const behind = (element: Element | null): Colour => {
      if (element === null) return [255, 255, 255, 1]
      const own = read(getComputedStyle(element).backgroundColor)
      return own[3] === 1 ? own : over(own, behind(element.parentElement))
    }
    const light = ([red, green, blue]: Colour) => {
      const linear = (value: number) =>
        value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4
      return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }
    return [...root.querySelectorAll('*')].flatMap((element) => {
      const own = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE)
      const text = own
        .map((node) => node.textContent ?? '')
        .join('')
        .trim()
      const { width, height } = element.getBoundingClientRect()
      if (text === '' || width < 2 || height < 2) return []
      const background = behind(element)
      const [one, other] = [light(over(read(getComputedStyle(element).color), background)), light(background)]
      const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)
      return [{ text: text.slice(0, 80), ratio }]
    })
  })
  if (texts.length === 0) throw new Error('there is no text to read')
  const faint = texts.filter(({ ratio }) => ratio < LEAST_RATIO)
  return [...new Set(faint.map(({ text, ratio }) => `${text} (${ratio.toFixed(1)})`))]
}
