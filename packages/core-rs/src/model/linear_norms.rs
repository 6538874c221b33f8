//! Squared norms of single rows' gradients of a linear model, for the gradient noise scale.

use super::network::Step;
use crate::kernel::Attended;
use crate::kernel::simd::{Loop, run_loop};
use crate::scalar::Scalar;

/// Rows between two looks at who may stop the work.
pub(super) const ROWS: usize = 1024;

/// ‖∂loss/∂(w, b)‖² of each row: g²(‖x‖² + 1), g from sums in float64, for an estimate needs no more.
pub(super) fn row_norms<T: Scalar>(
    on: Attended<'_>,
    step: &Step<'_, T>,
    (w, b): (&[T], T),
    norms: &mut [f64],
) {
    let view = &step.view;
    for (i, norm) in norms.iter_mut().enumerate() {
        if i % ROWS == 0 && on.is_stopped() {
            return;
        }
        let row = step.rows.at(i);
        let x = &view.x[row * view.d..][..view.d];
        let [dot, square] = run_loop(on.machine.level, RowSums { x, w });
        let mut gradient = [T::ZERO];
        step.loss.row(&[T::from_f64(dot + b.to_f64())], &view.y[row..=row], &mut gradient);
        let gradient = gradient[0].to_f64() * view.weight.map_or(1.0, |weight| weight[row].to_f64());
        *norm = gradient * gradient * (square + 1.0);
    }
}

/// x·w and ‖x‖² of one row, in so many lanes that no addition waits for the one before.
struct RowSums<'a, T> {
    x: &'a [T],
    w: &'a [T],
}

impl<T: Scalar> Loop for RowSums<'_, T> {
    type Output = [f64; 2];

    #[inline(always)]
    fn run(self) -> [f64; 2] {
        const WIDTH: usize = 16;
        if self.x.len() < WIDTH {
            // A lane each: what the others hold, +0, changes no sum.
            return self.x.iter().zip(self.w).fold([0.0; 2], |[dot, square], (x, w)| {
                [dot + x.to_f64() * w.to_f64(), square + x.to_f64() * x.to_f64()]
            });
        }
        let (mut dots, mut squares) = ([0.0; WIDTH], [0.0; WIDTH]);
        let (x, last_x) = self.x.as_chunks::<WIDTH>();
        let (w, last_w) = self.w.as_chunks::<WIDTH>();
        for (x, w) in x.iter().zip(w) {
            for i in 0..WIDTH {
                dots[i] += x[i].to_f64() * w[i].to_f64();
                squares[i] += x[i].to_f64() * x[i].to_f64();
            }
        }
        for (i, (x, w)) in last_x.iter().zip(last_w).enumerate() {
            dots[i] += x.to_f64() * w.to_f64();
            squares[i] += x.to_f64() * x.to_f64();
        }
        [dots.iter().sum(), squares.iter().sum()]
    }
}
