//! The one error type. A message is one sentence or two: what was expected, what came, where, what to do.

use std::fmt;
use std::ops::{Deref, DerefMut};

use serde::Serialize;

/// What kind of thing went wrong. The string form is what users match on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Code {
    /// An option, or a column named in one, that does not exist or is out of range.
    OptionInvalid,
    /// A cell, row or file that cannot be read as the data it should be.
    DataInvalid,
    /// Arrays whose lengths do not agree.
    ShapeMismatch,
    /// The loss or a parameter stopped being finite.
    Diverged,
    /// A backend that was asked for and is not there, or is lost.
    BackendUnavailable,
    /// A model file that is truncated, altered or newer than this build.
    ModelFileInvalid,
    /// A checkpoint that does not belong to this data or is damaged.
    CheckpointInvalid,
    /// A file that cannot be read or written.
    IoFailed,
    /// Memory for the data could not be had.
    OutOfMemory,
    /// The run was cancelled by its caller.
    Aborted,
    /// A bug in this library.
    Internal,
}

/// An error: one pointer, for nearly everything here gives a result, and all of them would be as large as the error.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Error(Box<Report>);

/// An error as it crosses to JavaScript: `code`, `message`, and `details` for programs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// What kind of error.
    pub code: Code,
    /// What a person reads.
    pub message: String,
    /// Machine-readable facts (row, column, option, step, safeLearningRate …); null when there are none.
    #[serde(skip_serializing_if = "serde_json::Value::is_null")]
    pub details: serde_json::Value,
}

/// Result of everything in this crate that can fail.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error of the given kind with its sentence.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self(Box::new(Report { code, message: message.into(), details: serde_json::Value::Null }))
    }

    /// An option that does not exist or is out of range.
    pub fn option(message: impl Into<String>) -> Self {
        Self::new(Code::OptionInvalid, message)
    }

    /// Data that cannot be read as what it should be.
    pub fn data(message: impl Into<String>) -> Self {
        Self::new(Code::DataInvalid, message)
    }

    /// Arrays whose lengths disagree.
    pub fn shape(message: impl Into<String>) -> Self {
        Self::new(Code::ShapeMismatch, message)
    }

    /// The same error with facts for programs.
    #[must_use]
    pub fn with(mut self, details: serde_json::Value) -> Self {
        self.details = details;
        self
    }

    /// What a person reads.
    pub fn into_message(self) -> String {
        self.0.message
    }

    /// The JSON that crosses to JavaScript.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|_| self.message.clone())
    }
}

impl Deref for Error {
    type Target = Report;

    fn deref(&self) -> &Report {
        &self.0
    }
}

impl DerefMut for Error {
    fn deref_mut(&mut self) -> &mut Report {
        &mut self.0
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

/// `" Did you mean 'x'?"` for the nearest known name, or nothing when none is near.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    known
        .into_iter()
        .map(|candidate| {
            (strsim::osa_distance(&name.to_ascii_lowercase(), &candidate.to_ascii_lowercase()), candidate)
        })
        .filter(|(distance, candidate)| *distance <= 1 + candidate.chars().count() / 3)
        .min()
        .map(|(_, candidate)| format!(" Did you mean '{candidate}'?"))
        .unwrap_or_default()
}
