//! The kernels as they are compiled ahead (`scripts/kernels.py`): machine code for each generation of GPUs, PTX for those
//! to come, which the driver compiles.

use std::io::Read;

use lzma_rust2::XzReader;
use serde::Deserialize;

use crate::config::Numerics;
use crate::error::{Code, Error, Result};

static FILE: &[u8] = include_bytes!("kernels.bin");

/// Nothing runs on GPUs before this capability.
const OLDEST: (u32, u32) = (7, 5);

#[derive(Debug, Deserialize)]
struct Index {
    images: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
struct Entry {
    architecture: String,
    numerics: Numerics,
    offset: usize,
    length: usize,
    bytes: usize,
}

impl Entry {
    /// Its compute capability, and whether it is machine code.
    fn target(&self) -> Option<((u32, u32), bool)> {
        let (kind, number) = self.architecture.split_once('_')?;
        let number: u32 = number.parse().ok()?;
        Some(((number / 10, number % 10), kind == "sm"))
    }

    /// How well it fits a capability: machine code of the same generation that is not newer, else PTX; None where it does
    /// not run there.
    fn fit(&self, (major, minor): (u32, u32)) -> Option<u32> {
        let ((of_major, of_minor), is_code) = self.target()?;
        match is_code {
            true => (of_major == major && of_minor <= minor).then_some(1 + of_minor),
            false => ((of_major, of_minor) <= (major, minor)).then_some(0),
        }
    }
}

/// The image for a compute capability, such as (9, 0): a cubin, or PTX with a 0 at its end.
///
/// # Errors
/// BACKEND_UNAVAILABLE for a capability below 7.5.
pub(super) fn image(capability: (u32, u32), numerics: Numerics) -> Result<Vec<u8>> {
    let (index, streams) = open()?;
    let fits = |entry: &&Entry| entry.numerics == numerics && entry.fit(capability).is_some();
    let entry = index.images.iter().filter(fits).max_by_key(|entry| entry.fit(capability));
    let entry = entry.ok_or_else(|| too_old(capability))?;
    let stream = streams.get(entry.offset..).and_then(|rest| rest.get(..entry.length));
    let mut image = Vec::with_capacity(entry.bytes);
    let reader = XzReader::new(stream.ok_or_else(damaged)?, false);
    reader.take(entry.bytes as u64).read_to_end(&mut image).map_err(|_| damaged())?;
    Ok(image)
}

fn open() -> Result<(Index, &'static [u8])> {
    let (length, rest) = FILE.split_first_chunk().ok_or_else(damaged)?;
    let length = usize::try_from(u64::from_le_bytes(*length)).unwrap_or(usize::MAX);
    let (index, streams) = rest.split_at_checked(length).ok_or_else(damaged)?;
    Ok((serde_json::from_slice(index).map_err(|_| damaged())?, streams))
}

fn damaged() -> Error {
    Error::new(Code::Internal, "The kernels of this build are damaged; please report this.")
}

fn too_old((major, minor): (u32, u32)) -> Error {
    Error::new(
        Code::BackendUnavailable,
        format!(
            "The GPU has compute capability {major}.{minor}, and {}.{} is the least that runs here. Take backend 'native'.",
            OLDEST.0, OLDEST.1
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(capability: (u32, u32)) -> Option<String> {
        let (index, _) = open().expect("a sound file");
        let fitting = index.images.iter().filter(|entry| entry.fit(capability).is_some());
        fitting.max_by_key(|entry| entry.fit(capability)).map(|entry| entry.architecture.clone())
    }

    #[test]
    fn every_capability_has_the_newest_code_that_runs_on_it() {
        let table = [
            ((7, 0), None),
            ((7, 2), None),
            ((7, 5), Some("sm_75")),
            ((8, 0), Some("sm_80")),
            ((8, 6), Some("sm_86")),
            ((8, 7), Some("sm_86")),
            ((8, 9), Some("sm_89")),
            ((9, 0), Some("sm_90")),
            ((10, 0), Some("sm_100")),
            ((10, 3), Some("sm_100")),
            ((11, 0), Some("compute_75")),
            ((12, 0), Some("sm_120")),
            ((12, 1), Some("sm_120")),
            ((13, 0), Some("compute_75")),
        ];
        for (capability, expected) in table {
            assert_eq!(chosen(capability).as_deref(), expected, "{capability:?}");
        }
    }

    #[test]
    fn every_image_is_what_it_says() {
        for numerics in [Numerics::Strict, Numerics::Fast] {
            for capability in [(7, 5), (8, 0), (8, 6), (8, 9), (9, 0), (10, 0), (12, 0), (13, 0)] {
                let image = image(capability, numerics).expect("an image");
                let is_ptx = capability == (13, 0);
                assert_eq!(image.starts_with(b"\x7fELF"), !is_ptx, "{capability:?}");
                assert!(image.windows(9).any(|name| name == b"train_f64"), "{capability:?}");
                assert_eq!(image.last() == Some(&0) && is_ptx, is_ptx, "PTX ends with 0");
            }
        }
        let error = image((7, 0), Numerics::Strict).expect_err("too old");
        assert_eq!(error.code, Code::BackendUnavailable);
    }
}
