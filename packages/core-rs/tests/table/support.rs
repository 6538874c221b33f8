//! Tables for tests.

use minibatch_core::error::{Error, Result};
use minibatch_core::table::{EncodeOptions, Encoded, Encoder, ReadOptions, Table, TableReader};

/// Reads CSV text named `t.csv`.
pub(crate) fn read(bytes: impl AsRef<[u8]>) -> Result<Table> {
    read_in_pieces(&[bytes.as_ref()])
}

/// Reads CSV text that comes in pieces.
pub(crate) fn read_in_pieces(pieces: &[&[u8]]) -> Result<Table> {
    let mut reader = TableReader::new(ReadOptions { name: "t.csv".into(), ..ReadOptions::default() });
    for piece in pieces {
        reader.push_bytes(piece)?;
    }
    reader.finish()
}

pub(crate) fn table(text: &str) -> Table {
    read(text).unwrap()
}

/// All cells as text, `None` where missing.
pub(crate) fn cells(table: &Table) -> Vec<Vec<Option<String>>> {
    let names: Vec<String> = table.names().map(str::to_owned).collect();
    (0..table.rows())
        .map(|row| names.iter().map(|name| table.text(row, name).map(|text| text.into_owned())).collect())
        .collect()
}

pub(crate) fn target(name: &str) -> EncodeOptions {
    EncodeOptions { target: Some(name.into()), ..EncodeOptions::default() }
}

/// Encoder and matrix of a table with the target `y`.
pub(crate) fn fit(text: &str) -> (Encoder, Encoded<f64>) {
    let table = table(text);
    let encoder = Encoder::fit(&table, &target("y")).unwrap();
    let encoded = encoder.encode(&table, true).unwrap();
    (encoder, encoded)
}

/// A feature of all rows, by name.
pub(crate) fn feature(encoder: &Encoder, encoded: &Encoded<f64>, name: &str) -> Vec<f64> {
    let at = encoder.names().iter().position(|known| known == name).unwrap_or_else(|| panic!("no {name}"));
    encoded.x.iter().skip(at).step_by(encoded.d).copied().collect()
}

pub(crate) fn code(error: &Error) -> String {
    serde_json::to_value(error).unwrap()["code"].as_str().unwrap().to_owned()
}

/// The error holds all these words.
pub(crate) fn assert_says(error: &Error, expected_code: &str, words: &[&str]) {
    assert_eq!(code(error), expected_code, "{error}");
    for word in words {
        assert!(error.message.contains(word), "'{word}' is not in: {}", error.message);
    }
}
