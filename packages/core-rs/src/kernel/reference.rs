//! The linear model, as Numerics version 1 says it, row by row and lane by lane. The oracle of every fast kernel:
//! nothing here is clever, nothing here is fast.

use super::{
    BLOCK, BatchGradient, LANES, LinearBatch, LinearParameters, assert_shapes, chunk_count, chunk_start,
};
use crate::loss::RowLoss;
use crate::scalar::Scalar;

/// x·w + b by rule 3: 32 lanes (i mod 32), folded by 16, 8, 4, 2, 1; bias last.
pub fn raw_prediction<T: Scalar>(x: &[T], parameters: LinearParameters<'_, T>) -> T {
    let mut lanes = [T::ZERO; LANES];
    for (i, (&x, &w)) in x.iter().zip(parameters.w).enumerate() {
        lanes[i % LANES] += x * w;
    }
    for half in [16, 8, 4, 2, 1] {
        for i in 0..half {
            lanes[i] += lanes[i + half];
        }
    }
    lanes[0] + parameters.b
}

/// Raw predictions of the rows of x (n,d) into out (n).
pub fn predict<T: Scalar>(x: &[T], parameters: LinearParameters<'_, T>, out: &mut [T]) {
    let d = parameters.w.len();
    for (i, out) in out.iter_mut().enumerate() {
        *out = raw_prediction(&x[i * d..(i + 1) * d], parameters);
    }
}

/// Sums of one part of the batch: the gradient of w and the rest.
#[derive(Clone, Debug)]
struct Sums<T> {
    dw: Vec<T>,
    rest: BatchGradient<T>,
}

impl<T: Scalar> Sums<T> {
    fn zero(d: usize) -> Self {
        Self { dw: vec![T::ZERO; d], rest: BatchGradient::default() }
    }

    fn add(&mut self, other: &Self) {
        for (sum, &part) in self.dw.iter_mut().zip(&other.dw) {
            *sum += part;
        }
        self.rest.db += other.rest.db;
        self.rest.loss += other.rest.loss;
        self.rest.weight += other.rest.weight;
    }
}

/// Sums over the rows of the batch by rule 2; the gradient of w goes to `dw` (d).
pub fn gradient<T: Scalar>(
    batch: &LinearBatch<'_, T>,
    parameters: LinearParameters<'_, T>,
    loss: &dyn RowLoss<T>,
    dw: &mut [T],
) -> BatchGradient<T> {
    assert_shapes(&batch.view, parameters);
    let m = batch.rows.len();
    let count = chunk_count(m);
    let mut chunks: Vec<_> = (0..count)
        .map(|c| {
            let mut chunk = Sums::zero(dw.len());
            let end = chunk_start(c + 1, m, count);
            for start in (chunk_start(c, m, count)..end).step_by(BLOCK) {
                let mut block = Sums::zero(dw.len());
                for i in start..end.min(start + BLOCK) {
                    add_row(batch, batch.rows.at(i), parameters, loss, &mut block);
                }
                chunk.add(&block);
            }
            chunk
        })
        .collect();
    while chunks.len() > 1 {
        chunks = chunks
            .chunks(2)
            .map(|pair| {
                let mut sum = pair[0].clone();
                sum.add(&pair[1]);
                sum
            })
            .collect();
    }
    dw.copy_from_slice(&chunks[0].dw);
    chunks[0].rest
}

fn add_row<T: Scalar>(
    batch: &LinearBatch<'_, T>,
    row: usize,
    parameters: LinearParameters<'_, T>,
    loss: &dyn RowLoss<T>,
    sums: &mut Sums<T>,
) {
    let view = &batch.view;
    let x = &view.x[row * view.d..(row + 1) * view.d];
    let mut gradient = [T::ZERO];
    let mut row_loss = loss.row(&[raw_prediction(x, parameters)], &view.y[row..=row], &mut gradient);
    let [mut gradient] = gradient;
    let mut row_weight = 1.0;
    if let Some(weight) = view.weight {
        gradient *= weight[row];
        row_weight = weight[row].to_f64();
        row_loss *= row_weight;
    }
    for (sum, &x) in sums.dw.iter_mut().zip(x) {
        *sum += gradient * x;
    }
    sums.rest.db += gradient;
    sums.rest.loss += row_loss;
    sums.rest.weight += row_weight;
}
