//! Writes schema.json: every option with its type, range, default and documentation.
//!
//! `cargo run --example write_schema --features schema > packages/core-rs/schema.json`
#![expect(clippy::print_stdout, reason = "its output is the file")]

use minibatch_core::config::Config;
use minibatch_core::table::{EncodeOptions, FoldOptions, ReadOptions, SplitOptions};
use schemars::generate::SchemaSettings;

fn main() {
    let mut generator = SchemaSettings::draft07().into_generator();
    generator.subschema_for::<Config>();
    generator.subschema_for::<ReadOptions>();
    generator.subschema_for::<EncodeOptions>();
    generator.subschema_for::<SplitOptions>();
    generator.subschema_for::<FoldOptions>();
    let mut definitions = generator.take_definitions(true);
    for name in ["Loss", "Optimizer", "Schedule", "Average"] {
        allow_name(&mut definitions[name]);
    }
    let schema = serde_json::json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Minibatch options",
        "definitions": definitions,
    });
    println!("{schema:#}");
}

/// A name may stand for the object that holds only it (see `Config::from_json`).
fn allow_name(definition: &mut serde_json::Value) {
    let variants = definition["oneOf"].as_array().cloned().unwrap_or_default();
    let names: Vec<_> =
        variants.iter().map(|variant| variant["properties"]["name"]["const"].clone()).collect();
    let description = definition["description"].take();
    *definition = serde_json::json!({
        "description": description,
        "anyOf": [{ "type": "string", "enum": names, "description": "The name alone: every option at its default." }, { "oneOf": variants }],
    });
}
