//! Adagrad (Duchi, Hazan and Singer, 2011), as `torch.optim.Adagrad` computes it: s ← s + g²,
//! θ ← θ − (η / (1 + (t − 1) · decay)) g / (√s + ε).

#[cfg(not(target_arch = "wasm32"))]
use super::{FactorArray, factor_array};
use super::{Memory, Update, epsilon};
use crate::kernel::elementwise::{self, Pass};
use crate::scalar::Scalar;

/// The hyper-parameters; ranges in `config`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Factors {
    pub(super) learning_rate_decay: f64,
    pub(super) initial_accumulator: f64,
    pub(super) epsilon: f64,
}

impl Factors {
    /// The sums of squares; the steps taken.
    pub(super) fn memory<T: Scalar>(&self, parameters: usize) -> Memory<T> {
        Memory { buffers: vec![vec![T::from_f64(self.initial_accumulator); parameters]], numbers: vec![0.0] }
    }

    pub(super) fn step<T: Scalar>(&self, memory: &mut Memory<T>, update: Update<'_, T>) -> bool {
        let Update { machine, operands, rate } = update;
        let step = self.next(&mut memory.numbers, rate);
        elementwise::run(machine, &step, operands, memory.slices())
    }

    /// The factors of the next step.
    pub(super) fn next<T: Scalar>(&self, numbers: &mut [f64], rate: f64) -> Adagrad<T> {
        let done = numbers[0];
        numbers[0] += 1.0;
        Adagrad {
            rate: T::from_f64(rate / (1.0 + done * self.learning_rate_decay)),
            epsilon: epsilon(self.epsilon),
        }
    }
}

/// The factors of one step, in the element type.
pub(super) struct Adagrad<T> {
    rate: T,
    epsilon: T,
}

#[cfg(not(target_arch = "wasm32"))]
impl<T: Scalar> Adagrad<T> {
    /// In the order a device takes them.
    pub(super) fn array(&self) -> FactorArray {
        factor_array([self.rate, self.epsilon])
    }
}

impl<T: Scalar> Pass<T, 1> for Adagrad<T> {
    #[inline(always)]
    fn apply(&self, p: T, g: T, [sum]: [T; 1]) -> (T, [T; 1]) {
        let sum = sum + g * g;
        (p - self.rate * g / (sum.sqrt() + self.epsilon), [sum])
    }
}
