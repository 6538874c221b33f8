//! The weights hash: the first 16 hex digits of SHA-256 over dtype, shapes and values, −0 as +0.
//!
//! Bytes hashed: the dtype's name and a zero byte; for each tensor in logical order its number of dimensions (u32),
//! each dimension (u64), then its values, all little-endian. Weights stand as (in,out), row-major.

use sha2::{Digest, Sha256};

use crate::scalar::{Dtype, Scalar};

/// One tensor: its dimensions and its values.
pub type Tensor<'a, T> = (&'a [usize], &'a [T]);

/// The weights hash, 16 hex digits.
pub fn weights_hash<T: Scalar>(tensors: &[Tensor<'_, T>]) -> String {
    let mut bytes = match T::DTYPE {
        Dtype::Float32 => b"float32\0".to_vec(),
        Dtype::Float64 => b"float64\0".to_vec(),
    };
    for (shape, values) in tensors {
        bytes.extend_from_slice(&(shape.len() as u32).to_le_bytes());
        for &size in *shape {
            bytes.extend_from_slice(&(size as u64).to_le_bytes());
        }
        for &value in *values {
            // −0 + +0 is +0, every other value stays.
            (value + T::ZERO).push_le_bytes(&mut bytes);
        }
    }
    let mut digits = sha256_hex(&[&bytes]);
    digits.truncate(16);
    digits
}

/// SHA-256 over the parts one after the other, as 64 hex digits.
pub fn sha256_hex(parts: &[&[u8]]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// SHA-256 over bytes as they come.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sha(Sha256);

impl Sha {
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// 64 hex digits of what came since the last call.
    pub(crate) fn finish(&mut self) -> String {
        std::mem::take(&mut self.0).finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sha256_of_abc_is_the_standard_one() {
        // FIPS 180-2, appendix B.1.
        assert_eq!(
            sha256_hex(&[b"a", b"bc"]),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn negative_zero_hashes_as_zero_and_shape_counts() {
        let zero = weights_hash::<f32>(&[(&[2], &[0.0, 1.0])]);
        assert_eq!(zero, weights_hash::<f32>(&[(&[2], &[-0.0, 1.0])]));
        assert_ne!(zero, weights_hash::<f32>(&[(&[1, 2], &[0.0, 1.0])]));
        assert_ne!(zero, weights_hash::<f64>(&[(&[2], &[0.0, 1.0])]));
        assert_eq!(zero.len(), 16);
    }
}
