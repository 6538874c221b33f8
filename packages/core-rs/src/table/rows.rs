//! Which rows of the columns a table shows.

use std::ops::Range;
use std::sync::Arc;

/// Some rows one after the other, or some of a list of them, in order.
#[derive(Clone, Debug)]
pub(super) struct Rows {
    start: usize,
    count: usize,
    listed: Option<Arc<[u32]>>,
}

impl Rows {
    pub(super) fn all(count: usize) -> Self {
        Self { start: 0, count, listed: None }
    }

    pub(super) fn is_selection(&self) -> bool {
        self.listed.is_some()
    }

    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// The row of the columns at a place of the selection.
    #[inline(always)]
    pub(super) fn get(&self, place: usize) -> u32 {
        match &self.listed {
            None => (self.start + place) as u32,
            Some(rows) => rows[self.start + place],
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.count).map(|place| self.get(place))
    }

    /// Neighbouring places of this selection.
    pub(super) fn slice(&self, places: Range<usize>) -> Self {
        Self { start: self.start + places.start, count: places.len(), listed: self.listed.clone() }
    }

    /// A selection of this selection.
    pub(super) fn select(&self, places: &[u32]) -> Self {
        let rows: Arc<[u32]> = places.iter().map(|place| self.get(*place as usize)).collect();
        Self { start: 0, count: rows.len(), listed: Some(rows) }
    }
}
