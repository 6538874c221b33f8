//! What the targets of examples are: numbers, or the indices of classes; and whether a loss can take them.

use serde_json::{Value, json};

use super::{Examples, Held, Matrix, Typed};
use crate::config::{ClassWeight, Loss, Targets};
use crate::error::{Error, Result};
use crate::json::{Mistake, Read};
use crate::row_blocks::{RowBlocks, TypedBlocks};
use crate::scalar::Scalar;
use crate::view::View;
use crate::with_matrix;

/// The classes of plain arrays, whose targets are numbers.
#[derive(Clone, Debug, PartialEq)]
pub enum Classes {
    /// Those that are met, by value.
    Met,
    /// These, as another matrix had them.
    Known(Vec<String>),
}

impl Read for Classes {
    fn read(value: &Value) -> std::result::Result<Self, Mistake> {
        if value == "met" {
            return Ok(Self::Met);
        }
        let name = |name: &Value| name.as_str().map(str::to_owned);
        let names = value.as_array().and_then(|names| names.iter().map(name).collect());
        names.map(Self::Known).ok_or_else(|| Mistake::expected("'met', or a list of the classes' names"))
    }
}

impl Examples {
    /// Plain arrays whose targets are classes: each y becomes the index of its class.
    ///
    /// # Errors
    /// DATA_INVALID for fewer than 2 classes, or a row whose class is not known.
    pub fn classified(mut typed: Typed, classes: Classes) -> Result<Self> {
        let classes = match classes {
            Classes::Met => with_matrix!(&typed, matrix => met(&matrix.y)),
            Classes::Known(names) => names,
        };
        with_matrix!(&mut typed, matrix => matrix.index(&classes))?;
        Ok(Self { held: Held::Memory(typed), encoder: None, classes, dropped_rows: 0 })
    }

    /// Names of the classes in the order of their indices: numbers by value, text by code point. Empty for numbers.
    pub fn classes(&self) -> &[String] {
        self.encoder.as_ref().map_or(&self.classes[..], |encoder| encoder.classes())
    }

    /// Refuses targets that a loss cannot take.
    ///
    /// # Errors
    /// DATA_INVALID with row, value and what the loss takes.
    pub fn check_targets(&self, loss: &Loss) -> Result<()> {
        let check = TargetCheck::new(loss, self.classes().len());
        match self.blocks() {
            TypedBlocks::F32(rows) => check.blocks(rows),
            TypedBlocks::F64(rows) => check.blocks(rows),
        }
    }

    /// The same for these rows, numbered from 0, where a loss of classes knows so many.
    ///
    /// # Errors
    /// DATA_INVALID as [`Examples::check_targets`].
    pub fn check_targets_of(
        &self,
        loss: &Loss,
        classes: usize,
        mut rows: impl Iterator<Item = usize>,
    ) -> Result<()> {
        let check = TargetCheck::new(loss, classes);
        with_matrix!(self.typed()?, matrix => {
            rows.try_for_each(|row| check.row(row, &matrix.y[row * matrix.k..][..matrix.k]))
        })
    }
}

/// What a loss takes as targets.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TargetCheck {
    targets: Targets,
    classes: f64,
}

impl TargetCheck {
    /// Of a loss that, where it is one of classes, knows so many.
    pub(crate) fn new(loss: &Loss, classes: usize) -> Self {
        Self { targets: loss.targets(), classes: classes as f64 }
    }

    /// Refuses what the loss cannot take in the targets y of a row, numbered from 0.
    pub(crate) fn row<T: Scalar>(&self, row: usize, y: &[T]) -> Result<()> {
        match y.iter().map(|y| y.to_f64()).find(|&y| !self.fits(y)) {
            None => Ok(()),
            Some(value) => Err(self.refusal(row, value)),
        }
    }

    /// The same of rows that follow one another.
    pub(crate) fn rows<T: Scalar>(&self, first_row: usize, view: &View<'_, T>) -> Result<()> {
        if self.targets == Targets::Real {
            return Ok(());
        }
        view.y.chunks(view.k).enumerate().try_for_each(|(row, y)| self.row(first_row + row, y))
    }

    /// The same of all rows.
    fn blocks<T: Scalar>(&self, rows: &dyn RowBlocks<T>) -> Result<()> {
        if self.targets == Targets::Real {
            return Ok(());
        }
        let mut first = 0;
        rows.each_target(&mut |block| {
            self.rows(first, block)?;
            first += block.n;
            Ok(())
        })
    }

    fn fits(&self, y: f64) -> bool {
        match self.targets {
            Targets::NonNegative => y >= 0.0,
            Targets::Binary => y == 0.0 || y == 1.0,
            Targets::Classes => y >= 0.0 && y < self.classes && y.fract() == 0.0,
            Targets::Real => true,
        }
    }

    #[cold]
    fn refusal(&self, row: usize, value: f64) -> Error {
        let (expected, cure) = match self.targets {
            Targets::Real => ("numbers", "Give y as numbers"),
            Targets::NonNegative => {
                ("numbers of at least 0", "Counts of a table keep their units with standardizeTarget false")
            }
            Targets::Binary => ("0 or 1", "Give y as classes, or as 0 and 1"),
            Targets::Classes => ("class indices", "Give y as classes"),
        };
        Error::data(format!(
            "The loss takes {expected} as targets; row {} has {value}. {cure}, or take another loss.",
            row + 1
        ))
        .with(json!({ "row": row + 1, "value": value }))
    }
}

/// The values that are met, sorted.
fn met<T: Scalar>(y: &[T]) -> Vec<String> {
    let mut values: Vec<f64> = y.iter().map(|y| y.to_f64() + 0.0).collect();
    values.sort_by(f64::total_cmp);
    values.dedup();
    values.into_iter().map(|value| value.to_string()).collect()
}

impl<T: Scalar> Matrix<T> {
    /// Each y becomes the index of its class.
    fn index(&mut self, classes: &[String]) -> Result<()> {
        if self.k != 1 {
            return Err(Error::shape(format!("Classes stand in one column of y; got {}.", self.k)));
        }
        if classes.len() < 2 {
            return Err(Error::data(format!(
                "A classification needs at least 2 classes in y; got {}.",
                classes.join(", ")
            )));
        }
        let mut known: Vec<(f64, usize)> =
            classes.iter().enumerate().filter_map(|(i, name)| Some((name.parse().ok()?, i))).collect();
        known.sort_by(|a, b| a.0.total_cmp(&b.0));
        for (row, y) in self.y.iter_mut().enumerate() {
            let value = y.to_f64() + 0.0;
            let at = known.binary_search_by(|(known, _)| known.total_cmp(&value)).map_err(|_| {
                let sentence = format!(
                    "y is {value} in row {}, which is no class of the training ({}).",
                    row + 1,
                    classes.join(", ")
                );
                Error::data(sentence).with(json!({ "row": row + 1 }))
            })?;
            *y = T::from_f64(known[at].1 as f64);
        }
        Ok(())
    }

    /// The rows' weights times those of their classes; none where classes have no weights. `balanced` is
    /// n / (classes × rows of the class), rows counted by their own weight.
    pub fn class_weights(&self, weights: Option<&ClassWeight>, classes: usize) -> Option<Vec<T>> {
        let of_row = |row: usize| self.weight.as_ref().map_or(1.0, |weight| weight[row].to_f64());
        let class_of = |y: T| (y.to_f64() as usize).min(classes.saturating_sub(1));
        let by_class = match weights? {
            ClassWeight::Values(values) => values.clone(),
            ClassWeight::Balanced(_) => {
                let mut sums = ClassSums::new(classes);
                sums.see(&self.view());
                sums.balanced()
            }
        };
        let weight = |(row, &y): (usize, &T)| T::from_f64(of_row(row) * by_class[class_of(y)]);
        Some(self.y.iter().enumerate().map(weight).collect())
    }
}

/// Weights of the rows of each class, summed in the order of the rows.
#[derive(Clone, Debug)]
pub(crate) struct ClassSums {
    sums: Vec<f64>,
    total: f64,
}

impl ClassSums {
    pub(crate) fn new(classes: usize) -> Self {
        Self { sums: vec![0.0; classes], total: 0.0 }
    }

    /// The next rows.
    pub(crate) fn see<T: Scalar>(&mut self, rows: &View<'_, T>) {
        let last = self.sums.len().saturating_sub(1);
        for (row, y) in rows.y.iter().enumerate() {
            let weight = rows.weight.map_or(1.0, |weight| weight[row].to_f64());
            self.sums[(y.to_f64() as usize).min(last)] += weight;
            self.total += weight;
        }
    }

    /// What each class's rows are multiplied by so that all classes weigh the same: n / (classes · rows of the class).
    pub(crate) fn balanced(self) -> Vec<f64> {
        let classes = self.sums.len() as f64;
        self.sums.into_iter().map(|sum| if sum > 0.0 { self.total / (classes * sum) } else { 0.0 }).collect()
    }
}
