//! Rule 3's folds: 32 virtual lanes of each of R rows to one sum a row.

use super::Simd;
use crate::kernel::LANES;

/// Halvings of the most vectors a row has, and of the widest vector: loops this long that the compiler unrolls, so that
/// vectors stay in registers.
const HALVINGS: usize = LANES.ilog2() as usize - 1;

/// Halves a row's vectors until one is left, lanes i and i + 16 first. Vectors that a short row lacks hold zeros.
#[inline(always)]
pub(super) fn fold_vectors<S: Simd, const N: usize>(simd: S, mut row: [S::V; N]) -> S::V {
    for halving in 1..=HALVINGS {
        let half = (LANES / S::LANES) >> halving;
        for i in 0..half.min(N) {
            if i + half < N {
                row[i] = simd.add(row[i], row[i + half]);
            }
        }
    }
    row[0]
}

/// Folds the vectors of R rows, R a power of two of at most LANES, to their R sums.
///
/// Each step folds two rows into one vector: the row index's highest bit first, so that row r ends in lane
/// r · LANES / R. The +0 is what the lanes of the reference start from.
#[inline(always)]
pub(super) fn fold_rows<S: Simd, const R: usize>(simd: S, mut rows: [S::V; R]) -> [S::T; R] {
    for halving in 1..=HALVINGS {
        let (half, count) = (S::LANES >> halving, R >> halving);
        if half > 0 && count > 0 {
            for i in 0..count {
                rows[i] = simd.fold_pair(half, rows[i], rows[i + count]);
            }
        } else if half > 0 {
            rows[0] = simd.fold_pair(half, rows[0], rows[0]);
        }
    }
    let sums = simd.add(rows[0], simd.splat(S::T::default()));
    let mut lanes = [S::T::default(); 16];
    // SAFETY: no vector has more than 16 lanes.
    unsafe { simd.store(lanes.as_mut_ptr(), sums) };
    let mut out = [S::T::default(); R];
    for (r, out) in out.iter_mut().enumerate() {
        *out = lanes[r * S::LANES / R];
    }
    out
}
