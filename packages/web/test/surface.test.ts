import { describe, expect, it } from 'vitest'
import { goalLoss, lossSurface } from '../src/scenes/race/surface.ts'

const x = Float32Array.from([0, 0.5, 1, 1.5, 2])
const y = Float32Array.from([1, 2.5, 5, 6, 8.5])
const surface = lossSurface({ x, y })

function directLoss(w: number, b: number): number {
  return x.reduce((sum, value, row) => sum + (0.5 * (w * value + b - y[row]!) ** 2) / x.length, 0)
}

describe('the loss surface', () => {
  it('is half the mean squared error', () => {
    for (const [w, b] of [
      [0, 0],
      [3, 1],
      [-2, 5],
    ] as const)
      expect(surface.loss(w, b)).toBeCloseTo(directLoss(w, b), 10)
  })

  it('is least where the slope is zero', () => {
    const { w, b, loss } = surface.least
    expect(Math.hypot(...surface.slope(w, b))).toBeLessThan(1e-10)
    expect(loss).toBeCloseTo(directLoss(w, b), 10)
    for (const [dw, db] of [
      [0.1, 0],
      [0, 0.1],
      [-0.1, 0.05],
    ] as const)
      expect(directLoss(w + dw, b + db)).toBeGreaterThan(loss)
  })

  it('has contours that are ellipses of one loss', () => {
    const { along, across, angle } = surface.ellipse(0.7)
    for (let turn = 0; turn < 6; turn++) {
      const [u, v] = [along * Math.cos(turn), across * Math.sin(turn)]
      const w = surface.least.w + u * Math.cos(angle) - v * Math.sin(angle)
      const b = surface.least.b + u * Math.sin(angle) + v * Math.cos(angle)
      expect(surface.loss(w, b) - surface.least.loss).toBeCloseTo(0.7, 9)
    }
  })

  it('sets a round goal above the least', () => {
    expect(goalLoss(surface)).toBeGreaterThan(surface.least.loss)
    expect(String(goalLoss(surface))).toMatch(/^0\.0*[125]$|^[125]0*$/)
  })
})
