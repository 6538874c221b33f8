//! The `wasm-pack` command, without its look for newer versions.

use clap::Parser;
use wasm_pack::{Cli, command::run_wasm_pack};

fn main() {
    if let Err(error) = run_wasm_pack(Cli::parse().cmd) {
        eprintln!("error: {error:?}");
        std::process::exit(1);
    }
}
