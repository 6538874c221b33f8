//! Optimizers by name, with their options.

use super::Auto;
use crate::error::{Error, Result};
use crate::named_options;
use crate::options::check;

named_options! {
    /// An optimizer. Names and defaults are PyTorch's, in camelCase.
    pub enum Optimizer {
        /// Gradient descent, with momentum when asked (Polyak, 1964; Nesterov's form: Sutskever et al., 2013).
        Sgd {
            /// Step size η > 0. `auto`: 0.01.
            learning_rate: Auto<f64> = Auto::AUTO,
            /// Momentum factor, 0 ≤ μ < 1. Default 0.
            momentum: f64 = 0.0,
            /// Share of the gradient kept out of the momentum buffer, 0 … 1. Default 0.
            dampening: f64 = 0.0,
            /// Nesterov's look-ahead; needs momentum > 0 and dampening 0. Default false.
            nesterov: bool = false,
            /// L2 decay added to the gradient, ≥ 0, biases included as PyTorch does. Default 0.
            weight_decay: f64 = 0.0,
        },
        /// Adam (Kingma and Ba, 2015).
        Adam {
            /// Step size η > 0. `auto`: 0.05 for a linear model, 0.001 with hidden layers.
            learning_rate: Auto<f64> = Auto::AUTO,
            /// Decay of the two running means, each 0 ≤ β < 1. Default [0.9, 0.999].
            betas: [f64; 2] = [0.9, 0.999],
            /// Added to the denominator, > 0. Default 1e-8.
            epsilon: f64 = 1e-8,
            /// L2 decay added to the gradient, ≥ 0, biases included as PyTorch does. Default 0.
            weight_decay: f64 = 0.0,
            /// Keep the largest second moment seen (Reddi, Kale and Kumar, 2018). Default false.
            amsgrad: bool = false,
        },
        /// Adam with decay of the parameters beside the gradient (Loshchilov and Hutter, 2019).
        Adamw {
            /// Step size η > 0. `auto`: 0.05 for a linear model, 0.001 with hidden layers.
            learning_rate: Auto<f64> = Auto::AUTO,
            /// Decay of the two running means, each 0 ≤ β < 1. Default [0.9, 0.999].
            betas: [f64; 2] = [0.9, 0.999],
            /// Added to the denominator, > 0. Default 1e-8.
            epsilon: f64 = 1e-8,
            /// Decay of the parameters themselves, ≥ 0, times the learning rate; biases included. Default 0.01.
            weight_decay: f64 = 0.01,
            /// Keep the largest second moment seen (Reddi, Kale and Kumar, 2018). Default false.
            amsgrad: bool = false,
        },
        /// Adam with Nesterov momentum (Dozat, 2016).
        Nadam {
            /// Step size η > 0. `auto`: 0.002.
            learning_rate: Auto<f64> = Auto::AUTO,
            /// Decay of the two running means, each 0 ≤ β < 1. Default [0.9, 0.999].
            betas: [f64; 2] = [0.9, 0.999],
            /// Added to the denominator, > 0. Default 1e-8.
            epsilon: f64 = 1e-8,
            /// L2 decay added to the gradient, ≥ 0, biases included as PyTorch does. Default 0.
            weight_decay: f64 = 0.0,
            /// Decay of the momentum's own schedule, ≥ 0. Default 0.004.
            momentum_decay: f64 = 0.004,
        },
        /// Adam by the largest gradient seen (Kingma and Ba, 2015).
        Adamax {
            /// Step size η > 0. `auto`: 0.002.
            learning_rate: Auto<f64> = Auto::AUTO,
            /// Decay of the two running means, each 0 ≤ β < 1. Default [0.9, 0.999].
            betas: [f64; 2] = [0.9, 0.999],
            /// Added to the denominator, > 0. Default 1e-8.
            epsilon: f64 = 1e-8,
            /// L2 decay added to the gradient, ≥ 0, biases included as PyTorch does. Default 0.
            weight_decay: f64 = 0.0,
        },
        /// RMSprop (Tieleman and Hinton, 2012).
        Rmsprop {
            /// Step size η > 0. `auto`: 0.01.
            learning_rate: Auto<f64> = Auto::AUTO,
            /// Decay of the running mean of squares, 0 ≤ α < 1. Default 0.99.
            alpha: f64 = 0.99,
            /// Added to the denominator, > 0. Default 1e-8.
            epsilon: f64 = 1e-8,
            /// Momentum factor, 0 ≤ μ < 1. Default 0.
            momentum: f64 = 0.0,
            /// Divide by the deviation, not by the root of the mean square (Graves, 2013). Default false.
            centered: bool = false,
            /// L2 decay added to the gradient, ≥ 0, biases included as PyTorch does. Default 0.
            weight_decay: f64 = 0.0,
        },
        /// Adagrad (Duchi, Hazan and Singer, 2011).
        Adagrad {
            /// Step size η > 0. `auto`: 0.01.
            learning_rate: Auto<f64> = Auto::AUTO,
            /// Decay of the learning rate: η / (1 + t · decay), ≥ 0. Default 0.
            learning_rate_decay: f64 = 0.0,
            /// The sums of squares at the start, ≥ 0. Default 0.
            initial_accumulator: f64 = 0.0,
            /// Added to the denominator, > 0. Default 1e-10.
            epsilon: f64 = 1e-10,
            /// L2 decay added to the gradient, ≥ 0, biases included as PyTorch does. Default 0.
            weight_decay: f64 = 0.0,
        },
        /// Adadelta (Zeiler, 2012).
        Adadelta {
            /// Step size η > 0. `auto`: 1.
            learning_rate: Auto<f64> = Auto::AUTO,
            /// Decay of the running means of squares, 0 ≤ ρ < 1. Default 0.9.
            rho: f64 = 0.9,
            /// Added to the denominator, > 0. Default 1e-6.
            epsilon: f64 = 1e-6,
            /// L2 decay added to the gradient, ≥ 0, biases included as PyTorch does. Default 0.
            weight_decay: f64 = 0.0,
        },
    }
}

impl Default for Optimizer {
    fn default() -> Self {
        Self::Adam {
            learning_rate: Auto::AUTO,
            betas: [0.9, 0.999],
            epsilon: 1e-8,
            weight_decay: 0.0,
            amsgrad: false,
        }
    }
}

impl Optimizer {
    /// Its own learning rate.
    pub(crate) fn learning_rate_mut(&mut self) -> &mut Auto<f64> {
        match self {
            Self::Sgd { learning_rate, .. }
            | Self::Adam { learning_rate, .. }
            | Self::Adamw { learning_rate, .. }
            | Self::Nadam { learning_rate, .. }
            | Self::Adamax { learning_rate, .. }
            | Self::Rmsprop { learning_rate, .. }
            | Self::Adagrad { learning_rate, .. }
            | Self::Adadelta { learning_rate, .. } => learning_rate,
        }
    }

    /// The learning rate where none is written.
    pub(crate) fn default_rate(&self, hidden: bool) -> f64 {
        match self {
            Self::Adam { .. } | Self::Adamw { .. } => {
                if hidden {
                    0.001
                } else {
                    0.05
                }
            }
            Self::Nadam { .. } | Self::Adamax { .. } => 0.002,
            Self::Sgd { .. } | Self::Rmsprop { .. } | Self::Adagrad { .. } => 0.01,
            Self::Adadelta { .. } => 1.0,
        }
    }

    /// Checks its options' ranges, but the learning rate's.
    pub(crate) fn check(&self) -> Result<()> {
        match *self {
            Self::Sgd { momentum, dampening, nesterov, weight_decay, .. } => {
                share(momentum, "momentum")?;
                check(
                    (0.0..=1.0).contains(&dampening),
                    "optimizer.dampening",
                    "a number from 0 to 1",
                    dampening,
                )?;
                if nesterov && (momentum == 0.0 || dampening != 0.0) {
                    return Err(Error::option(
                        "Option optimizer.nesterov needs momentum above 0 and dampening 0.",
                    ));
                }
                not_negative(weight_decay, "weightDecay")
            }
            Self::Adam { betas, epsilon, weight_decay, .. }
            | Self::Adamw { betas, epsilon, weight_decay, .. }
            | Self::Adamax { betas, epsilon, weight_decay, .. } => adam(betas, epsilon, weight_decay),
            Self::Nadam { betas, epsilon, weight_decay, momentum_decay, .. } => {
                adam(betas, epsilon, weight_decay)?;
                not_negative(momentum_decay, "momentumDecay")
            }
            Self::Rmsprop { alpha, epsilon, momentum, weight_decay, .. } => {
                share(alpha, "alpha")?;
                share(momentum, "momentum")?;
                positive(epsilon, "epsilon")?;
                not_negative(weight_decay, "weightDecay")
            }
            Self::Adagrad { learning_rate_decay, initial_accumulator, epsilon, weight_decay, .. } => {
                not_negative(learning_rate_decay, "learningRateDecay")?;
                not_negative(initial_accumulator, "initialAccumulator")?;
                positive(epsilon, "epsilon")?;
                not_negative(weight_decay, "weightDecay")
            }
            Self::Adadelta { rho, epsilon, weight_decay, .. } => {
                share(rho, "rho")?;
                positive(epsilon, "epsilon")?;
                not_negative(weight_decay, "weightDecay")
            }
        }
    }
}

fn adam(betas: [f64; 2], epsilon: f64, weight_decay: f64) -> Result<()> {
    for beta in betas {
        share(beta, "betas")?;
    }
    positive(epsilon, "epsilon")?;
    not_negative(weight_decay, "weightDecay")
}

fn share(value: f64, name: &str) -> Result<()> {
    check((0.0..1.0).contains(&value), &format!("optimizer.{name}"), "a number from 0 to below 1", value)
}

fn positive(value: f64, name: &str) -> Result<()> {
    let holds = value > 0.0 && value.is_finite();
    check(holds, &format!("optimizer.{name}"), "a finite number above 0", value)
}

fn not_negative(value: f64, name: &str) -> Result<()> {
    let holds = value >= 0.0 && value.is_finite();
    check(holds, &format!("optimizer.{name}"), "a finite number of at least 0", value)
}
