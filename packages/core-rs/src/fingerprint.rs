//! What tells one set of rows from another: SHA-256 over shapes, X, y and weights.

use crate::examples::{Examples, Matrix};
use crate::hash::sha256_hex;
use crate::model_file::little_endian;
use crate::scalar::Scalar;
use crate::with_matrix;

/// Values hashed at a time: their bytes are copied.
const PIECE: usize = 1 << 16;

impl Examples {
    /// First 32 hex digits of SHA-256 over the element type, shapes and values of these rows.
    pub fn fingerprint(&self) -> String {
        let mut digits = with_matrix!(&self.typed, matrix => of(matrix));
        digits.truncate(32);
        digits
    }
}

fn of<T: Scalar>(matrix: &Matrix<T>) -> String {
    let view = matrix.view();
    let shape = format!("{:?} {} {} {} {}", T::DTYPE, view.n, view.d, view.k, view.weight.is_some());
    let mut digests = vec![shape];
    for values in [view.x, view.y, view.weight.unwrap_or_default()] {
        digests.extend(values.chunks(PIECE).map(|piece| sha256_hex(&[&little_endian(piece)])));
    }
    let parts: Vec<&[u8]> = digests.iter().map(String::as_bytes).collect();
    sha256_hex(&parts)
}
