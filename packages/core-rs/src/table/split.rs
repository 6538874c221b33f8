//! Seeded division of rows into a train and a test part.

use serde_json::json;

use super::folds::levels;
use super::options::{Part, SplitOptions};
use crate::config::MAX_SEED;
use crate::error::{Error, Result};
use crate::rng::{Random, Stream, shuffle};

/// The rows of one part, ascending. `labels` (n), when given, are the levels to hold in proportion: each level's share
/// of the test rows is rounded by largest remainder. `options.stratify` is the caller's to turn into labels.
///
/// The test part has ⌈test · n⌉ rows: the first of the seeded permutation of 0..n, or the last rows without `shuffle`.
///
/// # Errors
/// OPTION_INVALID for a share outside 0 … 1, a seed above 2^53 − 1, or a part that would have no rows;
/// SHAPE_MISMATCH when the labels are not n.
pub fn split(n: usize, labels: Option<&[u32]>, part: Part, options: &SplitOptions) -> Result<Vec<u32>> {
    let test_rows = test_rows(n, options)?;
    let order = order(n, options);
    let mut in_test = vec![false; n];
    match labels {
        None => order[..test_rows].iter().for_each(|row| in_test[*row as usize] = true),
        Some(labels) if labels.len() == n => stratified(&order, labels, test_rows, &mut in_test),
        Some(labels) => {
            return Err(Error::shape(format!("A split of {n} rows got {} labels.", labels.len())));
        }
    }
    let wanted = part == Part::Test;
    Ok((0..n as u32).filter(|row| in_test[*row as usize] == wanted).collect())
}

fn test_rows(n: usize, options: &SplitOptions) -> Result<usize> {
    let test = options.test;
    let invalid =
        |message: String, option: &str| Err(Error::option(message).with(json!({ "option": option })));
    if !(test > 0.0 && test < 1.0) {
        return invalid(
            format!("Option test must be a share above 0 and below 1, such as 0.2; got {test}."),
            "test",
        );
    }
    if options.seed > MAX_SEED {
        let seed = options.seed;
        return invalid(
            format!("Option seed must be a whole number from 0 to {MAX_SEED}; got {seed}."),
            "seed",
        );
    }
    let exact = test * n as f64;
    // 0.55 of 100 rows is 55 rows, though the product in floating point lies above.
    let rows =
        if (exact - exact.round()).abs() < 1e-9 * n as f64 { exact.round() } else { exact.ceil() } as usize;
    if rows == 0 || rows >= n {
        return invalid(
            format!(
                "Option test {test} of {n} rows gives {} rows to train and {rows} to test; both need at least one. \
                 Give another share, or more rows.",
                n.saturating_sub(rows)
            ),
            "test",
        );
    }
    Ok(rows)
}

/// The rows in the order in which they go to the test part.
fn order(n: usize, options: &SplitOptions) -> Vec<u32> {
    let mut order: Vec<u32> = (0..n as u32).collect();
    if options.shuffle {
        shuffle(&mut order, &Random::new(options.seed, Stream::Split, 0, 0));
    } else {
        order.reverse();
    }
    order
}

/// Takes of each level its share of the test rows, in the given order.
fn stratified(order: &[u32], labels: &[u32], test_rows: usize, in_test: &mut [bool]) {
    // Levels by first appearance in the order: ties of the remainders then fall by the seed, not by name.
    let members = levels(order.to_vec(), Some(labels));
    let n = order.len() as u64;
    let share = |level: &Vec<u32>| level.len() as u64 * test_rows as u64;
    let mut quotas: Vec<usize> = members.iter().map(|level| (share(level) / n) as usize).collect();
    let mut by_remainder: Vec<usize> = (0..members.len()).collect();
    by_remainder.sort_by_key(|level| std::cmp::Reverse(share(&members[*level]) % n));
    let left = test_rows - quotas.iter().sum::<usize>();
    by_remainder[..left].iter().for_each(|level| quotas[*level] += 1);
    for (level, quota) in members.iter().zip(quotas) {
        level[..quota].iter().for_each(|row| in_test[*row as usize] = true);
    }
}
