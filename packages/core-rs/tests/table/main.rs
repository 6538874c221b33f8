//! Tables, from bytes to matrix.

mod encode;
mod errors;
mod folds;
mod read;
mod real_files;
mod split;
mod statistics;
mod support;
