//! What is a finding: a panic, or an error that says it is a bug.

use minibatch_core::error::{Code, Result};

/// The value, or none for an error a user may meet.
///
/// # Panics
/// For an error with code INTERNAL, without a sentence, or with a placeholder left in it.
pub fn judged<T>(result: Result<T>) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(error) => {
            let message = &error.message;
            assert_ne!(error.code, Code::Internal, "{message}");
            assert!(message.len() > 10 && !message.contains("{feature}"), "no sentence: {message}");
            None
        }
    }
}

/// The value of what cannot fail.
///
/// # Panics
/// For any error.
pub fn sure<T>(result: Result<T>, what: &str) -> T {
    result.unwrap_or_else(|error| panic!("{what}: {} ({:?})", error.message, error.code))
}
