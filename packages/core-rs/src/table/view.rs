//! A column seen as what it is taken for: numbers, dates or levels, however it is stored.

use std::collections::HashMap;

use super::cell;
use super::chunks::Chunks;
use super::column::{Cells, Coded, Column, MISSING, Numbers};
use super::date;
use super::dictionary::Dictionary;
use super::rows::Rows;
use super::statistics::Statistics;

/// A number a row, NaN where the cell is missing.
pub(super) enum NumberView<'a> {
    Values(&'a Chunks<f64>),
    Levels { codes: &'a Chunks<u32>, numbers: Vec<f64> },
}

impl NumberView<'_> {
    #[inline(always)]
    pub(super) fn value(&self, row: u32) -> f64 {
        match self {
            Self::Values(values) => values.get(row as usize),
            Self::Levels { codes, numbers } => match codes.get(row as usize) {
                MISSING => f64::NAN,
                code => numbers[code as usize],
            },
        }
    }

    /// Mean, deviation and range over the rows.
    pub(super) fn statistics(&self, rows: &Rows) -> Statistics {
        Statistics::of(rows.len(), |place| self.value(rows.get(place)))
    }
}

/// A level a row: `codes` by place in the selection, `MISSING` where the cell is missing.
pub(super) struct Levels {
    pub(super) codes: Vec<u32>,
    /// The levels met, numbered by first appearance.
    pub(super) levels: Dictionary,
}

impl Levels {
    /// The levels met, by value when they are numbers, else by code point.
    pub(super) fn sorted(&self, numeric: bool) -> Vec<String> {
        let mut levels: Vec<String> = self.levels.iter().map(str::to_owned).collect();
        levels.sort_unstable_by(|a, b| cell::compare(a, b, numeric));
        levels
    }
}

/// A cell that cannot be seen as asked.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Misread {
    pub(super) row: u32,
    pub(super) value: String,
}

impl Column {
    /// As numbers: every cell of the rows is a finite number or missing.
    pub(super) fn numbers(&self, rows: &Rows) -> Result<NumberView<'_>, Misread> {
        match &self.cells {
            Cells::Numbers(numbers) => self.plain_numbers(numbers, rows),
            Cells::Coded(coded) => self.read_levels(coded, rows, cell::number),
        }
    }

    /// As dates: every cell of the rows is an ISO 8601 date or missing. Days since 1970-01-01.
    pub(super) fn dates(&self, rows: &Rows) -> Result<NumberView<'_>, Misread> {
        match &self.cells {
            Cells::Coded(coded) => self.read_levels(coded, rows, date::days),
            Cells::Numbers(numbers) => {
                match rows.iter().find(|row| self.text(*row).is_some()) {
                    Some(row) => Err(self.misread(row)),
                    None => Ok(NumberView::Values(&numbers.values)), // all missing
                }
            }
        }
    }

    /// As numbers, with NaN for whatever is none: for descriptions.
    pub(super) fn numbers_leniently(&self) -> NumberView<'_> {
        self.leniently(cell::number)
    }

    /// As dates, with NaN for whatever is none: for descriptions.
    pub(super) fn dates_leniently(&self) -> NumberView<'_> {
        self.leniently(date::days)
    }

    fn leniently(&self, read: impl Fn(&str) -> Option<f64>) -> NumberView<'_> {
        match &self.cells {
            Cells::Numbers(numbers) => NumberView::Values(&numbers.values),
            Cells::Coded(coded) => NumberView::Levels {
                codes: &coded.codes,
                numbers: coded.levels.iter().map(|text| read(text).unwrap_or(f64::NAN)).collect(),
            },
        }
    }

    /// As levels of a text column, a number by its value.
    pub(super) fn levels(&self, rows: &Rows) -> Levels {
        let mut levels = Dictionary::default();
        let codes = match &self.cells {
            Cells::Coded(coded) => {
                let mut known = vec![MISSING; coded.levels.len()];
                let mut code_of = |code: u32| match known.get_mut(code as usize) {
                    None => MISSING,
                    Some(found) => {
                        if *found == MISSING {
                            *found = levels.code(&cell::level_text(coded.levels.get(code)));
                        }
                        *found
                    }
                };
                rows.iter().map(|row| code_of(coded.codes.get(row as usize))).collect()
            }
            Cells::Numbers(numbers) => {
                let mut known = HashMap::new();
                let mut code_of = |row: u32| {
                    if let Some(text) = numbers.exception(row) {
                        return levels.code(&cell::level_text(text));
                    }
                    let value = numbers.values.get(row as usize) + 0.0; // -0 is 0
                    if value.is_nan() {
                        return MISSING;
                    }
                    *known.entry(value.to_bits()).or_insert_with(|| levels.code(&cell::number_text(value)))
                };
                rows.iter().map(&mut code_of).collect()
            }
        };
        Levels { codes, levels }
    }

    fn plain_numbers<'a>(&self, numbers: &'a Numbers, rows: &Rows) -> Result<NumberView<'a>, Misread> {
        let is_bad = |row: u32| {
            let value = numbers.values.get(row as usize);
            value.is_nan() && numbers.exception(row).is_some()
        };
        match numbers.exceptions.is_empty() {
            true => Ok(NumberView::Values(&numbers.values)),
            false => match rows.iter().find(|row| is_bad(*row)) {
                None => Ok(NumberView::Values(&numbers.values)),
                Some(row) => Err(self.misread(row)),
            },
        }
    }

    fn read_levels<'a>(
        &self,
        coded: &'a Coded,
        rows: &Rows,
        read: impl Fn(&str) -> Option<f64>,
    ) -> Result<NumberView<'a>, Misread> {
        let numbers: Vec<f64> = coded.levels.iter().map(|text| read(text).unwrap_or(f64::NAN)).collect();
        let is_bad = |row: u32| {
            let code = coded.codes.get(row as usize);
            code != MISSING && numbers[code as usize].is_nan()
        };
        if numbers.iter().any(|number| number.is_nan())
            && let Some(row) = rows.iter().find(|row| is_bad(*row))
        {
            return Err(self.misread(row));
        }
        Ok(NumberView::Levels { codes: &coded.codes, numbers })
    }

    fn misread(&self, row: u32) -> Misread {
        Misread { row, value: self.text(row).unwrap_or_default().into_owned() }
    }
}
