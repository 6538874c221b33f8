/**
 * Digits as people write them, by other forms and other hands than those the way from strokes to cells was chosen by:
 * free curves, slanted by up to twenty degrees either way, turned, narrow and wide, large and small, anywhere on the pad,
 * by hands that stray and shake.
 */
import type { Stroke } from '../src/scenes/fit/digits/stroke.ts'
import { drawn, type Drawing } from './drawn-digits.ts'
import { curve, type Hand, line } from './pen.ts'

const forms: readonly (readonly (readonly Stroke[])[])[] = [
  [
    // Begun at the top, closed with a little overlap; left open; a slim one.
    [curve([56, 12], [34, 20], [24, 46], [30, 76], [48, 90], [68, 78], [76, 50], [70, 22], [52, 11], [42, 16])],
    [curve([48, 14], [30, 28], [26, 58], [38, 86], [58, 88], [74, 62], [70, 30], [58, 16])],
    [curve([50, 8], [36, 26], [33, 54], [38, 80], [50, 92], [62, 78], [66, 50], [62, 24], [52, 9])],
  ],
  [
    // A bar; a bar that leans by itself; a short flag; a long one.
    [line([50, 8], [51, 92])],
    [curve([58, 8], [54, 36], [48, 64], [44, 92])],
    [line([38, 24], [54, 8], [53, 92])],
    [line([22, 44], [56, 8], [56, 92])],
  ],
  [
    // Round with a straight foot; a swan; a loop at the foot.
    [[...curve([26, 28], [36, 12], [56, 9], [70, 22], [66, 42], [46, 66], [24, 90]), ...line([78, 90])]],
    [curve([28, 24], [44, 8], [66, 16], [68, 36], [52, 60], [28, 86], [40, 84], [58, 90], [78, 84])],
    [curve([26, 24], [42, 9], [64, 14], [66, 36], [48, 66], [30, 86], [24, 76], [36, 72], [52, 86], [78, 88])],
  ],
  [
    // Two bows; bows that meet deep inside; a flat top.
    [curve([28, 18], [46, 8], [66, 18], [64, 36], [46, 46], [66, 56], [72, 74], [56, 92], [34, 90], [24, 80])],
    [curve([26, 14], [52, 8], [70, 22], [60, 40], [36, 50], [62, 56], [74, 74], [54, 92], [24, 86])],
    [[...line([28, 10], [70, 10], [48, 40]), ...curve([48, 40], [66, 48], [72, 68], [58, 88], [28, 88])]],
  ],
  [
    // Open above; open with a short upright; closed; a right angle left of a long upright.
    [curve([44, 8], [36, 34], [24, 58], [50, 60], [78, 57]), line([64, 30], [60, 94])],
    [line([36, 10], [22, 58], [80, 58]), line([60, 42], [58, 90])],
    [line([60, 94], [61, 8], [20, 62], [84, 61])],
    [line([26, 10], [24, 50], [70, 50]), line([70, 8], [68, 92])],
  ],
  [
    // In one go; a hat put on last; with a deep belly.
    [[...line([72, 9], [36, 11], [31, 44]), ...curve([31, 44], [52, 38], [70, 52], [70, 76], [52, 91], [26, 86])]],
    [[...line([36, 10], [30, 42]), ...curve([30, 42], [54, 40], [68, 60], [60, 84], [38, 92], [24, 84])], line([36, 10], [76, 8])],
    [[...curve([68, 10], [48, 8], [34, 12], [32, 36]), ...curve([32, 36], [50, 34], [74, 50], [74, 78], [50, 92], [26, 84])]],
  ],
  [
    // A bow down into a ring; a straight back; a small ring.
    [curve([64, 10], [42, 24], [28, 52], [30, 80], [50, 92], [68, 80], [66, 60], [48, 52], [30, 66])],
    [curve([54, 8], [40, 36], [28, 66], [40, 90], [62, 86], [68, 68], [52, 54], [32, 66])],
    [curve([62, 8], [38, 30], [30, 62], [36, 88], [54, 92], [64, 80], [56, 66], [34, 74])],
  ],
  [
    // Without a bar: straight, bent, with a hook; with a bar.
    [line([24, 12], [76, 11], [44, 92])],
    [[...line([26, 14], [74, 12]), ...curve([74, 12], [58, 42], [50, 68], [48, 92])]],
    [[...line([22, 26], [26, 11], [76, 12]), ...curve([76, 12], [60, 46], [48, 92])]],
    [line([26, 11], [76, 12], [42, 92]), line([34, 54], [72, 50])],
  ],
  [
    // From the right over an S and back; two rings; slim.
    [curve([68, 22], [50, 8], [32, 22], [44, 42], [64, 60], [70, 80], [50, 93], [30, 80], [36, 60], [58, 42], [68, 22])],
    [curve([50, 8], [32, 18], [34, 38], [52, 46], [68, 34], [66, 16], [50, 8]), curve([50, 47], [28, 60], [28, 82], [50, 93], [72, 82], [72, 60], [50, 47])],
    [curve([60, 20], [50, 9], [40, 22], [46, 42], [58, 62], [60, 82], [49, 92], [38, 80], [44, 58], [56, 38], [60, 20])],
  ],
  [
    // A ring and a straight stem; a bent stem; a stem with a hook at its foot.
    [curve([68, 26], [54, 9], [34, 16], [28, 36], [42, 50], [60, 44], [69, 24], [68, 60], [66, 93])],
    [curve([66, 24], [48, 8], [30, 24], [36, 46], [56, 46], [68, 22], [66, 56], [52, 92])],
    [curve([70, 24], [50, 8], [30, 22], [34, 44], [56, 46], [70, 24], [70, 60], [64, 84], [46, 93], [30, 84])],
  ],
]

const hands: readonly Hand[] = [
  { slant: -20, width: 0.95, size: 0.7, middle: [40, 42], stray: 1 },
  { slant: -14, turn: -4, width: 0.7, size: 0.95, stray: 1.5, wave: 50 },
  { slant: -7, width: 1.2, size: 0.45, middle: [68, 70], stray: 2, wave: 24 },
  { width: 0.65, size: 0.9, middle: [54, 48], stray: 1, wave: 16 },
  { width: 1.1, size: 0.35, middle: [24, 26], stray: 2.5, wave: 40 },
  { slant: 6, turn: 5, width: 0.85, size: 0.8, middle: [46, 56], stray: 2, wave: 60 },
  { slant: 10, width: 1.05, size: 0.6, middle: [60, 38], stray: 1.5, wave: 20 },
  { slant: 15, width: 0.75, size: 0.9, stray: 1, wave: 36 },
  { slant: 20, width: 0.9, size: 0.75, middle: [56, 54], stray: 1.5, wave: 28 },
]

export const drawings: readonly Drawing[] = drawn(forms, hands)
