//! The order of sums over rows, against the rule written out.

use minibatch_core::sum::{TreeSum, tree_sum};
use minibatch_core::table::Statistics;
use proptest::prelude::*;

fn plain(values: &[f64]) -> f64 {
    values.iter().fold(0.0, |sum, value| sum + value)
}

/// Rule 2, recursively.
fn by_rule(values: &[f64]) -> f64 {
    fn tree(sums: &[f64]) -> f64 {
        match sums {
            [one] => *one,
            _ => tree(&sums[..sums.len() / 2]) + tree(&sums[sums.len() / 2..]),
        }
    }
    let m = values.len();
    let chunks = (0..=6).map(|power| 1 << power).filter(|c| *c <= (m / 256).max(1)).max().unwrap();
    let chunk_sums: Vec<f64> = (0..chunks)
        .map(|c| {
            let chunk = &values[c * m / chunks..(c + 1) * m / chunks];
            plain(&chunk.chunks(256).map(plain).collect::<Vec<_>>())
        })
        .collect();
    tree(&chunk_sums)
}

proptest! {
    #[test]
    fn sums_follow_the_rule(m in prop_oneof![0_usize..600, 600..40_000_usize], seed in 1..1000_u64) {
        let values: Vec<f64> = (0..m as u64).map(|i| 1.0 / ((i * 7919 + seed) % 1013 + 1) as f64).collect();
        prop_assert_eq!(tree_sum(m, |row| values[row]), by_rule(&values));
    }

    #[test]
    fn terms_that_come_in_pieces_add_to_the_same_bits(
        m in prop_oneof![0_usize..1200, 1200..40_000_usize],
        pieces in prop::collection::vec(prop_oneof![1_usize..5, 250..260_usize, 1..3000_usize], 1..20),
        seed in 1..1000_u64,
    ) {
        let values: Vec<f64> = (0..m as u64).map(|i| 1.0 / ((i * 7919 + seed) % 1013 + 1) as f64).collect();
        let (mut pieced, mut single) = (TreeSum::new(m), TreeSum::new(m));
        let mut rest = &values[..];
        for &len in pieces.iter().cycle() {
            let (piece, later) = rest.split_at(len.min(rest.len()));
            pieced.extend(piece.len(), |i| piece[i]);
            rest = later;
            if rest.is_empty() {
                break;
            }
        }
        values.iter().for_each(|&value| single.add(value));
        let sums = [by_rule(&values), pieced.sum(), single.sum()].map(f64::to_bits);
        prop_assert_eq!(sums[0], sums[1]);
        prop_assert_eq!(sums[0], sums[2]);
    }
}

#[test]
fn mean_and_deviation() {
    let values = [1.0, f64::NAN, 3.0, 5.0, f64::NAN];
    let s = Statistics::of(values.len(), |row| values[row]);
    assert_eq!((s.present, s.min, s.max, s.mean), (3, 1.0, 5.0, 3.0));
    assert_eq!(s.deviation, (8.0_f64 / 3.0).sqrt());
    // Equal values have no deviation, though their sum is rounded.
    let s = Statistics::of(10, |_| 0.1);
    assert_eq!((s.mean, s.deviation), (0.1, 0.0));
    // A far mean costs no digits: two passes.
    let s = Statistics::of(1000, |row| 1e9 + (row % 2) as f64);
    assert_eq!((s.mean, s.deviation), (1e9 + 0.5, 0.5));
    assert!(!Statistics::of(2, |row| [1e300, -1e300][row]).is_finite());
    assert_eq!(Statistics::of(2, |_| f64::NAN).present, 0);
}
