//! Rule 3's folds: 32 virtual lanes of each of R rows to one sum a row.

use super::Simd;
use crate::kernel::LANES;

/// Halves a row's vectors until one is left, lanes i and i + 16 first. Vectors that a short row lacks hold zeros.
#[inline(always)]
pub(super) fn fold_vectors<S: Simd>(simd: S, row: &mut [S::V]) -> S::V {
    let mut half = LANES / S::LANES / 2;
    while half > 0 {
        for i in 0..half {
            if i + half < row.len() {
                row[i] = simd.add(row[i], row[i + half]);
            }
        }
        half /= 2;
    }
    row[0]
}

/// Folds the vectors of R rows, R a power of two of at most LANES, to their R sums.
///
/// Each step folds two rows into one vector: the row index's highest bit first, so that row r ends in lane
/// r · LANES / R. The +0 is what the lanes of the reference start from.
#[inline(always)]
pub(super) fn fold_rows<S: Simd, const R: usize>(simd: S, mut rows: [S::V; R]) -> [S::T; R] {
    let mut half = S::LANES / 2;
    let mut count = R;
    while count > 1 {
        count /= 2;
        for i in 0..count {
            rows[i] = simd.fold_pair(half, rows[i], rows[i + count]);
        }
        half /= 2;
    }
    let mut sums = rows[0];
    while half > 0 {
        sums = simd.fold_pair(half, sums, sums);
        half /= 2;
    }
    let sums = simd.add(sums, simd.splat(S::T::default()));
    let mut lanes = [S::T::default(); 16];
    // SAFETY: no vector has more than 16 lanes.
    unsafe { simd.store(lanes.as_mut_ptr(), sums) };
    let mut out = [S::T::default(); R];
    for (r, out) in out.iter_mut().enumerate() {
        *out = lanes[r * S::LANES / R];
    }
    out
}
