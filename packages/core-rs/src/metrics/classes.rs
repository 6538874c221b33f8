//! The classes behind labels of any kind.

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::error::{Error, Result};

/// A label as a user writes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged, expecting = "expected a number, a text, true or false")]
pub enum Label {
    /// True or false.
    Boolean(bool),
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
}

impl Label {
    fn kind(&self) -> &'static str {
        match self {
            Self::Boolean(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::Text(_) => "a text",
        }
    }

    fn compare(&self, other: &Self) -> std::cmp::Ordering {
        match (self, other) {
            (Self::Boolean(a), Self::Boolean(b)) => a.cmp(b),
            (Self::Number(a), Self::Number(b)) => a.total_cmp(b),
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            _ => self.kind().cmp(other.kind()),
        }
    }
}

/// Classes in the order of their indices, and the class of each label that is met.
#[derive(Clone, Debug, PartialEq)]
pub struct Classes {
    names: Vec<Label>,
    index_of: Vec<usize>,
}

impl Classes {
    /// The classes of the labels met: `given` ones in their order, else the labels themselves, numbers by value, text by
    /// code point, false before true.
    ///
    /// # Errors
    /// DATA_INVALID for labels of two kinds, or a label that is none of the given classes; OPTION_INVALID for a class
    /// that is given twice.
    pub fn of(met: &[Label], given: Option<Vec<Label>>) -> Result<Self> {
        let all = || met.iter().chain(given.iter().flatten());
        if let Some((a, b)) = all().zip(all().skip(1)).find(|(a, b)| a.kind() != b.kind()) {
            return Err(Error::data(format!(
                "Labels must be of one kind; got {} and {} ({}, {}).",
                a.kind(),
                b.kind(),
                json!(a),
                json!(b)
            )));
        }
        let names = given.clone().unwrap_or_else(|| {
            let mut names = met.to_vec();
            names.sort_by(Label::compare);
            names.dedup();
            names
        });
        let mut by_name: Vec<usize> = (0..names.len()).collect();
        by_name.sort_by(|&a, &b| names[a].compare(&names[b]));
        if let Some(twice) = by_name.windows(2).find(|pair| names[pair[0]] == names[pair[1]]) {
            return Err(Error::option(format!("Option classes names {} twice.", json!(names[twice[0]])))
                .with(json!({ "option": "classes" })));
        }
        let index = |label: &Label| match by_name.binary_search_by(|&at| names[at].compare(label)) {
            Ok(place) => Ok(by_name[place]),
            Err(_) => Err(Error::data(format!(
                "The label {} is none of the {} classes ({}).",
                json!(label),
                names.len(),
                list(&names)
            ))),
        };
        let index_of = met.iter().map(index).collect::<Result<_>>()?;
        Ok(Self { names, index_of })
    }

    /// The classes.
    pub fn names(&self) -> &[Label] {
        &self.names
    }

    /// Rows whose labels are numbered as they were met, as indices of classes.
    ///
    /// # Errors
    /// DATA_INVALID for a number that no label has.
    pub fn indices(&self, codes: &[u32]) -> Result<Vec<usize>> {
        let of = |&code: &u32| self.index_of.get(code as usize).copied();
        codes
            .iter()
            .map(of)
            .collect::<Option<_>>()
            .ok_or_else(|| Error::data("A row has a label that was not named."))
    }
}

/// Classes as a sentence names them, the first few.
pub fn list(names: &[Label]) -> String {
    const SHOWN: usize = 10;
    let mut shown: Vec<String> = names.iter().take(SHOWN).map(|name| json!(name).to_string()).collect();
    if names.len() > SHOWN {
        shown.push("…".to_owned());
    }
    shown.join(", ")
}
