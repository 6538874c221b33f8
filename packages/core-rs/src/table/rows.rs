//! Which rows of the columns a table shows.

use std::sync::Arc;

/// All rows, or a list of them in order.
#[derive(Clone, Debug)]
pub(super) struct Rows {
    count: usize,
    listed: Option<Arc<[u32]>>,
}

impl Rows {
    pub(super) fn all(count: usize) -> Self {
        Self { count, listed: None }
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
            None => place as u32,
            Some(rows) => rows[place],
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.count).map(|place| self.get(place))
    }

    /// A selection of this selection.
    pub(super) fn select(&self, places: &[u32]) -> Self {
        let rows: Arc<[u32]> = places.iter().map(|place| self.get(*place as usize)).collect();
        Self { count: rows.len(), listed: Some(rows) }
    }
}
