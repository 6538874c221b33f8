//! What tells one set of rows from another: SHA-256 over shapes, X, y and weights.

use crate::examples::{Examples, Held, Matrix};
use crate::hash::{Sha, sha256_hex};
use crate::scalar::Scalar;
use crate::view::View;
use crate::with_matrix;

/// Values hashed together.
const PIECE: usize = 1 << 16;

/// Hex digits of a fingerprint.
const DIGITS: usize = 32;

impl Examples {
    /// First 32 hex digits of SHA-256 over the element type, shapes and values of these rows.
    pub fn fingerprint(&self) -> String {
        match &self.held {
            Held::Memory(typed) => with_matrix!(typed, matrix => of(matrix)),
            #[cfg(not(target_arch = "wasm32"))]
            Held::File(file) => file.fingerprint().to_owned(),
        }
    }
}

fn of<T: Scalar>(matrix: &Matrix<T>) -> String {
    let view = matrix.view();
    let mut fingerprint = Fingerprint::<T>::default();
    fingerprint.see(&view);
    fingerprint.finish((view.n, view.d, view.k), view.weight.is_some())
}

/// The fingerprint of rows as they come, a block at a time.
#[derive(Debug, Default)]
pub(crate) struct Fingerprint<T> {
    x: Pieces<T>,
    y: Pieces<T>,
    weight: Pieces<T>,
}

impl<T: Scalar> Fingerprint<T> {
    /// The next rows.
    pub(crate) fn see(&mut self, rows: &View<'_, T>) {
        self.x.see(rows.x);
        self.y.see(rows.y);
        self.weight.see(rows.weight.unwrap_or_default());
    }

    /// Of n rows of d features and k targets, weighted or not.
    pub(crate) fn finish(self, (n, d, k): (usize, usize, usize), weighted: bool) -> String {
        let mut digests = vec![format!("{:?} {n} {d} {k} {weighted}", T::DTYPE)];
        for pieces in [self.x, self.y, self.weight] {
            digests.extend(pieces.finish());
        }
        let parts: Vec<&[u8]> = digests.iter().map(String::as_bytes).collect();
        let mut digits = sha256_hex(&parts);
        digits.truncate(DIGITS);
        digits
    }
}

/// Digests of every so many values, wherever they are cut into blocks.
#[derive(Debug, Default)]
struct Pieces<T> {
    done: Vec<String>,
    sha: Sha,
    /// Values since the last digest.
    held: usize,
    of: std::marker::PhantomData<T>,
}

impl<T: Scalar> Pieces<T> {
    fn see(&mut self, mut values: &[T]) {
        while !values.is_empty() {
            let (now, later) = values.split_at(values.len().min(PIECE - self.held));
            self.sha.update(bytemuck::cast_slice(now));
            self.held += now.len();
            if self.held == PIECE {
                self.done.push(self.sha.finish());
                self.held = 0;
            }
            values = later;
        }
    }

    fn finish(mut self) -> Vec<String> {
        if self.held > 0 {
            self.done.push(self.sha.finish());
        }
        self.done
    }
}
