//! One record of a CSV file while it is read.

use csv_core::{ReadRecordResult, Reader};

/// Bytes of the longest record: a longer one means a quote that was never closed, or no CSV at all.
pub(super) const LONGEST: usize = 16 << 20;

/// The fields so far, joined without separators, and where each ends.
pub(super) struct Record {
    text: Vec<u8>,
    text_len: usize,
    ends: Vec<usize>,
    fields: usize,
}

impl Record {
    pub(super) fn new() -> Self {
        Self { text: vec![0; 1 << 12], text_len: 0, ends: vec![0; 64], fields: 0 }
    }

    /// One call of the reader; gives its result and the bytes it used. No bytes: the input has ended.
    #[inline]
    pub(super) fn read(&mut self, reader: &mut Reader, bytes: &[u8]) -> (ReadRecordResult, usize) {
        let (text, ends) = (&mut self.text[self.text_len..], &mut self.ends[self.fields..]);
        let (result, used, written, ended) = reader.read_record(bytes, text, ends);
        self.text_len += written;
        self.fields += ended;
        (result, used)
    }

    pub(super) fn clear(&mut self) {
        self.text_len = 0;
        self.fields = 0;
    }

    /// Doubles what is full.
    pub(super) fn grow(&mut self) {
        if self.text_len == self.text.len() {
            self.text.resize(self.text.len() * 2, 0);
        }
        if self.fields == self.ends.len() {
            self.ends.resize(self.ends.len() * 2, 0);
        }
    }

    pub(super) fn text_capacity(&self) -> usize {
        self.text.len()
    }

    pub(super) fn fields(&self) -> usize {
        self.fields
    }

    pub(super) fn newlines(&self) -> u64 {
        self.text[..self.text_len].iter().filter(|byte| **byte == b'\n').count() as u64
    }

    /// All fields as text, none when they are no UTF-8.
    #[inline]
    pub(super) fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.text[..self.text_len]).ok()
    }

    /// A field of `text`; none when a character was cut by the delimiter.
    #[inline]
    pub(super) fn field<'a>(&self, text: &'a str, field: usize) -> Option<&'a str> {
        text.get(self.start(field)..self.ends[field])
    }

    pub(super) fn bytes(&self, field: usize) -> &[u8] {
        &self.text[self.start(field)..self.ends[field]]
    }

    #[inline]
    fn start(&self, field: usize) -> usize {
        if field == 0 { 0 } else { self.ends[field - 1] }
    }
}
