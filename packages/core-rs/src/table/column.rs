//! One column while it is read and after: texts by dictionary, or numbers with a list of exceptional cells.
//!
//! How a column is stored is about memory alone; what it is taken for is decided later, over the rows in question
//! (`infer`), and seen through `view`. A column starts with a dictionary. When it has many distinct cells and nearly
//! all are numbers the dictionary is dropped. Texts of such numbers are gone, and need not be kept: as a level of a
//! text column a number counts by its value, whatever its storage (`cell::level_text`).

use std::borrow::Cow;
use std::sync::Arc;

use super::cell::{self, Cell};
use super::chunks::Chunks;
use super::dictionary::Dictionary;
use super::spill::Spill;

/// Stands for a missing cell among codes.
pub(super) const MISSING: u32 = u32::MAX;

/// Distinct cells from which a dictionary has to be worth its memory.
const FIRST_CHECK: usize = 4096;

/// Exceptional cells beyond which a column of numbers has to be worth its list.
const MANY_EXCEPTIONS: usize = 4096;

/// Memory of an exceptional cell, about.
const EXCEPTION_BYTES: usize = 64;

/// Numbers looked at and copied together: they are read from memory once.
const CACHED: usize = 4096;

/// A named column.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) cells: Cells,
}

/// The cells of a column.
#[derive(Clone, Debug)]
pub(super) enum Cells {
    Numbers(Numbers),
    Coded(Coded),
}

/// Cells as numbers, NaN for those that have none.
#[derive(Clone, Debug)]
pub(super) struct Numbers {
    pub(super) values: Chunks<f64>,
    /// Row and text of cells whose text matters (not numbers, infinite, identifiers), by row.
    pub(super) exceptions: Vec<(u32, Box<str>)>,
}

/// Cells by the number of their text.
#[derive(Clone, Debug)]
pub(super) struct Coded {
    pub(super) codes: Chunks<u32>,
    pub(super) levels: Dictionary,
    next_check: usize,
}

impl Column {
    pub(super) fn new(name: String) -> Self {
        Self { name, cells: Cells::Coded(Coded::new(None)) }
    }

    /// Lets the cells, none of which has come yet, go to a file beyond a bound of memory.
    pub(super) fn spill_to(&mut self, spill: Arc<Spill>) {
        self.cells = Cells::Coded(Coded::new(Some(spill)));
    }

    /// Memory that is taken whatever the bound: distinct texts, and cells whose text matters.
    pub(super) fn text_bytes(&self) -> usize {
        match &self.cells {
            Cells::Numbers(numbers) => numbers.exceptions.len() * EXCEPTION_BYTES,
            Cells::Coded(coded) => coded.levels.bytes(),
        }
    }

    pub(super) fn len(&self) -> usize {
        match &self.cells {
            Cells::Numbers(numbers) => numbers.values.len(),
            Cells::Coded(coded) => coded.codes.len(),
        }
    }

    /// Appends a cell given as text.
    #[inline]
    pub(super) fn push_text(&mut self, text: &str) {
        let text = cell::trim(text);
        match &mut self.cells {
            Cells::Numbers(numbers) => {
                if numbers.push_text(text) {
                    self.cells = Cells::Coded(numbers.to_coded());
                }
            }
            Cells::Coded(coded) => {
                if coded.push_text(text) {
                    self.reconsider();
                }
            }
        }
    }

    /// Appends numbers; NaN is missing.
    pub(super) fn push_numbers(&mut self, values: &[f64]) {
        if let Cells::Coded(coded) = &self.cells
            && coded.levels.len() == 0
            && values.iter().any(|value| !value.is_nan())
        {
            // The first cell that is not missing: what came before is numbers too.
            let mut numbers = Numbers::new(coded.codes.spill());
            coded.codes.iter().for_each(|_| numbers.values.push(f64::NAN));
            self.cells = Cells::Numbers(numbers);
        }
        values.chunks(CACHED).for_each(|part| self.push_part(part));
    }

    /// Appends few numbers, together where they are all finite or missing.
    fn push_part(&mut self, values: &[f64]) {
        if let Cells::Numbers(numbers) = &mut self.cells
            && values.iter().fold(true, |fit, value| fit & !value.is_infinite())
        {
            return numbers.values.extend(values);
        }
        for &value in values {
            match &mut self.cells {
                Cells::Numbers(numbers) if !value.is_infinite() => numbers.values.push(value),
                _ if value.is_nan() => self.push_text(""),
                _ => self.push_text(&cell::number_text(value)),
            }
        }
    }

    /// Appends cells by the numbers of their texts in a dictionary of the source; any other number is missing.
    pub(super) fn push_coded(&mut self, texts: &[&str], codes: &[u32]) {
        // The own number of each text, once a cell has it: texts that no cell has leave no trace.
        let mut known: Vec<Option<u32>> = vec![None; texts.len()];
        for &code in codes {
            let at = code as usize;
            match (&mut self.cells, texts.get(at)) {
                (Cells::Coded(coded), Some(text)) => match known[at] {
                    Some(own) => coded.codes.push(own),
                    None => {
                        self.push_text(text);
                        if let Cells::Coded(coded) = &self.cells {
                            known[at] = Some(coded.codes.get(coded.codes.len() - 1));
                        }
                    }
                },
                (Cells::Numbers(_), Some(text)) => {
                    self.push_text(text);
                    known.fill(None);
                }
                (_, None) => self.push_text(""),
            }
        }
    }

    /// The text of a cell as it is known; none when missing.
    pub(super) fn text(&self, row: u32) -> Option<Cow<'_, str>> {
        match &self.cells {
            Cells::Coded(coded) => {
                let code = coded.codes.get(row as usize);
                (code != MISSING).then(|| coded.levels.get(code).into())
            }
            Cells::Numbers(numbers) => match numbers.exception(row) {
                Some(text) => Some(text.into()),
                None => {
                    let value = numbers.values.get(row as usize);
                    (!value.is_nan()).then(|| cell::number_text(value).into())
                }
            },
        }
    }

    /// Drops the dictionary of a column of numbers.
    #[cold]
    fn reconsider(&mut self) {
        if let Cells::Coded(coded) = &mut self.cells {
            coded.next_check *= 2;
            if let Some(numbers) = coded.to_numbers() {
                self.cells = Cells::Numbers(numbers);
            }
        }
    }
}

impl Numbers {
    fn new(spill: Option<Arc<Spill>>) -> Self {
        Self { values: Chunks::new(spill), exceptions: Vec::new() }
    }

    /// Appends a trimmed cell; true when there are too many exceptions for this form.
    #[inline]
    fn push_text(&mut self, text: &str) -> bool {
        let value = match cell::read(text) {
            Cell::Number(value) => {
                self.values.push(value);
                return false;
            }
            Cell::Missing => {
                self.values.push(f64::NAN);
                return false;
            }
            Cell::Identifier(value) => value,
            Cell::Infinite | Cell::Text => f64::NAN,
        };
        // The reader refuses tables of 2^32 - 1 rows and more.
        self.exceptions.push((self.values.len() as u32, text.into()));
        self.values.push(value);
        self.exceptions.len() > MANY_EXCEPTIONS && self.exceptions.len() * 20 > self.values.len()
    }

    /// The text of an exceptional cell.
    pub(super) fn exception(&self, row: u32) -> Option<&str> {
        let at = self.exceptions.binary_search_by_key(&row, |(row, _)| *row).ok()?;
        Some(&self.exceptions[at].1)
    }

    #[cold]
    fn to_coded(&self) -> Coded {
        let mut coded = Coded::new(self.values.spill());
        let mut exceptions = self.exceptions.iter().peekable();
        for (row, value) in self.values.iter().enumerate() {
            let code = if let Some((_, text)) = exceptions.next_if(|(at, _)| *at as usize == row) {
                coded.levels.code(text)
            } else if value.is_nan() {
                MISSING
            } else {
                coded.levels.code(&cell::number_text(value))
            };
            coded.codes.push(code);
        }
        coded.next_check = 2 * coded.levels.len().max(FIRST_CHECK);
        coded
    }
}

impl Coded {
    fn new(spill: Option<Arc<Spill>>) -> Self {
        Self { codes: Chunks::new(spill), levels: Dictionary::default(), next_check: FIRST_CHECK }
    }

    /// Appends a trimmed cell; true when the dictionary has grown so much that it is to be weighed again.
    #[inline]
    fn push_text(&mut self, text: &str) -> bool {
        let code = if cell::is_missing(text) { MISSING } else { self.levels.code(text) };
        self.codes.push(code);
        self.levels.len() >= self.next_check
    }

    /// The same cells as numbers, when at least 95 % of those present are plain numbers.
    fn to_numbers(&self) -> Option<Numbers> {
        let levels: Vec<Cell> = self.levels.iter().map(cell::read).collect();
        let (mut present, mut plain) = (0_usize, 0_usize);
        for code in self.codes.iter().filter(|code| *code != MISSING) {
            present += 1;
            plain += usize::from(matches!(levels[code as usize], Cell::Number(_)));
        }
        if (present - plain) * 20 > present {
            return None;
        }
        let mut numbers = Numbers::new(self.codes.spill());
        for code in self.codes.iter() {
            match levels.get(code as usize) {
                None => numbers.values.push(f64::NAN),
                Some(Cell::Number(value)) => numbers.values.push(*value),
                Some(_) => {
                    numbers.push_text(self.levels.get(code));
                }
            }
        }
        Some(numbers)
    }
}
