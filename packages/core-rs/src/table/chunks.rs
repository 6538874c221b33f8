//! A growing column in pieces of a fixed size: appending never moves what is there, so a column's peak is its size.

const SHIFT: u32 = 14;
const CHUNK: usize = 1 << SHIFT;

/// Values in order of arrival, in chunks of 16,384.
#[derive(Clone, Debug)]
pub(super) struct Chunks<T> {
    chunks: Vec<Vec<T>>,
}

impl<T> Default for Chunks<T> {
    fn default() -> Self {
        Self { chunks: Vec::new() }
    }
}

impl<T: Copy> Chunks<T> {
    #[inline(always)]
    pub(super) fn push(&mut self, value: T) {
        match self.chunks.last_mut() {
            Some(last) if last.len() < CHUNK => last.push(value),
            _ => self.start_chunk(value),
        }
    }

    /// Appends many values, a chunk at a time.
    pub(super) fn extend(&mut self, mut values: &[T]) {
        while let [first, rest @ ..] = values {
            match self.chunks.last_mut() {
                Some(last) if last.len() < CHUNK => {
                    let (fitting, after) = values.split_at(values.len().min(CHUNK - last.len()));
                    last.extend_from_slice(fitting);
                    values = after;
                }
                _ => {
                    self.start_chunk(*first);
                    values = rest;
                }
            }
        }
    }

    /// The first chunk grows as it needs: a table of one row with a thousand columns stays small.
    #[cold]
    fn start_chunk(&mut self, value: T) {
        let mut chunk = if self.chunks.is_empty() { Vec::new() } else { Vec::with_capacity(CHUNK) };
        chunk.push(value);
        self.chunks.push(chunk);
    }

    pub(super) fn len(&self) -> usize {
        self.chunks.last().map_or(0, |last| (self.chunks.len() - 1) * CHUNK + last.len())
    }

    #[inline(always)]
    pub(super) fn get(&self, index: usize) -> T {
        self.chunks[index >> SHIFT][index & (CHUNK - 1)]
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = T> + '_ {
        self.chunks.iter().flatten().copied()
    }
}
