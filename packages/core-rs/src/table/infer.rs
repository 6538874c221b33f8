//! What a column is taken for, from the cells of the rows in question.

use serde::{Deserialize, Serialize};

use super::cell::{self, Cell};
use super::column::{Cells, Column, MISSING};
use super::date;
use super::rows::Rows;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum ColumnType {
    /// At least 95 % of the cells present are numbers.
    Number,
    /// At least 95 % of the cells present are ISO 8601 dates or date-times.
    Date,
    /// Everything else, booleans and columns without any cell included.
    Text,
}

/// How many cells of each kind there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// Cells that are not missing.
    pub(super) present: usize,
    /// Missing cells.
    pub(super) missing: usize,
    /// Numbers, infinite ones included: such a cell makes no text column, it is an error in a numeric one.
    pub(super) numbers: usize,
    /// Dates.
    pub(super) dates: usize,
}

impl Counts {
    /// Counts the cells of the rows.
    pub(super) fn of(column: &Column, rows: &Rows) -> Self {
        let mut counts = Self::default();
        match &column.cells {
            Cells::Numbers(numbers) => {
                let exceptional = !numbers.exceptions.is_empty();
                for row in rows.iter() {
                    if !numbers.values.get(row as usize).is_nan() {
                        counts.present += 1;
                        counts.numbers += 1;
                    } else if exceptional && let Some(text) = numbers.exception(row) {
                        counts.add(text, 1);
                    } else {
                        counts.missing += 1;
                    }
                }
            }
            Cells::Coded(coded) => {
                let mut uses = vec![0_usize; coded.levels.len()];
                for row in rows.iter() {
                    match coded.codes.get(row as usize) {
                        MISSING => counts.missing += 1,
                        code => uses[code as usize] += 1,
                    }
                }
                for (text, uses) in coded.levels.iter().zip(uses).filter(|(_, uses)| *uses > 0) {
                    counts.add(text, uses);
                }
            }
        }
        counts
    }

    fn add(&mut self, text: &str, uses: usize) {
        self.present += uses;
        match cell::read(text) {
            Cell::Number(_) | Cell::Identifier(_) | Cell::Infinite => self.numbers += uses,
            Cell::Text if date::days(text).is_some() => self.dates += uses,
            Cell::Text | Cell::Missing => {}
        }
    }

    /// What the column is taken for.
    pub(super) fn column_type(&self) -> ColumnType {
        let nearly_all = |count: usize| self.present > 0 && (self.present - count) * 20 <= self.present;
        if nearly_all(self.numbers) {
            ColumnType::Number
        } else if nearly_all(self.dates) {
            ColumnType::Date
        } else {
            ColumnType::Text
        }
    }
}
