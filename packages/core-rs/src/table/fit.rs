//! What an encoder learns from the rows of a table.

use serde_json::json;

use super::column::Column;
use super::encoder::{EncodedColumn, Encoder};
use super::infer::{ColumnType, Counts};
use super::learner::{Learner, column_type, has_decimal_commas};
use super::target::{Target, all_weights_zero, weights};
use super::{EncodeOptions, Table, Task};
use crate::error::{Error, Result};

/// Rows whose weights are looked at together.
const PIECE: usize = 1 << 16;

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
            table.rows = learnt.present(&table)?;
            target = Some(learnt);
        }
        if let Some(column) = options.sample_weight.as_ref().and_then(|name| table.column(name)) {
            check_weights(&table, column)?;
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

/// Every weight can be one, and not all are 0.
fn check_weights(table: &Table, column: &Column) -> Result<()> {
    let mut positive = false;
    for piece in table.pieces(PIECE) {
        positive |= weights::<f64>(&piece, column, &piece.rows)?.iter().any(|weight| *weight > 0.0);
    }
    if positive { Ok(()) } else { Err(all_weights_zero(table, &column.name)) }
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

fn learn_target(
    table: &Table,
    column: &Column,
    options: &EncodeOptions,
    warnings: &mut Vec<String>,
) -> Result<Target> {
    let column_type = column_type(column, &Counts::of(column, &table.rows), options);
    let task = task_of(column_type, options.task);
    if options.task == Task::Auto && task == Task::Classification && has_decimal_commas(table, column) {
        return Err(table.source.origin.column_error(
            &column.name,
            "the target is written with decimal commas. Write 1.5 for 1,5; for classes use task classification.",
        ));
    }
    let mut target = Target::learn(table, column, task, column_type)?;
    if !options.standardize_target {
        target.keep_units();
    }
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

impl Table {
    /// What a target column is to be predicted as; `Auto` for a column that does not exist.
    pub(super) fn task_of(&self, target: &str, options: &EncodeOptions) -> Task {
        let Some(column) = self.column(target) else { return Task::Auto };
        task_of(column_type(column, &Counts::of(column, &self.rows), options), options.task)
    }
}

fn task_of(column_type: ColumnType, asked: Task) -> Task {
    match (asked, column_type) {
        (Task::Auto, ColumnType::Text) => Task::Classification,
        (Task::Auto, _) => Task::Regression,
        (task, _) => task,
    }
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
