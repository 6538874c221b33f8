//! Everything an encoder knows, as JSON: so that a program without the core can encode the same rows.

use serde_json::{Value, json};

use super::cell;
use super::encoder::{EncodedColumn, Encoder, Encoding};
use super::target::Target;

impl Encoder {
    /// The columns that become features, in order: each with its `type` (`number`, `date`, `text`) and what was learnt.
    /// `missingMarks` are the texts that stand for a missing cell, in any case of their letters. `target` is what a
    /// prediction is turned back by: mean and scale; null for classes.
    pub fn recipe(&self) -> Value {
        let target = match &self.target {
            Some(Target::Regression { date, mean, scale, .. }) => {
                json!({ "type": if *date { "date" } else { "number" }, "mean": mean, "scale": scale })
            }
            _ => Value::Null,
        };
        json!({
            "columns": self.columns.iter().filter_map(column).collect::<Vec<_>>(),
            "missingMarks": cell::missing_marks().collect::<Vec<_>>(),
            "target": target,
        })
    }
}

/// None for a column that is left out.
fn column(EncodedColumn { name, encoding }: &EncodedColumn) -> Option<Value> {
    let kind = if matches!(encoding, Encoding::Date(_)) { "date" } else { "number" };
    match encoding {
        Encoding::Number(how) | Encoding::Date(how) => Some(
            json!({ "name": name, "type": kind, "mean": how.mean, "scale": how.scale, "missing": how.missing }),
        ),
        Encoding::Text { levels, missing } => {
            Some(json!({ "name": name, "type": "text", "levels": levels, "missing": missing }))
        }
        Encoding::LeftOut { .. } => None,
    }
}
