//! Folds: a partition, sizes, levels, nested beginnings.

use crate::support::{assert_says, table};
use minibatch_core::config::Auto;
use minibatch_core::table::{EncodeOptions, FoldOptions, Part, Stratum, fold, fold_of_rows};
use proptest::prelude::*;

fn parts(n: usize, labels: Option<&[u32]>, options: &FoldOptions) -> (Vec<u32>, Vec<u32>) {
    (fold(n, labels, Part::Train, options).unwrap(), fold(n, labels, Part::Test, options).unwrap())
}

#[test]
fn folds_that_do_not_exist() {
    let with = |folds, fold| FoldOptions { folds, fold, ..FoldOptions::default() };
    for options in [with(1, 0), with(0, 0), with(11, 0)] {
        assert_says(&fold(10, None, Part::Train, &options).unwrap_err(), "OPTION_INVALID", &["folds", "10"]);
    }
    assert_says(&fold(10, None, Part::Test, &with(2, 2)).unwrap_err(), "OPTION_INVALID", &["fold", "got 2"]);
    let seed = FoldOptions { seed: 1 << 53, ..FoldOptions::default() };
    assert_says(&fold(10, None, Part::Test, &seed).unwrap_err(), "OPTION_INVALID", &["seed"]);
    let none = FoldOptions { train_rows: Some(0), ..FoldOptions::default() };
    assert_says(&fold(10, None, Part::Train, &none).unwrap_err(), "OPTION_INVALID", &["trainRows"]);
    let default = FoldOptions::default();
    assert_says(&fold(10, Some(&[1]), Part::Test, &default).unwrap_err(), "SHAPE_MISMATCH", &["10 rows"]);
}

#[test]
fn a_target_of_text_is_held_in_proportion_without_being_asked() {
    let text: String = std::iter::once("x,kind\n".to_owned())
        .chain((0..60).map(|i| format!("{i},{}\n", if i < 6 { "rare" } else { "common" })))
        .collect();
    let table = table(&text);
    let encode = EncodeOptions { target: Some("kind".to_owned()), ..EncodeOptions::default() };
    let rare = |options: &FoldOptions| {
        let test = table.fold(Part::Test, options, &encode).unwrap();
        (0..test.rows()).filter(|&row| test.text(row, "kind").unwrap() == "rare").count()
    };
    for fold in 0..3 {
        assert_eq!(rare(&FoldOptions { folds: 3, fold, seed: 5, ..FoldOptions::default() }), 2);
    }
    let by = |stratify| FoldOptions {
        folds: 3,
        seed: 5,
        stratify: Auto::Value(stratify),
        ..FoldOptions::default()
    };
    assert_eq!(rare(&by(Stratum::Column("kind".to_owned()))), 2);
    let no_target = table.fold(Part::Test, &by(Stratum::Target(true)), &EncodeOptions::default());
    assert_says(&no_target.unwrap_err(), "OPTION_INVALID", &["stratify"]);
}

proptest! {
    #[test]
    fn folds_are_a_partition_and_even(
        labels in prop::collection::vec(0_u32..4, 2..200), folds in 2_u32..12, seed in 0..1000_u64,
    ) {
        let n = labels.len();
        prop_assume!(folds as usize <= n);
        for labels in [None, Some(&labels[..])] {
            let mut met = Vec::new();
            let mut counts = vec![vec![0; folds as usize]; 5];
            for fold in 0..folds {
                let (train, test) = parts(n, labels, &FoldOptions { folds, fold, seed, ..FoldOptions::default() });
                prop_assert!(train.is_sorted() && test.is_sorted());
                prop_assert_eq!(train.len() + test.len(), n);
                prop_assert!(test.iter().all(|row| train.binary_search(row).is_err()));
                counts[4][fold as usize] = test.len();
                for &row in &test {
                    counts[labels.map_or(0, |labels| labels[row as usize]) as usize][fold as usize] += 1;
                }
                met.extend(test);
            }
            met.sort_unstable();
            prop_assert_eq!(met, (0..n as u32).collect::<Vec<_>>());
            for counts in counts {
                prop_assert!(counts.iter().max().unwrap() - counts.iter().min().unwrap() <= 1);
            }
        }
    }

    #[test]
    fn beginnings_of_a_train_part_are_nested_and_hold_levels_in_proportion(
        labels in prop::collection::vec(0_u32..3, 12..150), seed in 0..1000_u64,
    ) {
        let rows = |train_rows| fold(labels.len(), Some(&labels), Part::Train,
            &FoldOptions { folds: 4, fold: 1, seed, train_rows, ..FoldOptions::default() }).unwrap();
        let all = rows(None);
        prop_assert_eq!(&rows(Some(u64::MAX)), &all);
        let mut fewer: Vec<u32> = Vec::new();
        for count in 1..=all.len() {
            let more = rows(Some(count as u64));
            prop_assert_eq!(more.len(), count);
            prop_assert!(fewer.iter().all(|row| more.binary_search(row).is_ok()));
            for level in 0..3 {
                let of = |rows: &[u32]| rows.iter().filter(|row| labels[**row as usize] == level).count() as f64;
                // Rows of the test part stand between those of a level.
                prop_assert!((of(&more) - of(&all) * count as f64 / all.len() as f64).abs() < 4.0);
            }
            fewer = more;
        }
    }

    #[test]
    fn names_of_levels_make_no_difference(labels in prop::collection::vec(0_u32..5, 10..60), seed in 0..100_u64) {
        let renamed: Vec<u32> = labels.iter().map(|label| 1000 - label).collect();
        let of = |labels: &[u32]| fold_of_rows(labels.len(), Some(labels), 3, seed);
        prop_assert_eq!(of(&labels), of(&renamed));
    }
}
