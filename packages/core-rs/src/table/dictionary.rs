//! The distinct texts of a column, numbered by first appearance.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

/// Distinct texts in one string, found by hash. The numbering does not depend on the hash.
#[derive(Clone, Debug, Default)]
pub(super) struct Dictionary {
    text: String,
    ends: Vec<usize>,
    index: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Dictionary {
    /// The number of a text, new when it was not there.
    pub(super) fn code(&mut self, text: &str) -> u32 {
        let hash = self.hasher.hash_one(text);
        let Self { text: all, ends, index, hasher } = self;
        let same = |&code: &u32| slice(all, ends, code) == text;
        if let Some(&code) = index.find(hash, same) {
            return code;
        }
        // Rows are fewer than 2^32 - 1, and so are distinct texts.
        let code = ends.len() as u32;
        index.insert_unique(hash, code, |&code| hasher.hash_one(slice(all, ends, code)));
        all.push_str(text);
        ends.push(all.len());
        code
    }

    pub(super) fn get(&self, code: u32) -> &str {
        slice(&self.text, &self.ends, code)
    }

    /// Memory it takes, about.
    pub(super) fn bytes(&self) -> usize {
        self.text.len() + self.len() * (size_of::<usize>() + 2 * size_of::<u32>())
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len() as u32).map(|code| self.get(code))
    }
}

#[inline]
fn slice<'a>(text: &'a str, ends: &[usize], code: u32) -> &'a str {
    let code = code as usize;
    let start = if code == 0 { 0 } else { ends[code - 1] };
    &text[start..ends[code]]
}
