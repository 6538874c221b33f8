import { loadedCore } from '#load'

import { calling } from './errors.js'
import { type FloatArray, floatDtype } from './matrix.js'

/**
 * Scales a gradient of a model of your own down to `maxNorm` where its norm is larger, in place, as PyTorch's
 * `clip_grad_norm_`: by maxNorm / (norm + 1e-6). For a network of ours give `lossAndGradient` the option `clipNorm`.
 *
 * @returns the norm ‖gradient‖₂ before
 * @throws MinibatchError OPTION_INVALID for a `maxNorm` that is not above 0, DIVERGED for a norm that is not finite
 */
export function clipGradientNorm(gradient: FloatArray, maxNorm: number): number {
  const dtype = floatDtype(gradient, 'gradient')
  const { core } = loadedCore()
  return calling(() =>
    dtype === 'float64'
      ? core.clipNormFloat64(gradient as Float64Array, maxNorm)
      : core.clipNormFloat32(gradient as Float32Array, maxNorm),
  )
}
