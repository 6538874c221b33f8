//! How near the products of a dense layer are to what the machine can do: `cargo run --release --example dense_speed
//! [repeats [m inputs units]]`, in GF/s.
//!
//! The peak is that of independent multiplications and additions with the same vectors, measured between the products;
//! each keeps the best of its repeats. The share is the product's rate over the peak's.
#![expect(clippy::print_stdout, reason = "a program whose result is its output")]

use std::hint::black_box;
use std::time::Instant;

use minibatch_core::batch::Rows;
use minibatch_core::config::Numerics;
use minibatch_core::kernel::dense::{
    Inputs, LayerGradient, LayerWeights, Lines, Panels, Strided, StridedMut, forward, input_gradient,
    stride_of, weight_gradient,
};
use minibatch_core::kernel::{Level, Machine};
use minibatch_core::scalar::Scalar;

const SHAPES: [[usize; 3]; 3] = [[64, 784, 128], [64, 128, 10], [64, 1024, 1024]];

fn main() {
    let numbers: Vec<usize> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    let repeats = numbers.first().copied().unwrap_or(200);
    let shapes =
        if let [_, m, inputs, units] = numbers[..] { vec![[m, inputs, units]] } else { SHAPES.to_vec() };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    println!(
        "{:<18} {:>8} {:>8} {:>8} {:>7} {:>6} {:>6} {:>6} {:>6}   shares of one thread's peak",
        "m x inputs x units", "level", "type", "numerics", "threads", "peak", "Z", "dW", "dX"
    );
    for shape in shapes {
        for level in Level::available().filter(|level| *level != Level::Reference) {
            for numerics in [Numerics::Strict, Numerics::Fast] {
                measure::<f32>(shape, &Machine::new(level, numerics, 1), repeats);
            }
            measure::<f64>(shape, &Machine::single(level), repeats);
        }
        if let Some(level) = Level::available().last() {
            measure::<f32>(shape, &Machine::new(level, Numerics::Strict, cores), repeats);
        }
    }
}

fn measure<T: Chains>([m, inputs, units]: [usize; 3], machine: &Machine, repeats: usize) {
    let panels = Panels::new::<T>(machine.level, inputs, units);
    let numbers = |count: usize| {
        let mut numbers = Lines::<T>::new(count);
        for (i, number) in numbers.iter_mut().enumerate() {
            *number = T::from_f64((i * 7919 % 1000) as f64 / 1000.0 - 0.5);
        }
        numbers
    };
    let (weights, biases) = (numbers(panels.len()), numbers(panels.columns()));
    let layer = LayerWeights { panels, weights: &weights, biases: &biases };
    // X as it is given, unpadded and shuffled; activations and deltas as a model keeps them.
    let table = numbers(4 * m * inputs);
    let order: Vec<u32> = (0..m as u32).map(|i| i * 2_654_435 % (4 * m as u32)).collect();
    let x = Inputs { values: &table, stride: inputs, columns: inputs, rows: Rows::Listed(&order) };
    let stride = stride_of::<T>(panels.columns());
    let mut z = numbers(m * stride);
    let deltas = numbers(m * stride);
    let deltas = Strided { values: &deltas, stride };
    let (mut dw, mut db) = (numbers(panels.len()), numbers(panels.columns()));
    let dx_stride = stride_of::<T>(inputs);
    let mut dx = numbers(m * dx_stride);
    let mut best = [f64::INFINITY; 4];
    let lanes = panels.width() / 2;
    for _ in 0..repeats {
        let seconds_of_peak = seconds(|| black_box(T::chains(machine)));
        best[0] = best[0].min(seconds_of_peak / (CHAINS * STEPS * lanes) as f64);
        let products = (m * inputs * units) as f64;
        let mut out = StridedMut { values: &mut z, stride };
        best[1] = best[1].min(seconds(|| forward(machine, &x, &layer, &mut out)) / products);
        let mut gradient = LayerGradient { panels, weights: &mut dw, biases: &mut db };
        best[2] = best[2].min(seconds(|| weight_gradient(machine, &x, deltas, &mut gradient)) / products);
        let mut out = StridedMut { values: &mut dx, stride: dx_stride };
        best[3] = best[3].min(seconds(|| input_gradient(machine, (deltas, m), &layer, &mut out)) / products);
        black_box((&z, &dw, &dx));
    }
    let [peak, z, dw, dx] = best.map(|seconds| 2e-9 / seconds);
    let threads = machine.pool.threads();
    println!(
        "{:<18} {:>8} {:>8} {:>8} {:>7} {peak:>6.1} {z:>6.1} {dw:>6.1} {dx:>6.1}   {:>4.0} % {:>4.0} % {:>4.0} %",
        format!("{m} x {inputs} x {units}"),
        machine.level.name(),
        format!("{:?}", T::DTYPE).to_lowercase(),
        format!("{:?}", machine.numerics).to_lowercase(),
        threads,
        z / peak * 100.0,
        dw / peak * 100.0,
        dx / peak * 100.0,
    );
}

fn seconds<R>(run: impl FnOnce() -> R) -> f64 {
    let start = Instant::now();
    run();
    start.elapsed().as_secs_f64()
}

/// Vectors multiplied and added to side by side: more than a chain of one multiplication and one addition is long.
const CHAINS: usize = 14;
const STEPS: usize = 2000;

/// v ← v · a + b for 14 vectors, 2000 times, on one thread.
trait Chains: Scalar {
    fn chains(machine: &Machine) -> Self;
}

macro_rules! chains {
    ($name:ident, $($feature:literal)?, $type:ty, $splat:ident, $step:expr) => {
        $(#[target_feature(enable = $feature)])?
        unsafe fn $name() -> $type {
            // SAFETY: the instructions are there, by the attribute or by the target; vectors are arrays of elements.
            unsafe {
                let (a, b) = ($splat(black_box(0.5)), $splat(black_box(1.0)));
                let mut vectors = [a; CHAINS];
                for _ in 0..STEPS {
                    for v in &mut vectors {
                        *v = $step(*v, a, b);
                    }
                }
                *black_box(&vectors).as_ptr().cast()
            }
        }
    };
}

macro_rules! chains_of {
    ($type:ty; $($level:ident $numerics:pat => $name:ident, $($feature:literal)?, $splat:ident, $step:expr;)+) => {
        impl Chains for $type {
            fn chains(machine: &Machine) -> Self {
                $(chains!($name, $($feature)?, $type, $splat, $step);)+
                match (machine.level, machine.numerics) {
                    // SAFETY: the levels measured are those the machine has.
                    $((Level::$level, $numerics) => unsafe { $name() },)+
                    _ => unreachable!("a level of another machine"),
                }
            }
        }
    };
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use super::*;
    use std::arch::x86_64::*;

    chains_of! { f32;
        Sse2 _ => sse2, , _mm_set1_ps, |v, a, b| _mm_add_ps(_mm_mul_ps(v, a), b);
        Avx2 Numerics::Strict => avx2, "avx2", _mm256_set1_ps, |v, a, b| _mm256_add_ps(_mm256_mul_ps(v, a), b);
        Avx2 Numerics::Fast => avx2_fused, "avx2,fma", _mm256_set1_ps, |v, a, b| _mm256_fmadd_ps(v, a, b);
        Avx512 Numerics::Strict => avx512, "avx512f", _mm512_set1_ps, |v, a, b| _mm512_add_ps(_mm512_mul_ps(v, a), b);
        Avx512 Numerics::Fast => avx512_fused, "avx512f", _mm512_set1_ps, |v, a, b| _mm512_fmadd_ps(v, a, b);
    }
    chains_of! { f64;
        Sse2 _ => sse2, , _mm_set1_pd, |v, a, b| _mm_add_pd(_mm_mul_pd(v, a), b);
        Avx2 Numerics::Strict => avx2, "avx2", _mm256_set1_pd, |v, a, b| _mm256_add_pd(_mm256_mul_pd(v, a), b);
        Avx2 Numerics::Fast => avx2_fused, "avx2,fma", _mm256_set1_pd, |v, a, b| _mm256_fmadd_pd(v, a, b);
        Avx512 Numerics::Strict => avx512, "avx512f", _mm512_set1_pd, |v, a, b| _mm512_add_pd(_mm512_mul_pd(v, a), b);
        Avx512 Numerics::Fast => avx512_fused, "avx512f", _mm512_set1_pd, |v, a, b| _mm512_fmadd_pd(v, a, b);
    }
}

#[cfg(target_arch = "aarch64")]
mod aarch64 {
    use super::*;
    use std::arch::aarch64::*;

    chains_of! { f32;
        Neon Numerics::Strict => neon, , vdupq_n_f32, |v, a, b| vaddq_f32(vmulq_f32(v, a), b);
        Neon Numerics::Fast => neon_fused, , vdupq_n_f32, |v, a, b| vfmaq_f32(b, v, a);
    }
    chains_of! { f64;
        Neon Numerics::Strict => neon, , vdupq_n_f64, |v, a, b| vaddq_f64(vmulq_f64(v, a), b);
        Neon Numerics::Fast => neon_fused, , vdupq_n_f64, |v, a, b| vfmaq_f64(b, v, a);
    }
}
