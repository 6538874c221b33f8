//! Sums over parameters by rule 4: in float64, each column of weights over its inputs by rule 2, then the columns, layer
//! by layer, by the 32 lanes of rule 3. A layer's biases follow its columns, each a column of one.

use super::layout::{LayerPlace, Layout};
use crate::kernel::{BLOCK, CHUNKS, LANES, chunk_count, chunk_start};
use crate::scalar::Scalar;

/// Which parameters count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// All of them.
    Parameters,
    /// Weights alone, as penalties see them.
    Weights,
}

/// Columns summed side by side.
const WIDTH: usize = 16;
const DEPTH: usize = CHUNKS.ilog2() as usize + 2;

/// ‖values‖² of what is stored by this layout.
pub fn square_norm<T: Scalar>(layout: &Layout, values: &[T], part: Part) -> f64 {
    let mut lanes = [0.0; LANES];
    let mut column = 0;
    let mut add = |sum: f64| {
        lanes[column % LANES] += sum;
        column += 1;
    };
    for place in layout.layers() {
        let mut first = 0;
        while first < place.layer.units {
            let count =
                WIDTH.min(place.layer.units - first).min(place.panels.width() - first % place.panels.width());
            let sums = column_squares(place, values, (first, count));
            sums[..count].iter().for_each(|&sum| add(sum));
            first += count;
        }
        if part == Part::Parameters {
            values[place.own_biases()].iter().for_each(|b| add(square(*b)));
        }
    }
    for half in [16, 8, 4, 2, 1] {
        for i in 0..half {
            lanes[i] += lanes[i + half];
        }
    }
    lanes[0]
}

fn square<T: Scalar>(value: T) -> f64 {
    value.to_f64() * value.to_f64()
}

/// Squares of neighbouring columns of one panel, each over its inputs by rule 2.
fn column_squares<T: Scalar>(
    place: &LayerPlace,
    values: &[T],
    (first, count): (usize, usize),
) -> [f64; WIDTH] {
    let (panels, weights) = (place.panels, &values[place.weights.clone()]);
    let m = panels.inputs;
    let stride = if m > 1 { panels.index(1, first) - panels.index(0, first) } else { 0 };
    let start = panels.index(0, first);
    let chunks = chunk_count(m);
    let mut slots = [[0.0; WIDTH]; DEPTH];
    for c in 0..chunks {
        let mut depth = c.count_ones() as usize;
        let (from, to) = (chunk_start(c, m, chunks), chunk_start(c + 1, m, chunks));
        slots[depth] = [0.0; WIDTH];
        for block in (from..to).step_by(BLOCK) {
            let mut sums = [0.0; WIDTH];
            for p in block..to.min(block + BLOCK) {
                let row = &weights[start + p * stride..][..count];
                for (sum, &w) in sums.iter_mut().zip(row) {
                    *sum += square(w);
                }
            }
            for (total, sum) in slots[depth].iter_mut().zip(sums) {
                *total += sum;
            }
        }
        for _ in 0..c.trailing_ones() {
            let right = slots[depth];
            depth -= 1;
            for (left, right) in slots[depth].iter_mut().zip(right) {
                *left += right;
            }
        }
    }
    slots[0]
}
