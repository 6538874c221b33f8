//! One call of a product: its shapes are proved, its outputs cut into parts, and each part run by the workers.

use super::column_gradient::{self, ColumnGradient};
use super::dots::Dots;
use super::packed::GROUP;
use super::panels::{Panels, VECTORS};
use super::product::{Product, Right};
use super::split::{Shared, Split};
use super::{Inputs, LayerGradient, LayerWeights, Strided, StridedMut, reference, weight_gradient};
use crate::batch::Rows;
use crate::kernel::simd::{Kernel, Naive, Simd};
use crate::scalar::Scalar;
use crate::threads::Workers;

/// Rows that go to one thread together: whole tiles of 4, 6 and 8.
const ROWS: usize = 24;

/// See [`super::forward`].
pub(super) struct Forward<'a, T> {
    pub(super) workers: Workers<'a>,
    pub(super) inputs: Inputs<'a, T>,
    pub(super) layer: LayerWeights<'a, T>,
    pub(super) out: StridedMut<'a, T>,
}

/// See [`super::weight_gradient`].
pub(super) struct WeightGradient<'a, T> {
    pub(super) workers: Workers<'a>,
    pub(super) inputs: Inputs<'a, T>,
    pub(super) deltas: Strided<'a, T>,
    pub(super) layer: LayerGradient<'a, T>,
}

/// See [`super::input_gradient`].
pub(super) struct InputGradient<'a, T> {
    pub(super) workers: Workers<'a>,
    pub(super) deltas: Strided<'a, T>,
    pub(super) m: usize,
    pub(super) layer: LayerWeights<'a, T>,
    pub(super) out: StridedMut<'a, T>,
}

/// Panics with a sentence when shapes disagree, as the two below: a bug of the caller.
fn assert_layer<T>(lanes: usize, panels: Panels, (weights, biases): (&[T], &[T])) {
    let expected = Panels::of_vectors(lanes, panels.inputs, panels.units);
    assert_eq!(panels, expected, "the layout is that of the level which runs");
    assert!(panels.units > 0, "a layer has an output");
    assert_eq!(weights.len(), panels.len(), "one weight an input and stored column");
    assert_eq!(biases.len(), panels.columns(), "one bias a stored column");
}

fn assert_rows<T>((values, stride): (&[T], usize), m: usize, columns: usize) {
    assert!(stride >= columns, "a row's columns fit between it and the next");
    assert!(m == 0 || (m - 1) * stride + columns <= values.len(), "there are m rows");
}

impl<T: Scalar> Kernel<T> for Forward<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<T = T>>(self, simd: S) {
        let Self { workers, inputs, layer, out } = self;
        let (m, panels, stride) = (inputs.rows.len(), layer.panels, out.stride);
        assert_layer(S::LANES, panels, (layer.weights, layer.biases));
        assert_eq!(inputs.columns, panels.inputs, "one column an input");
        inputs.assert_rows();
        assert_rows((out.values, stride), m, panels.columns());
        let work = m * panels.len();
        let out = Shared::new(out.values);
        if panels.units == 1 {
            let (w, bias) = (layer.weights, layer.biases[0]);
            return dots(simd, workers, m, |part| Dots { left: inputs, w, bias, out, stride, part });
        }
        let split = Split::new(workers.threads(), (m.div_ceil(ROWS), panels.count()), work);
        workers.run(split.parts(), &|part| {
            let (rows, panels) = split.part(part);
            let part = (rows.start * ROWS..(rows.end * ROWS).min(m), panels);
            let (left, right, columns) = (inputs, Right::Weights(layer), layer.panels.columns());
            simd.shell(Product { left, right, columns, out, stride, part });
        });
    }
}

impl<T: Scalar> Naive<T> for Forward<'_, T> {
    fn run_reference(mut self) {
        reference::forward(&self.inputs, &self.layer, &mut self.out);
    }
}

impl<T: Scalar> Kernel<T> for InputGradient<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<T = T>>(self, simd: S) {
        let Self { workers, deltas, m, layer, out } = self;
        let (panels, stride) = (layer.panels, out.stride);
        assert_layer(S::LANES, panels, (layer.weights, layer.biases));
        assert_rows((deltas.values, deltas.stride), m, panels.units);
        assert_rows((out.values, stride), m, panels.inputs);
        let rows = Rows::Range { start: 0, len: m };
        let left = Inputs { values: deltas.values, stride: deltas.stride, columns: panels.units, rows };
        let out = Shared::new(out.values);
        if panels.inputs == 1 {
            // One input's weights lie side by side, whatever the panels.
            let w = &layer.weights[..panels.units];
            return dots(simd, workers, m, |part| Dots { left, w, bias: T::ZERO, out, stride, part });
        }
        let items = (m.div_ceil(ROWS), panels.inputs.div_ceil(VECTORS * S::LANES));
        let split = Split::new(workers.threads(), items, m * panels.len());
        workers.run(split.parts(), &|part| {
            let (rows, columns) = split.part(part);
            let part = (rows.start * ROWS..(rows.end * ROWS).min(m), columns);
            let (right, columns) = (Right::Transposed(layer), panels.inputs);
            simd.shell(Product { left, right, columns, out, stride, part });
        });
    }
}

impl<T: Scalar> Naive<T> for InputGradient<'_, T> {
    fn run_reference(mut self) {
        reference::input_gradient(self.deltas, self.m, &self.layer, &mut self.out);
    }
}

/// Dot products of m rows, cut into parts of the rows.
#[inline(always)]
fn dots<'a, S: Simd>(
    simd: S,
    workers: Workers<'_>,
    m: usize,
    dots: impl Fn(std::ops::Range<usize>) -> Dots<'a, S::T> + Sync,
) {
    let work = m * dots(0..0).w.len();
    let split = Split::new(workers.threads(), (1, m.div_ceil(ROWS)), work);
    workers.run(split.parts(), &|part| {
        let (_, rows) = split.part(part);
        simd.shell(dots(rows.start * ROWS..(rows.end * ROWS).min(m)));
    });
}

impl<T: Scalar> Kernel<T> for WeightGradient<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<T = T>>(self, simd: S) {
        let Self { workers, inputs, deltas, layer } = self;
        let (panels, m) = (layer.panels, inputs.rows.len());
        assert_layer(S::LANES, panels, (layer.weights, layer.biases));
        assert_eq!(inputs.columns, panels.inputs, "one column an input");
        inputs.assert_rows();
        assert_rows((deltas.values, deltas.stride), m, panels.columns());
        let work = m * panels.len();
        let (dw, db) = (Shared::new(layer.weights), Shared::new(layer.biases));
        if panels.units == 1 {
            let groups = panels.inputs.div_ceil(column_gradient::GROUP).max(1);
            let split = Split::new(workers.threads(), (1, groups), work);
            workers.run(split.parts(), &|part| {
                let (_, part) = split.part(part);
                simd.shell(ColumnGradient { inputs, deltas, dw, db, part });
            });
            return;
        }
        let groups = (panels.inputs + 1).div_ceil(GROUP);
        let split = Split::new(workers.threads(), (panels.count(), groups), work);
        workers.run(split.parts(), &|part| {
            let (panels_of_part, groups) = split.part(part);
            let part = (groups, panels_of_part);
            simd.shell(weight_gradient::WeightGradient { inputs, deltas, panels, dw, db, part });
        });
    }
}

impl<T: Scalar> Naive<T> for WeightGradient<'_, T> {
    fn run_reference(mut self) {
        reference::weight_gradient(&self.inputs, self.deltas, &mut self.layer);
    }
}
