//! Loops without vectors of their own: the compiler fills them, compiling the loop once for each wider instruction set.

#[cfg(target_arch = "x86_64")]
use super::{Kernel, Simd, Vectors};
use crate::kernel::Level;

/// A loop; `run` and all it calls are `#[inline(always)]`, so that they are compiled for the shell that calls them.
pub(crate) trait Loop {
    /// What it gives.
    type Output;
    /// The loop.
    fn run(self) -> Self::Output;
}

/// A loop as the shells take it.
#[cfg(target_arch = "x86_64")]
struct Compiled<L>(L);

#[cfg(target_arch = "x86_64")]
impl<T, L: Loop> Kernel<T> for Compiled<L> {
    type Output = L::Output;

    #[inline(always)]
    fn run<S: Simd<T = T>>(self, _: S) -> L::Output {
        self.0.run()
    }
}

/// Runs the loop at a level. All levels that are the target's baseline share one copy: the bits are the same.
pub(crate) fn run_loop<L: Loop>(level: Level, each: L) -> L::Output {
    match level {
        // SAFETY: the guard asks the CPU.
        #[cfg(target_arch = "x86_64")]
        Level::Avx512 if level.is_available() => unsafe {
            <f32 as Vectors>::Avx512::new().shell(Compiled(each))
        },
        // SAFETY: the guard asks the CPU.
        #[cfg(target_arch = "x86_64")]
        Level::Avx2 if level.is_available() => unsafe { <f32 as Vectors>::Avx2::new().shell(Compiled(each)) },
        _ => each.run(),
    }
}
