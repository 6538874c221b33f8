//! Rows with one column permuted, against the same cells moved before they are encoded.

use minibatch_core::error::Result;
use minibatch_core::examples::{Examples, Matrix, Permuting, Typed};
use minibatch_core::rng::{Random, Stream, permutation};
use minibatch_core::scalar::Scalar;
use minibatch_core::table::{EncodeOptions, ReadOptions, Table, TableReader};
use minibatch_core::with_matrix;

const ROWS: usize = 60;

fn table(cells: &[[String; 4]]) -> Table {
    let mut reader = TableReader::new(ReadOptions::default());
    reader.push_bytes(b"same,city,size,y\n").unwrap();
    for row in cells {
        reader.push_bytes(format!("{}\n", row.join(",")).as_bytes()).unwrap();
    }
    reader.finish().unwrap()
}

/// A column of one value, which is left out, one of text and one of numbers, both with missing cells, and the target.
fn cells() -> Vec<[String; 4]> {
    let city = |i: usize| ["Paris", "Rome", "Oslo", ""][i * 7 % 4].to_owned();
    let size = |i: usize| if i % 9 == 4 { String::new() } else { format!("{}", i * i % 31) };
    (0..ROWS).map(|i| ["1".to_owned(), city(i), size(i), i.to_string()]).collect()
}

fn x(examples: &Examples) -> Vec<f64> {
    with_matrix!(examples.typed().unwrap(), matrix => matrix.view().x.iter().map(|value| value.to_f64()).collect())
}

fn order(options: Permuting, n: usize) -> Vec<u32> {
    let mut order = vec![0; n];
    permutation(&mut order, &Random::new(options.seed, Stream::Column, options.repeat, options.column));
    order
}

#[test]
fn all_features_of_a_column_move_as_its_cells_would() {
    let rows = cells();
    let encode = EncodeOptions { target: Some("y".into()), ..EncodeOptions::default() };
    let examples = Examples::from_table(&table(&rows), &encode).unwrap();
    // The first column is left out, so that the second is number 0.
    for (column, cell) in [(0, 1), (1, 2)] {
        let options = Permuting { column, seed: 5, repeat: 3 };
        let mut moved = rows.clone();
        for (row, from) in moved.iter_mut().zip(order(options, ROWS)) {
            row[cell] = rows[from as usize][cell].clone();
        }
        assert_ne!(moved, rows);
        let permuted = examples.permuted(&options).unwrap();
        assert_eq!(x(&permuted), x(&examples.encode_like(&table(&moved)).unwrap()));
        assert_ne!(x(&permuted), x(&examples));
    }
}

fn arrays() -> Examples {
    let x = (0..3 * ROWS).map(|value| value as f32).collect();
    Examples::from_arrays(Typed::F32(Matrix::new(x, vec![0.0; ROWS], None, 3).unwrap()))
}

#[test]
fn a_feature_of_plain_arrays_moves_alone_and_each_repeat_by_an_order_of_its_own() {
    let moved = |repeat| x(&arrays().permuted(&Permuting { column: 1, seed: 1, repeat }).unwrap());
    for repeat in 0..3 {
        let order = order(Permuting { column: 1, seed: 1, repeat }, ROWS);
        for (row, from) in order.into_iter().enumerate() {
            let expected = [3 * row, 3 * from as usize + 1, 3 * row + 2].map(|value| value as f64);
            assert_eq!(moved(repeat)[3 * row..][..3], expected);
        }
    }
    assert_ne!(moved(0), moved(1));
}

#[test]
fn columns_and_seeds_that_are_not_there() {
    let says = |found: Result<Examples>, word: &str| {
        let error = found.unwrap_err().to_string();
        assert!(error.contains(word), "{error}");
    };
    says(arrays().permuted(&Permuting { column: 3, seed: 0, repeat: 0 }), "column");
    says(arrays().permuted(&Permuting { column: 0, seed: 1 << 53, repeat: 0 }), "seed");
}
