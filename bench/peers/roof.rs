//! What one core of this machine can do at most, measured beside the peers in the same round:
//! how fast it reads memory in order, and how fast it multiplies and adds without fusing the two.
//! usage: roof <bytes> <seconds>; prints one line of JSON, times in seconds a pass.

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

/// `rounds` multiplications and additions in every accumulator; Rust never fuses them by itself.
fn multiply_add(rounds: usize, factor: f32, term: f32) -> f32 {
    let mut sums = [1.0f32; 2 * LANES];
    for _ in 0..rounds {
        for sum in &mut sums {
            *sum = *sum * factor + term;
        }
    }
    sums.iter().sum()
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
    let rounds = 200_000;
    let sums = times(seconds / 2.0, || multiply_add(black_box(rounds), black_box(0.999), black_box(0.001)));
    let flops = 2 * 2 * LANES * rounds;
    println!("{{\"bytes\":{},\"one\":{one:?},\"four\":{four:?},\"flops\":{flops},\"sums\":{sums:?}}}", values.len() * 4);
}
