//! The products of a dense layer as Numerics version 1 says them, element by element. The oracle of the fast kernels.

use super::{Inputs, LayerWeights, Strided, StridedMut};
use crate::kernel::{BLOCK, LANES, chunk_count, chunk_start};
use crate::scalar::Scalar;

/// Σ of r terms by rule 3: for one output 32 lanes, for more the terms in order.
fn over_features<T: Scalar>(outputs: usize, r: usize, term: impl Fn(usize) -> T) -> T {
    if outputs > 1 {
        return (0..r).fold(T::ZERO, |sum, i| sum + term(i));
    }
    let mut lanes = [T::ZERO; LANES];
    for i in 0..r {
        lanes[i % LANES] += term(i);
    }
    for half in [16, 8, 4, 2, 1] {
        for i in 0..half {
            lanes[i] += lanes[i + half];
        }
    }
    lanes[0]
}

/// Σ over m rows by rule 2.
fn over_rows<T: Scalar>(m: usize, term: impl Fn(usize) -> T) -> T {
    let count = chunk_count(m);
    let mut chunks: Vec<T> = (0..count)
        .map(|c| {
            let end = chunk_start(c + 1, m, count);
            (chunk_start(c, m, count)..end).step_by(BLOCK).fold(T::ZERO, |chunk, start| {
                chunk + (start..end.min(start + BLOCK)).fold(T::ZERO, |block, i| block + term(i))
            })
        })
        .collect();
    while chunks.len() > 1 {
        chunks = chunks.chunks(2).map(|pair| pair[0] + pair[1]).collect();
    }
    chunks[0]
}

/// See [`super::forward`].
pub fn forward<T: Scalar>(inputs: &Inputs<'_, T>, layer: &LayerWeights<'_, T>, out: &mut StridedMut<'_, T>) {
    let panels = layer.panels;
    for i in 0..inputs.rows.len() {
        let x = inputs.row(i);
        for j in 0..panels.columns() {
            let term = |p: usize| x[p] * layer.weights[panels.index(p, j)];
            out.values[i * out.stride + j] =
                over_features(panels.units, panels.inputs, term) + layer.biases[j];
        }
    }
}

/// See [`super::weight_gradient`].
pub fn weight_gradient<T: Scalar>(
    inputs: &Inputs<'_, T>,
    deltas: Strided<'_, T>,
    layer: &mut super::LayerGradient<'_, T>,
) {
    let (m, panels) = (inputs.rows.len(), layer.panels);
    for j in 0..panels.columns() {
        let delta = |i: usize| deltas.values[i * deltas.stride + j];
        for p in 0..panels.inputs {
            layer.weights[panels.index(p, j)] = over_rows(m, |i| inputs.row(i)[p] * delta(i));
        }
        layer.biases[j] = over_rows(m, delta);
    }
}

/// See [`super::input_gradient`].
pub fn input_gradient<T: Scalar>(
    deltas: Strided<'_, T>,
    m: usize,
    layer: &LayerWeights<'_, T>,
    out: &mut StridedMut<'_, T>,
) {
    let panels = layer.panels;
    for i in 0..m {
        let delta = &deltas.values[i * deltas.stride..][..panels.units];
        for p in 0..panels.inputs {
            let term = |j: usize| delta[j] * layer.weights[panels.index(p, j)];
            out.values[i * out.stride + p] = over_features(panels.inputs, panels.units, term);
        }
    }
}
