//! Sums, means and variances over rows, in the one order that Numerics version 1 allows (rule 2).

/// Rows of a block.
const BLOCK: usize = 256;

/// Blocks that are summed side by side: each sum waits for its own last addition alone.
const ABREAST: usize = 4;

/// Chunks at most.
const MOST_CHUNKS: usize = 64;

/// Sum of `term` over rows `0..m` in float64: C = the largest power of two ≤ max(1, m/256), at most 64 chunks of equal
/// share; in a chunk blocks of 256 rows; rows add in order, blocks in order, chunks as a balanced binary tree.
pub fn tree_sum(m: usize, term: impl Fn(usize) -> f64) -> f64 {
    let chunks = largest_power_of_two((m / BLOCK).max(1)).min(MOST_CHUNKS);
    let mut sums = [0.0; MOST_CHUNKS];
    for (chunk, sum) in sums[..chunks].iter_mut().enumerate() {
        *sum = chunk_sum(share(chunk, m, chunks), share(chunk + 1, m, chunks), &term);
    }
    let mut left = chunks;
    while left > 1 {
        left /= 2;
        for pair in 0..left {
            sums[pair] = sums[2 * pair] + sums[2 * pair + 1];
        }
    }
    sums[0]
}

fn chunk_sum(start: usize, end: usize, term: &impl Fn(usize) -> f64) -> f64 {
    let mut total = 0.0;
    let mut start = start;
    while start + ABREAST * BLOCK <= end {
        let mut sums = [0.0; ABREAST];
        for row in start..start + BLOCK {
            for (block, sum) in sums.iter_mut().enumerate() {
                *sum += term(row + block * BLOCK);
            }
        }
        sums.iter().for_each(|sum| total += sum);
        start += ABREAST * BLOCK;
    }
    for block in (start..end).step_by(BLOCK) {
        let mut sum = 0.0;
        for row in block..(block + BLOCK).min(end) {
            sum += term(row);
        }
        total += sum;
    }
    total
}

/// ⌊chunk·m/chunks⌋. Chunks are at most 64 and rows below 2^32: 64 bits hold the product, also in WebAssembly.
fn share(chunk: usize, m: usize, chunks: usize) -> usize {
    (chunk as u64 * m as u64 / chunks as u64) as usize
}

fn largest_power_of_two(at_most: usize) -> usize {
    1 << at_most.ilog2()
}

/// What is known of the numbers of a column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Statistics {
    /// Values that are not NaN.
    pub present: usize,
    /// Smallest value; infinite when none is present.
    pub min: f64,
    /// Largest value; minus infinite when none is present.
    pub max: f64,
    /// Arithmetic mean of the values present, 0 when there is none.
    pub mean: f64,
    /// Population standard deviation √(Σ(x − mean)²/present), exactly 0 for equal values.
    pub deviation: f64,
}

impl Statistics {
    /// Two passes over rows `0..n` of `value`, where NaN is missing. Both sums run over all n rows, a missing one
    /// adding zero.
    pub fn of(n: usize, value: impl Fn(usize) -> f64) -> Self {
        let (mut present, mut min, mut max) = (0, f64::INFINITY, f64::NEG_INFINITY);
        for row in 0..n {
            let x = value(row);
            if !x.is_nan() {
                present += 1;
                min = if x < min { x } else { min };
                max = if x > max { x } else { max };
            }
        }
        if present == 0 {
            return Self { present, min, max, mean: 0.0, deviation: 0.0 };
        }
        if min == max {
            return Self { present, min, max, mean: min, deviation: 0.0 };
        }
        let or_zero = |x: f64| if x.is_nan() { 0.0 } else { x };
        let count = present as f64;
        let mean = tree_sum(n, |row| or_zero(value(row))) / count;
        let variance = tree_sum(n, |row| {
            let difference = or_zero(value(row) - mean);
            difference * difference
        }) / count;
        Self { present, min, max, mean, deviation: variance.sqrt() }
    }

    /// Whether mean and deviation could be computed in float64.
    pub fn is_finite(&self) -> bool {
        self.mean.is_finite() && self.deviation.is_finite()
    }
}
