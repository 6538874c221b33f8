//! Threads that read ahead.

use crate::error::{Code, Error, Result};

/// Starts a thread that ends by itself once nobody listens to it.
///
/// # Errors
/// INTERNAL where none can be had.
pub(super) fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<()> {
    let started = std::thread::Builder::new().name(name.to_owned()).spawn(work);
    started.map(drop).map_err(|error| {
        Error::new(Code::Internal, format!("No thread could be started to read the prepared rows: {error}."))
    })
}
