//! Which instruction set runs the kernels. A value, chosen once a run; it changes speed, never bits.

use crate::error::{Error, Result};

/// An instruction set, or the naive reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// The plain text of the numerical rules: slow, the oracle of all others.
    Reference,
    /// x86-64's baseline, 128 bits.
    Sse2,
    /// x86-64, 256 bits.
    Avx2,
    /// x86-64 with AVX-512F, 512 bits.
    Avx512,
    /// AArch64's baseline, 128 bits.
    Neon,
    /// WebAssembly's 128 bits.
    Simd128,
}

impl Level {
    /// Every level, from the slowest to the fastest of each machine.
    pub const ALL: [Self; 6] =
        [Self::Reference, Self::Sse2, Self::Avx2, Self::Avx512, Self::Neon, Self::Simd128];

    /// The fastest level of this machine, or the one the environment variable `MINIBATCH_SIMD` names.
    ///
    /// # Errors
    /// OPTION_INVALID when the variable names a level this machine lacks.
    pub fn detect() -> Result<Self> {
        match std::env::var("MINIBATCH_SIMD") {
            Ok(name) if !name.is_empty() => Self::named(&name),
            _ => Ok(Self::available().last().unwrap_or(Self::Reference)),
        }
    }

    /// The level of this name.
    ///
    /// # Errors
    /// OPTION_INVALID when there is no such level on this machine.
    pub fn named(name: &str) -> Result<Self> {
        Self::available().find(|level| level.name() == name).ok_or_else(|| {
            let names: Vec<_> = Self::available().map(Self::name).collect();
            Error::option(format!(
                "MINIBATCH_SIMD is '{name}', but this machine has {}. Name one of these, or unset it.",
                names.join(", ")
            ))
        })
    }

    /// The levels this machine has, the fastest last. `Reference` is always there.
    pub fn available() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|level| level.is_available())
    }

    /// Its name, as `MINIBATCH_SIMD` takes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Reference => "reference",
            Self::Sse2 => "sse2",
            Self::Avx2 => "avx2",
            Self::Avx512 => "avx512",
            Self::Neon => "neon",
            Self::Simd128 => "simd128",
        }
    }

    /// Whether this CPU has it.
    pub fn is_available(self) -> bool {
        match self {
            Self::Reference => true,
            #[cfg(target_arch = "x86_64")]
            Self::Sse2 => true,
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => std::arch::is_x86_feature_detected!("avx2"),
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => std::arch::is_x86_feature_detected!("avx512f"),
            #[cfg(target_arch = "aarch64")]
            Self::Neon => std::arch::is_aarch64_feature_detected!("neon"),
            // Decided when the module is compiled: an engine without it rejects the whole module.
            #[cfg(target_arch = "wasm32")]
            Self::Simd128 => cfg!(target_feature = "simd128"),
            _ => false,
        }
    }
}
