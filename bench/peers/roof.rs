//! What one core of this machine can do at most, measured beside the peers in the same round:
//! how fast it reads memory in order, and how fast it multiplies and adds, apart and fused into one operation.
//! usage: roof <bytes> <seconds>; prints one line of JSON: seconds of each pass over the bytes, operations a second.

use std::hint::black_box;
use std::time::Instant;

/// Numbers of one step of a loop: eight accumulators of one 32-byte vector each.
const LANES: usize = 64;

/// Sums the numbers in independent accumulators, so that memory is the only limit. Read in one place, or in
/// four at once, which keeps more of the memory's channels busy; the faster of the two is the roof.
fn read<const PLACES: usize>(values: &[f32]) -> f32 {
    let length = values.len() / PLACES / LANES * LANES;
    let mut sums = [0.0f32; LANES];
    for step in (0..length).step_by(LANES) {
        for place in 0..PLACES {
            let part = &values[place * length + step..][..LANES];
            for (sum, value) in sums.iter_mut().zip(part) {
                *sum += value;
            }
        }
    }
    sums.iter().sum()
}

/// The machine's widest vectors. Named and not left to the compiler, which prefers 256 bits on some that have 512.
#[cfg(all(target_arch = "x86_64", target_feature = "avx512f"))]
mod vector {
    use std::arch::x86_64::{__m512, _mm512_add_ps, _mm512_fmadd_ps, _mm512_mul_ps, _mm512_reduce_add_ps, _mm512_set1_ps};

    pub const LANES: usize = 16;
    pub const FUSES: bool = true;

    #[derive(Clone, Copy)]
    pub struct Vector(__m512);

    // SAFETY of every block below: this module is compiled only for machines that have AVX-512F.
    impl Vector {
        #[inline(always)]
        pub fn of(value: f32) -> Self {
            Self(unsafe { _mm512_set1_ps(value) })
        }

        #[inline(always)]
        pub fn apart(self, factor: Self, term: Self) -> Self {
            Self(unsafe { _mm512_add_ps(_mm512_mul_ps(self.0, factor.0), term.0) })
        }

        #[inline(always)]
        pub fn fused(self, factor: Self, term: Self) -> Self {
            Self(unsafe { _mm512_fmadd_ps(self.0, factor.0, term.0) })
        }

        pub fn sum(self) -> f32 {
            unsafe { _mm512_reduce_add_ps(self.0) }
        }
    }
}

/// Eight numbers that the compiler keeps in the vectors it finds: AVX2, two of SSE2 or of NEON.
#[cfg(not(all(target_arch = "x86_64", target_feature = "avx512f")))]
mod vector {
    pub const LANES: usize = 8;
    /// Without the operation `mul_add` is a slow call.
    pub const FUSES: bool = cfg!(any(target_feature = "fma", target_arch = "aarch64"));

    #[derive(Clone, Copy)]
    pub struct Vector([f32; LANES]);

    impl Vector {
        #[inline(always)]
        pub fn of(value: f32) -> Self {
            Self([value; LANES])
        }

        #[inline(always)]
        pub fn apart(self, factor: Self, term: Self) -> Self {
            Self(std::array::from_fn(|i| self.0[i] * factor.0[i] + term.0[i]))
        }

        #[inline(always)]
        pub fn fused(self, factor: Self, term: Self) -> Self {
            Self(std::array::from_fn(|i| self.0[i].mul_add(factor.0[i], term.0[i])))
        }

        pub fn sum(self) -> f32 {
            self.0.iter().sum()
        }
    }
}

use vector::Vector;

/// `rounds` of the operation in every accumulator; what none of them waits for keeps the units busy.
#[inline(always)]
fn chains<const COUNT: usize>(rounds: usize, operation: impl Fn(Vector, Vector, Vector) -> Vector) -> f32 {
    let [factor, term] = black_box([0.999, 0.001]).map(Vector::of);
    let mut sums = [Vector::of(black_box(1.0)); COUNT];
    for _ in 0..rounds {
        for sum in &mut sums {
            *sum = operation(*sum, factor, term);
        }
    }
    sums.iter().map(|sum| sum.sum()).sum()
}

/// Multiplications and additions a second, by as many accumulators as serve this machine best: with few it waits for
/// each result, with many it runs out of registers.
fn peak(seconds: f64, operation: impl Fn(Vector, Vector, Vector) -> Vector + Copy) -> f64 {
    let rate = |count: usize, run: &dyn Fn(usize) -> f32| {
        let rounds = 2_000_000 / count;
        let flops = 2 * vector::LANES * count * rounds;
        flops as f64 / median(times(seconds / 8.0, || run(black_box(rounds))))
    };
    let rates = [
        rate(8, &|rounds| chains::<8>(rounds, operation)),
        rate(10, &|rounds| chains::<10>(rounds, operation)),
        rate(12, &|rounds| chains::<12>(rounds, operation)),
        rate(20, &|rounds| chains::<20>(rounds, operation)),
    ];
    rates.into_iter().fold(0.0, f64::max)
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Times of repeated calls in seconds, after one that is not counted.
fn times(seconds: f64, mut call: impl FnMut() -> f32) -> Vec<f64> {
    black_box(call());
    let begin = Instant::now();
    let mut taken = Vec::new();
    while taken.len() < 5 || begin.elapsed().as_secs_f64() < seconds {
        let start = Instant::now();
        black_box(call());
        taken.push(start.elapsed().as_secs_f64());
    }
    taken
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let bytes: usize = arguments.next().and_then(|a| a.parse().ok()).expect("usage: roof <bytes> <seconds>");
    let seconds: f64 = arguments.next().and_then(|a| a.parse().ok()).expect("usage: roof <bytes> <seconds>");
    let values: Vec<f32> = (0..bytes / 4).map(|i| (i % 1000) as f32).collect();
    let one = times(seconds, || read::<1>(black_box(&values)));
    let four = times(seconds, || read::<4>(black_box(&values)));
    let apart = peak(seconds, Vector::apart);
    let fused = if vector::FUSES { format!("{}", peak(seconds, Vector::fused)) } else { "null".to_string() };
    println!("{{\"bytes\":{},\"one\":{one:?},\"four\":{four:?},\"apart\":{apart},\"fused\":{fused}}}", values.len() * 4);
}
