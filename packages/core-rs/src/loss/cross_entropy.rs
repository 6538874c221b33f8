//! Log loss of k classes, from k logits. Domain: class indices 0 … k − 1. Link: softmax. Loss: −Σ qⱼ log pⱼ with
//! p = softmax(raw), q = (1 − ε) of the class + ε/k of every class (Szegedy et al., 2016). Gradient: p − q.
//! A row's loss is its log loss, not divided by k. Reference: PyTorch's CrossEntropyLoss(label_smoothing=ε).

use super::{LossRows, RowLoss};
use crate::kernel::simd::{Loop, run_loop};
use crate::kernel::{Level, Spacing};
use crate::math;
use crate::scalar::Scalar;

/// −Σ qⱼ log softmax(raw)ⱼ. A class index outside 0 … k − 1 gives NaN.
#[derive(Clone, Copy, Debug)]
pub struct CrossEntropy {
    /// Share ε of the target spread evenly over all classes, 0 ≤ ε < 1.
    pub label_smoothing: f64,
}

/// Powers that are taken at once, as vectors, before they are added one by one: of as many rows as they hold, or of some
/// classes of one row.
const POWERS: usize = 256;
/// Rows of one class, at most, whose logarithms are taken at once.
const ROWS: usize = 64;

impl<T: Scalar> RowLoss<T> for CrossEntropy {
    fn rows(&self, level: Level, rows: LossRows<'_, T>) {
        run_loop(level, EachRow { label_smoothing: self.label_smoothing, rows });
    }

    /// The largest eigenvalue of diag p − ppᵀ is at most ½ (Böhning, 1992).
    fn curvature(&self) -> f64 {
        0.5
    }
}

struct EachRow<'a, T> {
    label_smoothing: f64,
    rows: LossRows<'a, T>,
}

impl<T: Scalar> Loop for EachRow<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Spacing { columns: k, stride } = self.rows.spacing;
        let LossRows { raw, y, gradient, loss, .. } = self.rows;
        let together = (POWERS / k).clamp(1, ROWS);
        let groups = raw.chunks(together * stride).zip(gradient.chunks_mut(together * stride));
        let targets = y.chunks(together).zip(loss.chunks_mut(together));
        for ((raw, gradient), (y, loss)) in groups.zip(targets) {
            Group { k, stride, m: loss.len(), raw }.run(self.label_smoothing, y, gradient, loss);
        }
    }
}

/// Rows whose powers are taken at once.
struct Group<'a, T> {
    k: usize,
    stride: usize,
    m: usize,
    raw: &'a [T],
}

impl<T: Scalar> Group<'_, T> {
    #[inline(always)]
    fn row(&self, r: usize) -> &[T] {
        &self.raw[r * self.stride..][..self.k]
    }

    #[inline(always)]
    fn run(&self, label_smoothing: f64, y: &[T], gradient: &mut [T], loss: &mut [f64]) {
        let largest = self.largest();
        let (sums, logits) = self.powers(&largest, gradient);
        let mut logs = sums;
        for log in &mut logs[..self.m] {
            *log = math::log(*log);
        }
        let spread = label_smoothing / self.k as f64;
        let certain = 1.0 - label_smoothing;
        for r in 0..self.m {
            let gradient = &mut gradient[r * self.stride..][..self.k];
            let Some(class) = index(y[r].to_f64(), self.k) else {
                gradient.fill(T::from_f64(f64::NAN));
                loss[r] = f64::NAN;
                continue;
            };
            let scale = 1.0 / sums[r];
            let of_class = gradient[class].to_f64() * scale;
            for gradient in &mut *gradient {
                *gradient = T::from_f64(gradient.to_f64() * scale - spread);
            }
            gradient[class] = T::from_f64(of_class - (certain + spread));
            // 0 times a logit of −∞ is no loss.
            let smoothed = if spread > 0.0 { spread * logits[r] } else { 0.0 };
            loss[r] = logs[r] - certain * (self.row(r)[class].to_f64() - largest[r]) - smoothed;
        }
    }

    /// Of each row. A NaN logit leaves the largest one alone and makes the sum NaN.
    #[inline(always)]
    fn largest(&self) -> [f64; ROWS] {
        let mut largest = [0.0; ROWS];
        for (r, largest) in largest.iter_mut().enumerate().take(self.m) {
            let larger = |max: f64, raw: &T| if raw.to_f64() > max { raw.to_f64() } else { max };
            *largest = self.row(r).iter().fold(f64::NEG_INFINITY, larger);
        }
        largest
    }

    /// Each row's sums of e^(raw − largest) and of raw − largest, classes ascending, from +0; the powers become the
    /// gradient.
    #[inline(always)]
    fn powers(&self, largest: &[f64; ROWS], gradient: &mut [T]) -> ([f64; ROWS], [f64; ROWS]) {
        let (mut sums, mut logits) = ([0.0; ROWS], [0.0; ROWS]);
        let mut start = 0;
        while start < self.k {
            let width = (self.k - start).min(POWERS);
            let mut powers = [0.0; POWERS];
            for r in 0..self.m {
                let places = &mut powers[r * width..][..width];
                let mut sum = logits[r];
                for (place, raw) in places.iter_mut().zip(&self.row(r)[start..]) {
                    *place = raw.to_f64() - largest[r];
                    sum += *place;
                }
                logits[r] = sum;
            }
            let len = (self.m * width).next_multiple_of(8).min(POWERS);
            for power in &mut powers[..len] {
                *power = math::exp(*power);
            }
            for r in 0..self.m {
                let gradient = &mut gradient[r * self.stride + start..][..width];
                let mut sum = sums[r];
                for (gradient, &power) in gradient.iter_mut().zip(&powers[r * width..]) {
                    *gradient = T::from_f64(power);
                    sum += power;
                }
                sums[r] = sum;
            }
            start += width;
        }
        (sums, logits)
    }
}

/// The class index a target holds, if there is one among k classes.
fn index(target: f64, k: usize) -> Option<usize> {
    let class = target as usize;
    (class as f64 == target && class < k).then_some(class)
}
