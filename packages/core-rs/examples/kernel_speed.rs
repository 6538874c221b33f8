//! How near the linear kernel is to what memory allows: `cargo run --release --example kernel_speed [repeats [n d batch]]`.
//!
//! Beside each epoch stands a probe that reads the same rows in the same order and does nothing else; both keep the
//! best of several interleaved repeats, segment by segment. The share is probe time / epoch time.
#![expect(clippy::print_stdout, reason = "a program whose result is its output")]

use std::hint::black_box;
use std::ops::Range;
use std::time::Instant;

use minibatch_core::batch::Rows;
use minibatch_core::config::Loss;
use minibatch_core::kernel::{Level, LinearBatch, LinearParameters};
use minibatch_core::loss::row_loss;
use minibatch_core::model::linear::Linear;
use minibatch_core::scalar::Scalar;
use minibatch_core::view::View;

/// One epoch's shape.
struct Workload {
    n: usize,
    d: usize,
    batch: usize,
    shuffled: bool,
}

fn main() {
    let numbers: Vec<usize> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    let repeats = numbers.first().copied().unwrap_or(7);
    let shapes = match numbers[..] {
        [_, n, d, batch] => vec![(n, d, batch)],
        _ => {
            vec![(1000, 1, 64), (1000, 8, 64), (400_000, 128, 256), (50_000, 1024, 64), (10_000_000, 20, 64)]
        }
    };
    println!("{:<40} {:>8} {:>10} {:>10} {:>8} {:>7}", "epoch", "level", "ns a step", "ms", "GB/s", "share");
    for (n, d, batch) in shapes {
        // An epoch of a small table is too short for the clock's best of a few.
        let repeats = repeats * (10_000_000 / (n * d)).clamp(1, 1000);
        for shuffled in [false, true] {
            measure::<f32>(&Workload { n, d, batch, shuffled }, repeats);
            measure::<f64>(&Workload { n, d, batch, shuffled }, repeats);
        }
    }
}

fn measure<T: Scalar>(workload: &Workload, repeats: usize) {
    let &Workload { n, d, batch, shuffled } = workload;
    let x: Vec<T> = (0..n * d).map(|i| T::from_f64((i * 7919 % 1000) as f64 / 1000.0)).collect();
    let y: Vec<T> = (0..n).map(|i| T::from_f64((i % 10) as f64)).collect();
    let view = View { x: &x, y: &y, weight: None, n, d, k: 1 };
    let order = shuffled.then(|| shuffled_rows(n));
    let batches: Vec<Rows<'_>> = match &order {
        Some(order) => order.chunks(batch).map(Rows::Listed).collect(),
        None => (0..n).step_by(batch).map(|start| Rows::Range { start, len: batch.min(n - start) }).collect(),
    };
    // Segments of some milliseconds at most, each at its best: a shared machine seldom leaves a whole epoch alone.
    let part = batches.len().div_ceil(128).max(16);
    let levels: Vec<_> = Level::available().filter(|level| *level != Level::Reference).collect();
    let mut best = vec![vec![f64::INFINITY; batches.len().div_ceil(part)]; 1 + levels.len()];
    for _ in 0..repeats {
        for (best, rows) in best[0].iter_mut().zip((0..n).step_by(part * batch)) {
            let rows = rows..n.min(rows + part * batch);
            *best = best.min(seconds(|| probe(&x, d, order.as_deref(), rows)));
        }
        for (best, level) in best[1..].iter_mut().zip(&levels) {
            let mut linear = Linear::new(*level, d);
            let mut parameters = vec![T::ZERO; d + 1];
            for (best, part) in best.iter_mut().zip(batches.chunks(part)) {
                *best = best.min(seconds(|| descend(&mut linear, view, part, &mut parameters)));
            }
        }
    }
    let best: Vec<f64> = best.iter().map(|segments| segments.iter().sum()).collect();
    let bytes = (n * d + n) * size_of::<T>();
    let order = if shuffled { "shuffled" } else { "in order" };
    let name = format!("{n} x {d} {:?} b={batch} {order}", T::DTYPE);
    let line = |level, seconds: f64| {
        let step = seconds / batches.len() as f64 * 1e9;
        let gigabytes = bytes as f64 / seconds / 1e9;
        let share = best[0] / seconds * 100.0;
        println!("{name:<40} {level:>8} {step:>10.1} {:>10.4} {gigabytes:>8.2} {share:>6.0}%", seconds * 1e3);
    };
    line("(read)", best[0]);
    for (level, best) in levels.iter().zip(&best[1..]) {
        line(level.name(), *best);
    }
}

/// Gradient descent over some batches; the bias is the last parameter.
fn descend<T: Scalar>(linear: &mut Linear<T>, view: View<'_, T>, batches: &[Rows<'_>], parameters: &mut [T]) {
    let mut dw = vec![T::ZERO; view.d];
    let loss = row_loss(&Loss::Mse);
    let (w, b) = parameters.split_at_mut(view.d);
    for (i, &rows) in batches.iter().enumerate() {
        let batch = LinearBatch { view, rows, next: batches.get(i + 1).copied(), stop: None };
        let sums = linear.gradient(&batch, LinearParameters { w, b: b[0] }, &*loss, &mut dw);
        let rate = T::from_f64(1e-4 / sums.weight);
        for (w, &dw) in w.iter_mut().zip(&dw) {
            *w -= rate * dw;
        }
        b[0] -= rate * sums.db;
    }
}

/// Reads these rows of the order once.
fn probe<T: Scalar>(x: &[T], d: usize, order: Option<&[u32]>, rows: Range<usize>) {
    let bytes = bytes_of(x);
    let width = d * size_of::<T>();
    let Some(order) = order else {
        black_box(sum(&bytes[rows.start * width..rows.end * width]));
        return;
    };
    let mut total = 0u64;
    for i in rows {
        if let Some(&ahead) = order.get(i + 16) {
            fetch(&bytes[ahead as usize * width..][..width]);
        }
        total = total.wrapping_add(sum(&bytes[order[i] as usize * width..][..width]));
    }
    black_box(total);
}

fn bytes_of<T: Scalar>(x: &[T]) -> &[u8] {
    // SAFETY: float32 and float64 have no padding, and every byte is a valid u8.
    unsafe { std::slice::from_raw_parts(x.as_ptr().cast(), size_of_val(x)) }
}

/// Adds everything up, in the widest vectors there are.
fn sum(bytes: &[u8]) -> u64 {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        #[target_feature(enable = "avx2")]
        fn wide(bytes: &[u8]) -> u64 {
            plain_sum(bytes)
        }
        // SAFETY: AVX2 was just asked for.
        return unsafe { wide(bytes) };
    }
    plain_sum(bytes)
}

#[inline(always)]
fn plain_sum(bytes: &[u8]) -> u64 {
    let mut lanes = [0u64; 16];
    let (blocks, rest) = bytes.as_chunks::<128>();
    for block in blocks {
        for (lane, word) in lanes.iter_mut().zip(block.as_chunks::<8>().0) {
            *lane = lane.wrapping_add(u64::from_le_bytes(*word));
        }
    }
    let rest = rest.iter().map(|&byte| u64::from(byte)).sum::<u64>();
    lanes.iter().fold(rest, |sum, &lane| sum.wrapping_add(lane))
}

fn fetch(row: &[u8]) {
    #[cfg(target_arch = "x86_64")]
    for line in row.chunks(64).take(32) {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: SSE belongs to every x86-64, and the line is there.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(line.as_ptr().cast()) };
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = row;
}

fn shuffled_rows(n: usize) -> Vec<u32> {
    let mut order: Vec<u32> = (0..n as u32).collect();
    let mut state = 1u64;
    for i in (1..n).rev() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        order.swap(i, (state >> 33) as usize % (i + 1));
    }
    order
}

fn seconds(run: impl FnOnce()) -> f64 {
    let start = Instant::now();
    run();
    start.elapsed().as_secs_f64()
}
