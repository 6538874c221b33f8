//! The order of the rows: every row once, from the seed and the epoch alone, cut into batches.

use minibatch_core::batch::{BLOCK_BYTES, Cut, Order, Rows, STRIPES, WINDOW};
use minibatch_core::config::Shuffle;
use minibatch_core::error::Code;
use proptest::prelude::*;

/// The rows of an epoch, batch by batch.
fn batches(order: &mut Order, epoch: u32) -> Vec<Vec<usize>> {
    order.prepare(epoch).expect("an order for this epoch");
    let rows = |b: usize| (0..order.batch(b).len()).map(|i| order.batch(b).at(i)).collect();
    (0..order.cut().batches()).map(rows).collect()
}

fn order(n: usize, batch_size: usize, drop_last: bool, shuffle: Shuffle) -> Order {
    Order::new(Cut { n, batch_size, drop_last, row_bytes: 8 }, shuffle, 42).expect("at least one row")
}

proptest! {
    #[test]
    fn every_row_comes_once(n in 1usize..400, batch_size in 1usize..100, epoch in 0u32..5) {
        for shuffle in [Shuffle::Full, Shuffle::None] {
            let cut = batches(&mut order(n, batch_size, false, shuffle), epoch);
            prop_assert!(cut[..cut.len() - 1].iter().all(|rows| rows.len() == batch_size.min(n)));
            let mut rows = cut.concat();
            if shuffle == Shuffle::Full {
                rows.sort_unstable();
            }
            prop_assert!(rows.into_iter().eq(0..n));
        }
    }

    #[test]
    fn a_dropped_batch_is_the_short_one(n in 1usize..400, batch_size in 1usize..100) {
        let whole = batches(&mut order(n, batch_size, false, Shuffle::Full), 0);
        let dropped = batches(&mut order(n, batch_size, true, Shuffle::Full), 0);
        let full: Vec<_> = whole.iter().filter(|rows| rows.len() == batch_size).cloned().collect();
        prop_assert_eq!(dropped, if full.is_empty() { whole } else { full });
    }

    #[test]
    fn replacement_draws_any_row(n in 1usize..400, epoch in 0u32..5) {
        let rows = batches(&mut order(n, 7, false, Shuffle::Replacement), epoch).concat();
        prop_assert!(rows.len() == n && rows.iter().all(|&row| row < n));
    }
}

/// An epoch's order does not depend on the epochs before it, on the batch size, or on what was asked before.
#[test]
fn an_order_is_a_function_of_seed_and_epoch() {
    let ahead = batches(&mut order(1000, 64, false, Shuffle::Full), 3).concat();
    let mut walked = order(1000, 1, false, Shuffle::Full);
    let epochs: Vec<_> = (0..4).map(|epoch| batches(&mut walked, epoch).concat()).collect();
    assert_eq!(ahead, epochs[3]);
    assert_ne!(epochs[0], epochs[1]);
    let mut other =
        Order::new(Cut { n: 1000, batch_size: 1, drop_last: false, row_bytes: 8 }, Shuffle::Full, 43)
            .expect("rows");
    assert_ne!(batches(&mut other, 0).concat(), epochs[0]);
}

#[test]
fn unshuffled_rows_are_ranges() {
    let mut order = order(10, 4, false, Shuffle::None);
    order.prepare(0).expect("an order");
    assert_eq!(order.batch(2), Rows::Range { start: 8, len: 2 });
    assert!(order.batch(3).is_empty());
}

#[test]
fn given_orders_are_checked() {
    let mut order = order(4, 2, false, Shuffle::Full);
    assert_eq!(order.give(vec![0, 1, 2]).expect_err("not a whole epoch").code, Code::ShapeMismatch);
    assert_eq!(order.give(vec![]).expect_err("no epoch").code, Code::ShapeMismatch);
    let error = order.give(vec![0, 1, 2, 3, 0, 4, 1, 2]).expect_err("row 4 of 4");
    assert_eq!(error.code, Code::DataInvalid);
    assert!(error.message.contains("got 4 at place 1 of epoch 2"), "{}", error.message);
    order.give(vec![3, 2, 1, 0]).expect("one epoch");
    assert_eq!(batches(&mut order, 0), [[3, 2], [1, 0]]);
    assert_eq!(order.prepare(1).expect_err("one epoch was given").code, Code::OptionInvalid);
}

fn epoch(cut: Cut, seed: u64, epoch: u32) -> Vec<u32> {
    let mut order = Order::new(cut, Shuffle::Block, seed).expect("rows");
    batches(&mut order, epoch).concat().into_iter().map(|row| row as u32).collect()
}

proptest! {
    /// Whatever the sizes: every row once, and an order that seed and epoch alone decide.
    #[test]
    fn a_block_shuffle_visits_every_row_once(n in 1usize..5000, batch_size in 1usize..700, row_bytes in 1usize..200_000) {
        let cut = Cut { n, batch_size, drop_last: false, row_bytes };
        let order = epoch(cut, 7, 3);
        let mut sorted = order.clone();
        sorted.sort_unstable();
        prop_assert_eq!(sorted, (0..n as u32).collect::<Vec<_>>());
        prop_assert_eq!(&order, &epoch(cut, 7, 3));
        if n > 300 {
            prop_assert_ne!(&order, &epoch(cut, 7, 4));
            prop_assert_ne!(&order, &epoch(cut, 8, 3));
        }
    }
}

/// A batch takes its share of every stripe, and a stripe reads at most a window of blocks at a time.
#[test]
fn a_block_shuffle_reads_all_stripes_in_windows_of_blocks() {
    let (height, n) = (10, 64 * 1000);
    let cut = Cut { n, batch_size: 128, drop_last: false, row_bytes: BLOCK_BYTES / height };
    let order = epoch(cut, 1, 0);
    for batch in order.chunks(128) {
        let mut stripes: Vec<u32> = batch.iter().map(|row| row / 1000).collect();
        stripes.dedup();
        assert_eq!(stripes, (0..STRIPES as u32).collect::<Vec<_>>(), "two rows of each, stripe by stripe");
    }
    let first: Vec<u32> = order.iter().filter(|row| **row < 1000).copied().collect();
    for window in first.chunks(WINDOW * height) {
        let mut blocks: Vec<u32> = window.iter().map(|row| row / height as u32).collect();
        blocks.sort_unstable();
        blocks.dedup();
        assert!(blocks.len() <= WINDOW, "{} blocks in a window", blocks.len());
    }
}

/// Small batches of a sorted table are as mixed as large ones.
#[test]
fn a_small_batch_of_a_block_shuffle_is_mixed() {
    let cut = Cut { n: 6400, batch_size: 16, drop_last: false, row_bytes: 4 };
    let means: Vec<f64> = epoch(cut, 1, 0)
        .chunks(16)
        .map(|batch| batch.iter().map(|row| f64::from(*row)).sum::<f64>() / 16.0)
        .collect();
    // The deviation of a mean of 16 of 6,400 is 460: none is 5 of them away.
    assert!(means.iter().all(|mean| (mean - 3200.0).abs() < 2300.0), "{means:?}");
}

#[test]
fn no_rows_are_an_error() {
    let cut = Cut { n: 0, batch_size: 1, drop_last: false, row_bytes: 8 };
    assert_eq!(Order::new(cut, Shuffle::Full, 0).expect_err("no rows").code, Code::DataInvalid);
}
