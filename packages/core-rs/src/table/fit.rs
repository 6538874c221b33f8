//! What an encoder learns from the rows of a table.

use serde_json::json;

use super::cell::{self, Cell};
use super::column::Column;
use super::encode::misread_error;
use super::encoder::{EncodedColumn, Encoder, Encoding, Standardised};
use super::infer::{ColumnType, Counts};
use super::statistics::Statistics;
use super::target::{Target, weights};
use super::view::NumberView;
use super::{EncodeOptions, Table, Task};
use crate::error::{Error, Result};

/// A text column of more rows than this is left out when more than half of its texts are distinct.
const ROWS_OF_DISTINCT_TEXT: usize = 50;

/// A numeric target of so few distinct whole numbers may be meant as classes.
const FEW_WHOLE_NUMBERS: usize = 20;

impl Encoder {
    /// Learns how to encode from the rows of a table that have a target: types, means and deviations, levels, classes.
    /// Numbers are standardised by the population's deviation; text becomes one 0/1 feature a level. A column without
    /// any cell, a constant one, and text of which more than half is distinct (in more than 50 rows) is left out; the
    /// report says so.
    ///
    /// # Errors
    /// OPTION_INVALID for a column that does not exist or is asked for twice; DATA_INVALID for a cell that does not fit
    /// its column, for weights below 0, and when no column is left to learn from.
    pub fn fit(table: &Table, options: &EncodeOptions) -> Result<Self> {
        check_options(table, options)?;
        let mut warnings = Vec::new();
        let mut table = table.clone();
        let mut target = None;
        if let Some(column) = options.target.as_ref().and_then(|name| table.source.column(name)) {
            let learnt = learn_target(&table, column, options, &mut warnings)?;
            table.rows = learnt.encode::<f64>(&table)?.0;
            target = Some(learnt);
        }
        if let Some(column) = options.sample_weight.as_ref().and_then(|name| table.column(name)) {
            weights::<f64>(&table, column, &table.rows)?;
        }
        let is_feature = |column: &&Column| {
            Some(&column.name) != options.target.as_ref()
                && Some(&column.name) != options.sample_weight.as_ref()
        };
        let mut columns = Vec::new();
        for column in table.source.columns.iter().filter(is_feature) {
            let encoding = Learner { table: &table, column, options }.encoding(&mut warnings)?;
            columns.push(EncodedColumn { name: column.name.clone(), encoding });
        }
        let encoder = Self { columns, target, sample_weight: options.sample_weight.clone(), warnings };
        if encoder.features() == 0 {
            return Err(nothing_left(&table, &encoder));
        }
        Ok(encoder)
    }
}

fn nothing_left(table: &Table, encoder: &Encoder) -> Error {
    let reasons: Vec<String> = encoder
        .report()
        .into_iter()
        .filter(|column| column.features == 0 && Some(column.name.as_str()) != encoder.target_name())
        .map(|column| format!("'{}' {}", column.name, column.done))
        .take(5)
        .collect();
    let reasons = if reasons.is_empty() { "it has no other column".to_owned() } else { reasons.join("; ") };
    let origin = &table.source.origin;
    Error::data(format!(
        "{} leaves no column to learn from in {} rows: {reasons}.",
        origin.name(),
        table.rows()
    ))
    .with(json!({ "file": origin.file() }))
}

/// Every named column exists, and none has two roles.
fn check_options(table: &Table, options: &EncodeOptions) -> Result<()> {
    let single = [("target", &options.target), ("sampleWeight", &options.sample_weight)];
    let lists =
        [("exclude", &options.exclude), ("categorical", &options.categorical), ("numeric", &options.numeric)];
    let named = single
        .iter()
        .flat_map(|(option, name)| name.iter().map(move |name| (*option, name)))
        .chain(lists.iter().flat_map(|(option, names)| names.iter().map(move |name| (*option, name))));
    for (option, name) in named {
        if table.column(name).is_none() {
            return Err(table.unknown_column(option, name));
        }
    }
    let clash = |name: &String, one: &str, other: &str| {
        Err(Error::option(format!("Column '{name}' is named in both {one} and {other}: take it out of one."))
            .with(json!({ "option": one, "column": name })))
    };
    if let (Some(target), Some(weight)) = (&options.target, &options.sample_weight)
        && target == weight
    {
        return clash(target, "target", "sampleWeight");
    }
    for (option, name) in single {
        if let Some(name) = name
            && options.exclude.contains(name)
        {
            return clash(name, option, "exclude");
        }
    }
    match options.categorical.iter().find(|name| options.numeric.contains(name)) {
        Some(name) => clash(name, "categorical", "numeric"),
        None => Ok(()),
    }
}

/// The type options give a column, else the one its cells give.
fn column_type(column: &Column, counts: &Counts, options: &EncodeOptions) -> ColumnType {
    if options.categorical.contains(&column.name) {
        ColumnType::Text
    } else if options.numeric.contains(&column.name) {
        ColumnType::Number
    } else {
        counts.column_type()
    }
}

fn learn_target(
    table: &Table,
    column: &Column,
    options: &EncodeOptions,
    warnings: &mut Vec<String>,
) -> Result<Target> {
    let column_type = column_type(column, &Counts::of(column, &table.rows), options);
    let task = match (options.task, column_type) {
        (Task::Auto, ColumnType::Text) => Task::Classification,
        (Task::Auto, _) => Task::Regression,
        (task, _) => task,
    };
    let target = Target::learn(table, column, task, column_type)?;
    if options.task == Task::Auto
        && column_type == ColumnType::Number
        && let Some(count) = few_whole_numbers(table, column)
    {
        warnings.push(format!(
            "Target '{}' has {count} distinct whole numbers and is taken as a number (regression). If they are classes, \
             use task classification.",
            column.name
        ));
    }
    Ok(target)
}

/// How many distinct numbers the column has, when they are whole and at most 20.
fn few_whole_numbers(table: &Table, column: &Column) -> Option<usize> {
    let view = column.numbers(&table.rows).ok()?;
    let mut met: Vec<f64> = Vec::new();
    for value in table.rows.iter().map(|row| view.value(row)).filter(|value| !value.is_nan()) {
        if !met.contains(&value) {
            met.push(value);
            if value.trunc() != value || met.len() > FEW_WHOLE_NUMBERS {
                return None;
            }
        }
    }
    Some(met.len())
}

/// Learns one column.
struct Learner<'a> {
    table: &'a Table,
    column: &'a Column,
    options: &'a EncodeOptions,
}

impl Learner<'_> {
    fn encoding(&self, warnings: &mut Vec<String>) -> Result<Encoding> {
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
                                "Fix or empty the cell, or leave the column out (--exclude {}).",
                                column.name
                            )
                        }
                        _ => format!(
                            "Fix or empty the cell, or take the column as text (--categorical {}).",
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
                    "Fix or empty the cell, or take the column as text (--categorical {}).",
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
        let rows = &self.table.rows;
        let statistics = Statistics::of(rows.len(), |place| view.value(rows.get(place)));
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
        let mut levels: Vec<String> = column.levels(&table.rows).levels.iter().map(str::to_owned).collect();
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
        levels.sort_unstable();
        Encoding::Text { levels, missing }
    }
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
