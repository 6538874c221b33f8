//! The bytes of an input, taken one after the other; zeros once they have ended.

use libfuzzer_sys::arbitrary::Unstructured;

/// An input being read.
pub struct Input<'a>(Unstructured<'a>);

impl<'a> Input<'a> {
    /// An input at its start.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self(Unstructured::new(bytes))
    }

    /// The next byte.
    pub fn byte(&mut self) -> u8 {
        self.0.arbitrary().unwrap_or_default()
    }

    /// The next two bytes, the low one first.
    pub fn pair(&mut self) -> u16 {
        u16::from_le_bytes([self.byte(), self.byte()])
    }

    /// A number below `end`, which is at least 1 and at most 65,536.
    pub fn below(&mut self, end: usize) -> usize {
        usize::from(if end > 256 { self.pair() } else { u16::from(self.byte()) }) % end.max(1)
    }

    /// True for one in `inverse` of all bytes, never for 0: seeds of zeros stay plain.
    pub fn one_in(&mut self, inverse: usize) -> bool {
        self.below(inverse) == inverse - 1
    }

    /// One of these.
    pub fn pick<'b, T>(&mut self, of: &'b [T]) -> &'b T {
        &of[self.below(of.len())]
    }

    /// A number from −2 to 2 in steps of 1/64.
    pub fn small(&mut self) -> f64 {
        (f64::from(self.byte()) - 128.0) / 64.0
    }

    /// What is left.
    pub fn rest(self) -> &'a [u8] {
        self.0.take_rest()
    }
}
