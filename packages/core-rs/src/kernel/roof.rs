//! What this machine can do at most: how fast it reads memory in order, and how fast it multiplies and adds, by the
//! instructions and on the threads a run would take. The caller holds the clock. The roofline model: Williams, Waterman,
//! Patterson, "Roofline: an insightful visual performance model", 2009.

use std::hint::black_box;

use super::simd::{self, Kernel, Naive, Simd};
use super::{Level, Machine};
use crate::config::Numerics;
use crate::error::Result;
use crate::memory::with_room;
use crate::options::{check, read_options};
use crate::read_fields;
use crate::threads;

/// Numbers of one step of the reading loop: enough sums that none waits for another.
const STEP: usize = 64;
/// Places read at once, which keep more of the memory's channels busy.
const PLACES: usize = 4;
/// Sums that multiply and add side by side: more than the units can keep busy, fewer than the registers of AVX2.
const CHAINS: usize = 12;
/// The least memory: no probe is of less than a step of each place of each thread.
const LEAST_BYTES: u64 = 1 << 16;
/// The most: a probe is no reason to run out of it.
const MOST_BYTES: u64 = 1 << 30;

#[derive(Debug)]
struct Options {
    bytes: u64,
    threads: Option<u32>,
    numerics: Numerics,
}

read_fields!(Options { bytes, threads = None, numerics = Numerics::Strict });

/// Memory to read, and the machine that reads and computes.
#[derive(Debug)]
pub struct Roof {
    machine: Machine,
    values: Vec<f32>,
}

impl Roof {
    /// Options: `{ bytes, threads?, numerics? }`; bytes from 65,536 to 1 GiB, threads as a run takes them.
    ///
    /// # Errors
    /// OPTION_INVALID, OUT_OF_MEMORY.
    pub fn new(options_json: &str) -> Result<Self> {
        let Options { bytes, threads, numerics } = read_options(options_json)?;
        let fits = (LEAST_BYTES..=MOST_BYTES).contains(&bytes);
        check(fits, "bytes", "a whole number from 65536 to 1073741824", bytes)?;
        let threads = threads.map_or_else(threads::available, |threads| threads.max(1) as usize);
        let len = bytes as usize / size_of::<f32>();
        let mut values = with_room(len)?;
        values.extend((0..len).map(|i| (i % 1000) as f32));
        Ok(Self { machine: Machine::new(Level::detect()?, numerics, threads), values })
    }

    /// The threads that read and compute.
    pub fn threads(&self) -> usize {
        self.machine.pool.threads()
    }

    /// Reads the memory once, each thread its part of it; gives the bytes.
    pub fn read(&self) -> u64 {
        let share = self.values.len() / self.threads();
        self.machine.pool.run(self.threads(), &|thread| {
            let part = &self.values[thread * share..][..share];
            black_box(simd::run(self.machine.level, Read(black_box(part))));
        });
        (share * self.threads() * size_of::<f32>()) as u64
    }

    /// Multiplies and adds, so many rounds on each thread; gives the operations, a multiplication and an addition being two.
    pub fn compute(&self, rounds: u64) -> u64 {
        let Machine { level, numerics, pool } = &self.machine;
        let lanes = simd::run_by(*level, *numerics, Compute(0));
        pool.run(self.threads(), &|_| {
            black_box(simd::run_by(*level, *numerics, Compute(black_box(rounds))));
        });
        2 * rounds * (CHAINS * lanes * self.threads()) as u64
    }
}

/// Sums the numbers in independent sums, so that memory is the only limit.
struct Read<'a>(&'a [f32]);

impl Kernel<f32> for Read<'_> {
    type Output = usize;

    #[inline(always)]
    fn run<S: Simd<T = f32>>(self, simd: S) -> usize {
        let place = self.0.len() / PLACES / STEP * STEP;
        let mut sums = [simd.splat(0.0); STEP / 4];
        for step in (0..place).step_by(STEP) {
            for start in (0..PLACES).map(|at| at * place + step) {
                let line = &self.0[start..][..STEP];
                for (sum, from) in sums.iter_mut().zip(line.chunks_exact(S::LANES)) {
                    // SAFETY: the chunk has LANES elements.
                    *sum = simd.add(*sum, unsafe { simd.load(from.as_ptr()) });
                }
            }
        }
        black_box(&sums);
        place
    }
}

impl Naive<f32> for Read<'_> {
    fn run_reference(self) -> usize {
        black_box(self.0.iter().sum::<f32>());
        self.0.len()
    }
}

/// So many rounds of one multiplication and one addition in every sum; gives the lanes of a vector.
struct Compute(u64);

impl Kernel<f32> for Compute {
    type Output = usize;

    #[inline(always)]
    fn run<S: Simd<T = f32>>(self, simd: S) -> usize {
        let [factor, term] = black_box([0.999, 0.001]).map(|value| simd.splat(value));
        let mut sums = [simd.splat(black_box(1.0)); CHAINS];
        for _ in 0..self.0 {
            for sum in &mut sums {
                *sum = simd.mul_add(*sum, factor, term);
            }
        }
        black_box(&sums);
        S::LANES
    }
}

impl Naive<f32> for Compute {
    fn run_reference(self) -> usize {
        let [factor, term] = black_box([0.999_f32, 0.001]);
        let mut sums = [black_box(1.0_f32); CHAINS];
        for _ in 0..self.0 {
            for sum in &mut sums {
                *sum = *sum * factor + term;
            }
        }
        black_box(&sums);
        1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_what_it_reads_and_computes() {
        let roof = Roof::new(r#"{ "bytes": 1048576, "threads": 2 }"#).expect("options that are in range");
        assert_eq!(roof.threads(), 2);
        assert_eq!(roof.read(), 1 << 20);
        let round = roof.compute(1);
        assert!(round > 0 && round.is_multiple_of(2 * CHAINS as u64 * 2), "{round} operations");
        assert_eq!(roof.compute(1000), 1000 * round);
    }

    #[test]
    fn refuses_memory_out_of_range() {
        for bytes in ["0", "9000000000000"] {
            let error = Roof::new(&format!(r#"{{ "bytes": {bytes} }}"#)).expect_err("out of range");
            assert!(error.to_string().contains("bytes"), "{error}");
        }
    }
}
