//! What the fuzz targets share: configs and their edits, rows, files with edited metadata, and the count of inputs that
//! reach a training step.

#![deny(missing_docs)]

pub mod count;
pub mod edit;
pub mod file;
pub mod input;
pub mod judge;
pub mod pairwise;
pub mod rows;
pub mod run;
