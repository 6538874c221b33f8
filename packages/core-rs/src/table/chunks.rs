//! A growing column in pieces of a fixed size: appending never moves what is there, so a column's peak is its size. Full
//! pieces may lie in a file.

use std::sync::Arc;

use bytemuck::Pod;

use super::spill::{Spill, Spilled};

const SHIFT: u32 = 14;
const CHUNK: usize = 1 << SHIFT;

/// Values in order of arrival, in chunks of 16,384.
#[derive(Clone, Debug)]
pub(super) struct Chunks<T> {
    chunks: Vec<Chunk<T>>,
    spill: Option<Arc<Spill>>,
}

#[derive(Clone, Debug)]
enum Chunk<T> {
    Held(Vec<T>),
    Spilled(Spilled<T>),
}

impl<T: Pod> Chunk<T> {
    #[inline(always)]
    fn values(&self) -> &[T] {
        match self {
            Self::Held(values) => values,
            Self::Spilled(spilled) => spilled.values(),
        }
    }
}

impl<T: Pod> Chunks<T> {
    /// No values; those to come may go to the file of `spill`.
    pub(super) fn new(spill: Option<Arc<Spill>>) -> Self {
        Self { chunks: Vec::new(), spill }
    }

    /// Where full chunks may go.
    pub(super) fn spill(&self) -> Option<Arc<Spill>> {
        self.spill.clone()
    }

    #[inline(always)]
    pub(super) fn push(&mut self, value: T) {
        match self.chunks.last_mut() {
            Some(Chunk::Held(last)) if last.len() < CHUNK => last.push(value),
            _ => self.start_chunk(value),
        }
    }

    /// Appends many values, a chunk at a time.
    pub(super) fn extend(&mut self, mut values: &[T]) {
        while let [first, rest @ ..] = values {
            match self.chunks.last_mut() {
                Some(Chunk::Held(last)) if last.len() < CHUNK => {
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
        let mut memory = Vec::new();
        if let (Some(spill), Some(last)) = (&self.spill, self.chunks.last_mut())
            && let Some(spilled) = spill.take(last.values())
            && let Chunk::Held(full) = std::mem::replace(last, Chunk::Spilled(spilled))
        {
            memory = full;
            memory.clear();
        }
        if !self.chunks.is_empty() {
            memory.reserve_exact(CHUNK);
        }
        memory.push(value);
        self.chunks.push(Chunk::Held(memory));
    }

    pub(super) fn len(&self) -> usize {
        self.chunks.last().map_or(0, |last| (self.chunks.len() - 1) * CHUNK + last.values().len())
    }

    #[inline(always)]
    pub(super) fn get(&self, index: usize) -> T {
        self.chunks[index >> SHIFT].values()[index & (CHUNK - 1)]
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = T> + '_ {
        self.chunks.iter().flat_map(|chunk| chunk.values()).copied()
    }
}
