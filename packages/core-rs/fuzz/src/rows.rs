//! Rows drawn from an input: they fit the config's loss, but for one input in eight.

use minibatch_core::error::Result;
use minibatch_core::examples::{Examples, Matrix, Typed};
use minibatch_core::scalar::Scalar;
use minibatch_core::session::examples_of;
use minibatch_core::table::{EncodeOptions, Table, TableReader};
use serde_json::{Value, json};

use crate::input::Input;

/// Rows as numbers, and how they are handed over.
#[derive(Clone)]
pub struct Rows {
    x: Vec<f64>,
    y: Vec<f64>,
    weight: Option<Vec<f64>>,
    columns: usize,
    classes: Option<Value>,
    wide: bool,
}

/// What the config's test says of its rows.
#[derive(Clone, Copy)]
pub struct Kind {
    /// float64.
    pub wide: bool,
    /// With weights.
    pub weighted: bool,
}

impl Rows {
    /// n rows of d features, each 0 now and then, and the targets of the loss that is named.
    pub fn drawn(loss: &str, kind: Kind, input: &mut Input<'_>) -> Self {
        let (n, d) = (input.below(201), input.below(13));
        let k = if input.one_in(6) { 1 + input.below(3) } else { 1 };
        let (seed, scale) = (input.byte(), *input.pick(&[1.0, 1.0, 1.0, 1e-30, 1e4, 1e18, 1e30, 0.0]));
        let number = |i: usize| ((i * 7919 + usize::from(seed) * 31) % 1999) as f64 / 1000.0 - 1.0;
        let x: Vec<f64> = (0..n * d).map(|i| number(i) * scale).collect();
        let y = (0..n * k).map(|i| match loss {
            "poisson" => (i * 31 % 5) as f64,
            "binaryCrossEntropy" | "hinge" | "squaredHinge" => (i * 31 % 12 % 2) as f64,
            "crossEntropy" => (i * 31 % 12 % 3) as f64,
            _ => number(i * d) - number(i * 3) / 2.0,
        });
        let classes = match loss {
            "crossEntropy" => Some(*input.pick(&["met", "three", "met", "four"])),
            "auto" | "binaryCrossEntropy" | "hinge" | "squaredHinge" => {
                *input.pick(&[None, None, Some("met")])
            }
            _ => None,
        };
        let classes = classes.map(|classes| match classes {
            "three" => json!(["0", "1", "2"]),
            "four" => json!(["0", "1", "2", "7.5"]),
            _ => json!("met"),
        });
        let k = if classes.is_some() { 1 } else { k };
        let weight = kind.weighted.then(|| (0..n).map(|row| (row % 5) as f64 / 2.0).collect());
        let mut rows = Self { x, y: y.take(n * k).collect(), weight, columns: d, classes, wide: kind.wide };
        if input.one_in(8) {
            rows.spoil(input);
        }
        rows
    }

    /// What no run may take.
    fn spoil(&mut self, input: &mut Input<'_>) {
        let bad = *input.pick(&[f64::NAN, f64::INFINITY, -1.0, 1e300, -0.0, 0.5, 2.0, f64::MIN_POSITIVE]);
        let at = input.pair() as usize;
        let put = |values: &mut [f64]| {
            let len = values.len();
            if len > 0 {
                values[at % len] = bad;
            }
        };
        match input.byte() % 8 {
            0 => put(&mut self.x),
            1 | 2 => put(&mut self.y),
            3 => put(self.weight.get_or_insert_with(|| vec![1.0; self.y.len()])),
            4 => self.columns = at,
            5 => self.y.truncate(at % 200),
            6 => self.weight = Some(vec![0.0; self.y.len()]),
            _ => self.classes = Some(json!(["0", "0", "x", "1e400", "nan"])),
        }
    }

    /// As plain arrays.
    ///
    /// # Errors
    /// As [`examples_of`].
    pub fn arrays(&self) -> Result<Examples> {
        if self.wide { self.of::<f64>() } else { self.of::<f32>() }
    }

    fn of<T: Scalar>(&self) -> Result<Examples>
    where
        Typed: From<Matrix<T>>,
    {
        let cast = |values: &[f64]| values.iter().map(|&value| T::from_f64(value)).collect::<Vec<T>>();
        let options = json!({ "columns": self.columns, "classes": self.classes }).to_string();
        examples_of(cast(&self.x), cast(&self.y), self.weight.as_deref().map(cast), &options)
    }

    /// As a table with the columns `f0` …, `y` and, where there are any, `w`.
    ///
    /// # Errors
    /// As the table's reader.
    pub fn table(&self) -> Result<Table> {
        let d = self.columns;
        let mut names: Vec<String> = (0..d).map(|j| format!("f{j}")).collect();
        names.push("y".to_owned());
        names.extend(self.weight.as_ref().map(|_| "w".to_owned()));
        let mut reader = TableReader::new(Default::default());
        reader.set_names(names)?;
        for j in 0..d {
            let column: Vec<f64> = self.x.iter().skip(j).step_by(d).copied().collect();
            reader.push_numbers(j, &column)?;
        }
        reader.push_numbers(d, &self.y)?;
        if let Some(weight) = &self.weight {
            reader.push_numbers(d + 1, weight)?;
        }
        reader.finish()
    }

    /// How that table is encoded.
    pub fn encoding(&self, loss: &str) -> EncodeOptions {
        let options = json!({
            "target": "y",
            "task": if self.classes.is_some() { "classification" } else { "regression" },
            "standardizeTarget": loss != "poisson" && !loss.contains("inge") && loss != "binaryCrossEntropy",
            "sampleWeight": self.weight.as_ref().map(|_| "w"),
            "dtype": if self.wide { "float64" } else { "float32" },
        });
        serde_json::from_value(options).expect("options that exist")
    }

    /// The first half of the rows, perhaps with fewer classes.
    pub fn half(&self) -> Self {
        let n = self.x.len().checked_div(self.columns).unwrap_or_default() / 2;
        let mut half = self.clone();
        half.x.truncate(n * self.columns);
        half.y.truncate(n);
        half.weight.iter_mut().for_each(|weight| weight.truncate(n));
        half
    }

    /// The same rows with more classes than these.
    pub fn more_classes(&self) -> Self {
        let mut more = self.clone();
        more.classes = Some(json!(["0", "1", "2", "3", "4", "5"]));
        if let Some(last) = more.y.last_mut() {
            *last = 5.0;
        }
        more
    }

    /// Features of a row, d.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Features of all rows.
    pub fn features(&self) -> &[f64] {
        &self.x
    }
}
