//! Seeded folds: every row is in the test part of exactly one, and in the train part of all others.

use serde_json::json;

use super::options::{FoldOptions, Part};
use crate::config::MAX_SEED;
use crate::error::{Error, Result};
use crate::options::check;
use crate::rng::{Random, Stream, shuffle};

/// The fold of each of n rows, 0 … folds − 1: rows are dealt out in the order of the seeded permutation, level by level
/// where `labels` (n) name some. Folds, and the rows of a level in them, differ by one row at most.
pub fn fold_of_rows(n: usize, labels: Option<&[u32]>, folds: usize, seed: u64) -> Vec<u32> {
    let mut fold_of = vec![0; n];
    let levels = levels(permuted(n, seed), labels);
    for (place, row) in levels.into_iter().flatten().enumerate() {
        fold_of[row as usize] = (place % folds.max(1)) as u32;
    }
    fold_of
}

/// The rows of one part of a fold, ascending; see [`FoldOptions`]. The first `trainRows` rows are nested: more of them
/// hold the fewer, and levels in proportion.
///
/// # Errors
/// OPTION_INVALID for folds under 2 or above n, a fold that does not exist, or a seed above 2^53 − 1; SHAPE_MISMATCH when
/// the labels are not n.
pub fn fold(n: usize, labels: Option<&[u32]>, part: Part, options: &FoldOptions) -> Result<Vec<u32>> {
    let FoldOptions { folds, fold, seed, train_rows, .. } = *options;
    if labels.is_some_and(|labels| labels.len() != n) {
        return Err(Error::shape(format!("Folds of {n} rows got other labels.")));
    }
    if folds < 2 || folds as usize > n {
        return Err(Error::option(format!(
            "Option folds must be a whole number from 2 to the number of rows, {n}; got {folds}."
        ))
        .with(json!({ "option": "folds" })));
    }
    check(fold < folds, "fold", &format!("a whole number below folds, {folds}"), fold)?;
    check(seed <= MAX_SEED, "seed", "a whole number from 0 to 9007199254740991", seed)?;
    let fold_of = fold_of_rows(n, labels, folds as usize, seed);
    if let (Part::Train, Some(most)) = (part, train_rows) {
        check(most >= 1, "trainRows", "a whole number of at least 1", most)?;
        let mut rows = in_proportion(levels(permuted(n, seed), labels));
        rows.retain(|row| fold_of[*row as usize] != fold);
        rows.truncate(usize::try_from(most).unwrap_or(n));
        rows.sort_unstable();
        return Ok(rows);
    }
    let wanted = |row: &u32| (fold_of[*row as usize] == fold) == (part == Part::Test);
    Ok((0..n as u32).filter(wanted).collect())
}

fn permuted(n: usize, seed: u64) -> Vec<u32> {
    let mut order: Vec<u32> = (0..n as u32).collect();
    shuffle(&mut order, &Random::new(seed, Stream::Split, 0, 0));
    order
}

/// The rows of each level in their order, levels by first appearance: names make no difference.
pub(super) fn levels(order: Vec<u32>, labels: Option<&[u32]>) -> Vec<Vec<u32>> {
    let Some(labels) = labels else { return vec![order] };
    let mut members: Vec<Vec<u32>> = Vec::new();
    let mut level_of = std::collections::HashMap::new();
    for row in order {
        let level = *level_of.entry(labels[row as usize]).or_insert_with(|| {
            members.push(Vec::new());
            members.len() - 1
        });
        members[level].push(row);
    }
    members
}

/// One order of all rows in which every beginning holds the levels in proportion.
fn in_proportion(levels: Vec<Vec<u32>>) -> Vec<u32> {
    // The i-th of m rows stands at (2i + 1) / 2m of the way; compared as products, so that nothing is rounded.
    let mut placed: Vec<(u64, u64, u32)> = levels
        .iter()
        .flat_map(|level| {
            level.iter().enumerate().map(|(i, &row)| (2 * i as u64 + 1, 2 * level.len() as u64, row))
        })
        .collect();
    placed.sort_by(|a, b| (a.0 * b.1).cmp(&(b.0 * a.1)));
    placed.into_iter().map(|(.., row)| row).collect()
}
