/** Digits as they are taught: each by its forms, drawn by straight lines and arcs, in the hands of six writers. */
import type { Stroke } from '../src/scenes/fit/digits/stroke.ts'
import { arc, type Hand, line, written } from './pen.ts'

/** Forms of each digit on a pad of 100; the first is the plainest. */
export const forms: readonly (readonly (readonly Stroke[])[])[] = [
  [
    [arc(50, 50, [26, 40], [0, 4])],
    [arc(50, 50, [34, 38], [-1, 3])],
    [arc(50, 50, [24, 40], [-0.7, 2.9])],
  ],
  [[line([36, 28], [52, 10], [52, 90])], [line([50, 10], [50, 90])], [line([34, 26], [50, 10], [50, 90]), line([30, 90], [70, 90])]],
  [
    [[...arc(50, 32, [24, 22], [-2, 0.3]), ...line([26, 90], [78, 90])]],
    [[...arc(50, 30, [22, 20], [-2.2, 0.6]), ...line([28, 84]), ...arc(33, 82, [8, 7], [2, 5]), ...line([52, 84], [78, 88])]],
    [line([26, 14], [72, 14], [26, 90], [76, 90])],
  ],
  [
    [[...arc(47, 30, [22, 20], [-1.8, 1]), ...arc(47, 70, [26, 20], [-1, 1.7])]],
    [[...line([26, 12], [70, 12], [46, 42]), ...arc(46, 66, [26, 24], [-1, 1.8])]],
  ],
  [
    [line([55, 10], [20, 62], [80, 62]), line([62, 35], [62, 92])],
    [line([62, 92], [62, 10], [20, 64], [82, 64])],
    [line([30, 12], [26, 54], [76, 54]), line([64, 14], [62, 92])],
  ],
  [
    [[...line([72, 10], [34, 10], [32, 44]), ...arc(48, 65, [24, 24], [-1.4, 1.6])]],
    [[...line([34, 12], [32, 46]), ...arc(46, 66, [26, 24], [-1.3, 1.7])], line([34, 12], [74, 12])],
  ],
  [[[...arc(62, 62, [34, 54], [-0.95, -2]), ...arc(50, 68, [22, 22], [2, 6])]], [[...line([58, 10], [30, 60]), ...arc(50, 69, [22, 21], [2.2, -2])]]],
  [
    [line([24, 12], [74, 12], [46, 90]), line([36, 52], [68, 52])],
    [line([24, 12], [76, 12], [42, 90])],
    [line([24, 24], [24, 12], [76, 12], [44, 90])],
    [[...line([22, 14], [76, 14]), ...arc(84, 92, [40, 78], [-1.1, -2])]],
  ],
  [[[...arc(50, 30, [17, 20], [1, -3]), ...arc(50, 70, [20, 20], [-1, 3])]], [arc(50, 30, [19, 18], [1, 5]), arc(50, 70, [23, 21], [-1, 3])]],
  [
    [[...arc(48, 32, [20, 22], [0, 4]), ...line([68, 32], [62, 90])]],
    [[...arc(48, 32, [22, 22], [-0.2, -4]), ...arc(40, 40, [30, 50], [0, 1.2])]],
    [[...arc(50, 30, [20, 20], [-0.3, -3.9]), ...line([70, 30], [70, 90])]],
  ],
]

const hands: readonly Hand[] = [-12, 0, 12].flatMap((slant) => [
  { slant, width: 0.75, size: 0.8, middle: [42, 56] as const, stray: 1 },
  { slant, width: 1.15, stray: 1.5, wave: 44 },
])

export interface Drawing {
  readonly digit: number
  readonly form: number
  readonly strokes: readonly Stroke[]
}

/** Every form in every hand. */
export function drawn(digits: readonly (readonly (readonly Stroke[])[])[], writers: readonly Hand[]): Drawing[] {
  return digits.flatMap((ways, digit) => ways.flatMap((way, form) => writers.map((hand) => ({ digit, form, strokes: written(way, hand) }))))
}

export const drawings = drawn(forms, hands)
