//! Log loss of k classes, from k logits. Domain: class indices 0 … k − 1. Link: softmax. Loss: −Σ qⱼ log pⱼ with
//! p = softmax(raw), q = (1 − ε) of the class + ε/k of every class (Szegedy et al., 2016). Gradient: p − q.
//! A row's loss is its log loss, not divided by k. Reference: PyTorch's CrossEntropyLoss(label_smoothing=ε).

use super::RowLoss;
use crate::math;
use crate::scalar::Scalar;

/// −Σ qⱼ log softmax(raw)ⱼ. A class index outside 0 … k − 1 gives NaN.
#[derive(Clone, Copy, Debug)]
pub struct CrossEntropy {
    /// Share ε of the target spread evenly over all classes, 0 ≤ ε < 1.
    pub label_smoothing: f64,
}

/// Classes whose powers are taken at once, as vectors, before they are added one by one.
const CLASSES: usize = 16;

impl<T: Scalar> RowLoss<T> for CrossEntropy {
    /// Rows of one class, of which every prediction is right: 0, and its gradient 0.
    fn column(&self, raw: &[T], y: &[T], gradient: &mut [T], loss: &mut [f64]) {
        let rows = raw.chunks(1).zip(y.chunks(1));
        for ((raw, y), (gradient, loss)) in rows.zip(gradient.chunks_mut(1).zip(loss)) {
            *loss = self.row(raw, y, gradient);
        }
    }

    fn row(&self, raw: &[T], y: &[T], gradient: &mut [T]) -> f64 {
        let Some(class) = index(y[0].to_f64(), raw.len()) else {
            gradient.fill(T::from_f64(f64::NAN));
            return f64::NAN;
        };
        let max = raw
            .iter()
            .fold(f64::NEG_INFINITY, |max, raw| if raw.to_f64() > max { raw.to_f64() } else { max });
        // Classes ascending, from +0. A NaN logit leaves the largest one alone and makes the sum NaN.
        let (mut sum, mut logits) = (0.0, 0.0);
        for (raw, gradient) in raw.chunks(CLASSES).zip(gradient.chunks_mut(CLASSES)) {
            let mut powers = [0.0; CLASSES];
            for ((power, raw), gradient) in powers.iter_mut().zip(raw).zip(gradient) {
                *power = math::exp(raw.to_f64() - max);
                *gradient = T::from_f64(*power);
            }
            for (power, raw) in powers.iter().zip(raw) {
                sum += power;
                logits += raw.to_f64() - max;
            }
        }
        let spread = self.label_smoothing / raw.len() as f64;
        let certain = 1.0 - self.label_smoothing;
        let scale = 1.0 / sum;
        let of_class = gradient[class].to_f64() * scale;
        for gradient in &mut *gradient {
            *gradient = T::from_f64(gradient.to_f64() * scale - spread);
        }
        gradient[class] = T::from_f64(of_class - (certain + spread));
        // 0 times a logit of −∞ is no loss.
        let smoothed = if spread > 0.0 { spread * logits } else { 0.0 };
        math::log(sum) - certain * (raw[class].to_f64() - max) - smoothed
    }

    /// The largest eigenvalue of diag p − ppᵀ is at most ½ (Böhning, 1992).
    fn curvature(&self) -> f64 {
        0.5
    }
}

/// The class index a target holds, if there is one among k classes.
fn index(target: f64, k: usize) -> Option<usize> {
    let class = target as usize;
    (class as f64 == target && class < k).then_some(class)
}
