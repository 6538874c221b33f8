//! What a table holds, and what was done with its columns: for people and for JSON.

use serde::Serialize;

use super::cell::number_text;
use super::encoder::{EncodedColumn, Encoder, Encoding};
use super::infer::{ColumnType, Counts};
use super::rows::Rows;
use super::target::Target;
use super::{Column, Table};
use crate::json;

/// Levels a description lists.
const LISTED_LEVELS: usize = 10;

/// A table in short.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TableDescription {
    /// Name of the file or the data.
    pub name: String,
    /// Rows.
    pub rows: usize,
    /// Its columns, in order.
    pub columns: Vec<ColumnDescription>,
}

/// A column in short.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ColumnDescription {
    /// Name.
    pub name: String,
    /// What its cells are taken for.
    #[serde(rename = "type")]
    pub column_type: ColumnType,
    /// Missing cells.
    pub missing: usize,
    /// Distinct levels of a text column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distinct: Option<usize>,
    /// Smallest number; of a date in days since 1970-01-01. Cells that are no numbers do not count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    /// Largest number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
    /// Mean of the numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean: Option<f64>,
    /// The ten most frequent levels of a text column and their rows; a tie goes by code point.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub levels: Option<Vec<(String, usize)>>,
}

/// What was done with a column.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ColumnReport {
    /// Name.
    pub name: String,
    /// Features it became.
    pub features: usize,
    /// In words: `standardised, mean 12.3, scale 4.5`.
    pub done: String,
}

impl Table {
    /// Types, missing cells, ranges and levels of all columns, over the rows of this selection.
    pub fn describe(&self) -> TableDescription {
        TableDescription {
            name: self.source.origin.given_name().to_owned(),
            rows: self.rows(),
            columns: self.source.columns.iter().map(|column| describe(column, &self.rows)).collect(),
        }
    }
}

fn describe(column: &Column, rows: &Rows) -> ColumnDescription {
    let counts = Counts::of(column, rows);
    let mut description = ColumnDescription {
        name: column.name.clone(),
        column_type: counts.column_type(),
        missing: counts.missing,
        distinct: None,
        min: None,
        max: None,
        mean: None,
        levels: None,
    };
    let view = match description.column_type {
        ColumnType::Text => {
            let met = column.levels(rows);
            let mut uses = vec![0_usize; met.levels.len()];
            met.codes.iter().for_each(|code| {
                if let Some(uses) = uses.get_mut(*code as usize) {
                    *uses += 1;
                }
            });
            let mut levels: Vec<(&str, usize)> = met.levels.iter().zip(uses).collect();
            levels.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
            let top = levels.iter().take(LISTED_LEVELS);
            description.levels = Some(top.map(|(level, uses)| ((*level).to_owned(), *uses)).collect());
            description.distinct = Some(levels.len());
            return description;
        }
        ColumnType::Number => column.numbers_leniently(),
        ColumnType::Date => column.dates_leniently(),
    };
    let statistics = view.statistics(rows);
    if statistics.present > 0 {
        description.min = Some(statistics.min);
        description.max = Some(statistics.max);
        description.mean = statistics.mean.is_finite().then_some(statistics.mean);
    }
    description
}

impl Encoder {
    /// What was done with each column, the target and the weights last.
    pub fn report(&self) -> Vec<ColumnReport> {
        let target = self.target.iter().map(|target| ColumnReport {
            name: target.name().to_owned(),
            features: 0,
            done: match target {
                Target::Regression { mean, scale, date, .. } => {
                    let days = if *date { "days since 1970-01-01, " } else { "" };
                    format!("target: {days}standardised, mean {}, scale {}", short(*mean), short(*scale))
                }
                Target::Classification { classes, .. } => format!("target: {} classes", classes.len()),
            },
        });
        let weight = self.sample_weight.iter().map(|name| ColumnReport {
            name: name.clone(),
            features: 0,
            done: "weights of the rows".to_owned(),
        });
        self.columns.iter().map(report).chain(target).chain(weight).collect()
    }
}

fn report(column: &EncodedColumn) -> ColumnReport {
    let done = match &column.encoding {
        Encoding::Number(number) | Encoding::Date(number) => {
            let days =
                if matches!(column.encoding, Encoding::Date(_)) { "days since 1970-01-01, " } else { "" };
            let missing = if number.missing { ", missing cells: the mean and a 0/1 feature" } else { "" };
            format!("{days}standardised, mean {}, scale {}{missing}", short(number.mean), short(number.scale))
        }
        Encoding::Text { levels, missing } => {
            format!("one-hot, {} levels{}", levels.len(), if *missing { " and (missing)" } else { "" })
        }
        Encoding::LeftOut { reason } => format!("left out: {reason}"),
    };
    ColumnReport { name: column.name.clone(), features: column.encoding.features(), done }
}

/// Four digits, for reading.
fn short(value: f64) -> String {
    let rounded = json::number(&format!("{value:.3e}")).unwrap_or(value);
    number_text(rounded)
}
