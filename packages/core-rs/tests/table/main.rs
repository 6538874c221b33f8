//! Tables, from bytes to matrix.

mod encode;
mod errors;
mod read;
mod real_files;
mod split;
mod statistics;
mod support;
