//! The `wasm-bindgen` command. Named `bindgen` here because rustc refuses a crate called wasm_bindgen.

fn main() {
    if let Err(error) = wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(std::env::args_os()) {
        eprintln!("error: {error:?}");
        std::process::exit(1);
    }
}
