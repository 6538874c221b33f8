//! What becomes of one column, learnt from its cells.

use super::cell::{self, Cell};
use super::column::Column;
use super::encoder::{Encoding, Standardised};
use super::infer::{ColumnType, Counts};
use super::refusal::misread_error;
use super::view::NumberView;
use super::{EncodeOptions, Table};
use crate::error::Result;

/// A text column of more rows than this is left out when more than half of its texts are distinct.
const ROWS_OF_DISTINCT_TEXT: usize = 50;

/// The type options give a column, else the one its cells give.
pub(super) fn column_type(column: &Column, counts: &Counts, options: &EncodeOptions) -> ColumnType {
    if options.categorical.contains(&column.name) {
        ColumnType::Text
    } else if options.numeric.contains(&column.name) {
        ColumnType::Number
    } else {
        counts.column_type()
    }
}

/// Learns one column.
pub(super) struct Learner<'a> {
    pub(super) table: &'a Table,
    pub(super) column: &'a Column,
    pub(super) options: &'a EncodeOptions,
}

impl Learner<'_> {
    pub(super) fn encoding(&self, warnings: &mut Vec<String>) -> Result<Encoding> {
        let Self { table, column, options } = self;
        if options.exclude.contains(&column.name) {
            return Ok(left_out("excluded"));
        }
        let counts = Counts::of(column, &table.rows);
        if counts.present == 0 {
            warnings.push(format!("Column '{}' is left out: every cell is missing.", column.name));
            return Ok(left_out("every cell is missing"));
        }
        match column_type(column, &counts, options) {
            ColumnType::Text => Ok(self.text(&counts, warnings)),
            ColumnType::Number => {
                let expected = match options.numeric.contains(&column.name) {
                    true => "expected a number, for numeric names the column".to_owned(),
                    false => format!(
                        "expected a number as in {} % of its cells",
                        percent(counts.numbers, counts.present)
                    ),
                };
                let view = column.numbers(&table.rows).map_err(|misread| {
                    let cure = match cell::read(&misread.value) {
                        Cell::Infinite => {
                            format!(
                                "Fix or empty the cell, or leave the column out: name it in exclude (--exclude {}).",
                                column.name
                            )
                        }
                        _ => format!(
                            "Fix or empty the cell, or take the column as text: name it in categorical (--categorical {}).",
                            column.name
                        ),
                    };
                    misread_error(table, column, &misread, &expected, &cure)
                })?;
                self.number(&view, &counts, Encoding::Number)
            }
            ColumnType::Date => {
                let expected = format!(
                    "expected an ISO 8601 date as in {} % of its cells",
                    percent(counts.dates, counts.present)
                );
                let cure = format!(
                    "Fix or empty the cell, or take the column as text: name it in categorical (--categorical {}).",
                    column.name
                );
                let view = column
                    .dates(&table.rows)
                    .map_err(|misread| misread_error(table, column, &misread, &expected, &cure))?;
                self.number(&view, &counts, Encoding::Date)
            }
        }
    }

    fn number(
        &self,
        view: &NumberView<'_>,
        counts: &Counts,
        encoding: fn(Standardised) -> Encoding,
    ) -> Result<Encoding> {
        let statistics = view.statistics(&self.table.rows);
        if !statistics.is_finite() {
            return Err(self.table.source.origin.column_error(
                &self.column.name,
                "the numbers are too large to be standardised. Divide the column by a power of ten.",
            ));
        }
        let missing = counts.missing > 0;
        match statistics.deviation > 0.0 {
            true => {
                Ok(encoding(Standardised { mean: statistics.mean, scale: statistics.deviation, missing }))
            }
            // Only whether the cell is there says something.
            false if missing => Ok(encoding(Standardised { mean: statistics.mean, scale: 1.0, missing })),
            false => Ok(left_out(&format!("every cell is {}", cell::number_text(statistics.min)))),
        }
    }

    fn text(&self, counts: &Counts, warnings: &mut Vec<String>) -> Encoding {
        let Self { table, column, options } = self;
        if has_decimal_commas(table, column) {
            warnings.push(format!(
                "Column '{}' is taken as text, for its numbers have decimal commas. Write 1.5 for 1,5.",
                column.name
            ));
        }
        let levels = column.levels(&table.rows).sorted(false);
        let missing = counts.missing > 0;
        let (distinct, present) = (levels.len(), counts.present);
        if distinct * 2 > present
            && present > ROWS_OF_DISTINCT_TEXT
            && !options.categorical.contains(&column.name)
        {
            let reason = format!("{} % of the texts are distinct", percent(distinct, present));
            warnings.push(format!(
                "Column '{0}' is left out: {reason}. To use it all the same name it in categorical (--categorical {0}).",
                column.name
            ));
            return left_out(&reason);
        }
        if distinct == 1 && !missing {
            return left_out(&format!("every cell is '{}'", levels[0]));
        }
        Encoding::Text { levels, missing }
    }
}

/// Whether the cells are numbers but for a comma where the point should be.
pub(super) fn has_decimal_commas(table: &Table, column: &Column) -> bool {
    let with_comma = |text: &str| text.contains(',') && cell::number(&text.replacen(',', ".", 1)).is_some();
    let met = column.levels(&table.rows);
    met.levels.iter().any(with_comma)
        && met.levels.iter().all(|text| with_comma(text) || cell::number(text).is_some())
}

fn left_out(reason: &str) -> Encoding {
    Encoding::LeftOut { reason: reason.to_owned() }
}

/// A share in percent, with one decimal, never rounded up to 100.
fn percent(part: usize, whole: usize) -> String {
    let tenths = part as u64 * 1000 / whole.max(1) as u64;
    if tenths.is_multiple_of(10) {
        format!("{}", tenths / 10)
    } else {
        format!("{}.{}", tenths / 10, tenths % 10)
    }
}
