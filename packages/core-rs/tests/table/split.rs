//! Splits: sizes, seeds, levels, order.

use crate::support::{assert_says, cells, table};
use minibatch_core::table::{Part, SplitOptions, split};
use proptest::prelude::*;

fn parts(n: usize, labels: Option<&[u32]>, options: &SplitOptions) -> (Vec<u32>, Vec<u32>) {
    (split(n, labels, Part::Train, options).unwrap(), split(n, labels, Part::Test, options).unwrap())
}

#[test]
fn test_rows_are_rounded_up() {
    for (n, test, expected) in
        [(10, 0.2, 2), (11, 0.2, 3), (442, 0.2, 89), (100, 0.55, 55), (3, 0.01, 1), (7, 0.7, 5)]
    {
        let options = SplitOptions { test, ..SplitOptions::default() };
        assert_eq!(parts(n, None, &options).1.len(), expected, "{test} of {n}");
    }
}

#[test]
fn without_shuffle_the_last_rows_are_the_test() {
    let options = SplitOptions { test: 0.3, shuffle: false, ..SplitOptions::default() };
    assert_eq!(parts(5, None, &options), (vec![0, 1, 2], vec![3, 4]));
    let labels = [0, 0, 0, 1, 1, 1];
    let options = SplitOptions { test: 0.3, shuffle: false, ..SplitOptions::default() };
    assert_eq!(parts(6, Some(&labels), &options).1, [2, 5]);
}

#[test]
fn shares_that_leave_a_part_empty() {
    for (n, test) in [(10, 0.0), (10, 1.0), (10, -0.5), (10, f64::NAN), (1, 0.5), (10, 0.95), (0, 0.5)] {
        let options = SplitOptions { test, ..SplitOptions::default() };
        assert_says(&split(n, None, Part::Train, &options).unwrap_err(), "OPTION_INVALID", &["test"]);
    }
    let options = SplitOptions { seed: 1 << 53, ..SplitOptions::default() };
    assert_says(&split(10, None, Part::Train, &options).unwrap_err(), "OPTION_INVALID", &["seed"]);
    assert_says(
        &split(10, Some(&[1]), Part::Train, &SplitOptions::default()).unwrap_err(),
        "SHAPE_MISMATCH",
        &["1 labels"],
    );
}

#[test]
fn a_part_of_a_part_keeps_file_order() {
    let text: String = std::iter::once("x\n".to_owned()).chain((0..100).map(|i| format!("{i}\n"))).collect();
    let options = SplitOptions { seed: 3, ..SplitOptions::default() };
    let train = table(&text).part(Part::Train, &options).unwrap();
    let inner = train.part(Part::Test, &options).unwrap();
    let numbers = |table| -> Vec<i32> {
        cells(table).iter().map(|row| row[0].as_ref().unwrap().parse().unwrap()).collect()
    };
    let (all, inner) = (numbers(&train), numbers(&inner));
    assert_eq!((all.len(), inner.len()), (80, 16));
    assert!(all.is_sorted() && inner.is_sorted() && inner.iter().all(|row| all.contains(row)));
}

proptest! {
    #[test]
    fn parts_are_a_partition(
        labels in prop::collection::vec(0_u32..5, 2..200), test in 0.05..0.9_f64, seed in 0..1000_u64, shuffle: bool,
    ) {
        let n = labels.len();
        let options = SplitOptions { test, seed, shuffle, stratify: None };
        let test_rows = (test * n as f64).ceil() as usize;
        prop_assume!(test_rows < n);
        for labels in [None, Some(&labels[..])] {
            let (train, held) = parts(n, labels, &options);
            prop_assert_eq!(held.len(), test_rows);
            prop_assert!(train.is_sorted() && held.is_sorted());
            let mut all = [train, held.clone()].concat();
            all.sort_unstable();
            prop_assert_eq!(all, (0..n as u32).collect::<Vec<_>>());
            if let Some(labels) = labels {
                for level in 0..5 {
                    let size = labels.iter().filter(|l| **l == level).count() as f64;
                    let got = held.iter().filter(|row| labels[**row as usize] == level).count() as f64;
                    prop_assert!((got - size * test_rows as f64 / n as f64).abs() < 1.0);
                }
            }
        }
    }

    #[test]
    fn names_of_levels_make_no_difference(labels in prop::collection::vec(0_u32..5, 10..60), seed in 0..100_u64) {
        let options = SplitOptions { seed, ..SplitOptions::default() };
        let renamed: Vec<u32> = labels.iter().map(|label| 1000 - label).collect();
        prop_assert_eq!(parts(labels.len(), Some(&labels), &options), parts(labels.len(), Some(&renamed), &options));
    }
}
