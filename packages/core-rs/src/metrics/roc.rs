//! The area under the ROC curve: of all that is measured of classes the one thing that needs all rows at once.

use super::Classified;
use crate::error::Result;
use crate::memory::with_room;

/// A row on a curve: what ranks it, and what it weighs.
pub(super) trait Point: Copy {
    fn new(score: f64, weight: f64) -> Self;
    fn score(self) -> f64;
    fn weight(self) -> f64;
    /// From the largest score on.
    fn sort(points: &mut [Self]);
}

/// Rows without weights: sums of ones are exact, so the order of equal scores cannot be seen.
impl Point for f64 {
    fn new(score: f64, _: f64) -> Self {
        score
    }

    fn score(self) -> f64 {
        self
    }

    fn weight(self) -> f64 {
        1.0
    }

    fn sort(points: &mut [Self]) {
        points.sort_unstable_by(|a, b| b.total_cmp(a));
    }
}

/// Score and weight: rows of one score add in their order.
impl Point for (f64, f64) {
    fn new(score: f64, weight: f64) -> Self {
        (score, weight)
    }

    fn score(self) -> f64 {
        self.0
    }

    fn weight(self) -> f64 {
        self.1
    }

    fn sort(points: &mut [Self]) {
        points.sort_by(|a, b| b.0.total_cmp(&a.0));
    }
}

/// One class against the rest.
#[derive(Clone, Debug)]
pub(super) struct Curve<P> {
    class: usize,
    /// Rows of the class, and those of others.
    hits: Vec<P>,
    misses: Vec<P>,
}

impl<P: Point> Curve<P> {
    fn new(class: usize) -> Self {
        Self { class, hits: Vec::new(), misses: Vec::new() }
    }

    fn reserve(&mut self, counts: &[usize]) -> Result<()> {
        let (rows, hits) = (counts.iter().sum::<usize>(), counts[self.class]);
        (self.hits, self.misses) = (with_room(hits)?, with_room(rows - hits)?);
        Ok(())
    }

    fn add(&mut self, rows: &Classified<'_>) {
        for (row, &truth) in rows.truth.iter().enumerate() {
            let point = P::new(rows.scores[row * rows.classes + self.class], rows.weight(row));
            if truth == self.class { &mut self.hits } else { &mut self.misses }.push(point);
        }
    }

    /// By trapezoids; equal scores are one point of the curve. None where either side weighs nothing.
    fn area(mut self) -> Option<f64> {
        P::sort(&mut self.hits);
        P::sort(&mut self.misses);
        let (mut hit, mut miss) = (&self.hits[..], &self.misses[..]);
        let (mut hits, mut misses, mut area) = (0.0, 0.0, 0.0);
        while let Some(score) = largest(hit, miss) {
            let (hits_before, misses_before) = (hits, misses);
            take(&mut hit, score, &mut hits);
            take(&mut miss, score, &mut misses);
            area += (misses - misses_before) * (hits + hits_before) / 2.0;
        }
        (hits > 0.0 && misses > 0.0).then(|| area / (hits * misses))
    }
}

/// The largest score of both sides.
fn largest<P: Point>(a: &[P], b: &[P]) -> Option<f64> {
    let (a, b) = (a.first().map(|p| p.score()), b.first().map(|p| p.score()));
    a.into_iter().chain(b).max_by(f64::total_cmp)
}

/// Adds the weights of the points of this score, and leaves the rest.
fn take<P: Point>(points: &mut &[P], score: f64, sum: &mut f64) {
    // 0 equals −0, and what is not a number itself.
    let equal = |p: &P| p.score() == score || p.score().total_cmp(&score).is_eq();
    while let Some((first, rest)) = points.split_first().filter(|(first, _)| equal(first)) {
        *sum += first.weight();
        *points = rest;
    }
}

/// Scores of rows that come in order, some at a time: 8 bytes a row and curve, 16 with a weight. Two classes have one
/// curve, more have one each, each against the rest.
#[derive(Clone, Debug)]
pub(super) enum Curves {
    /// A class is not met, or is all there is: there is no area, and nothing is kept.
    None,
    Plain(Vec<Curve<f64>>),
    Weighted(Vec<Curve<(f64, f64)>>),
}

impl Curves {
    /// For so many rows of each class.
    pub(super) fn new(counts: &[usize], weighted: bool) -> Self {
        let rows: usize = counts.iter().sum();
        if counts.iter().any(|count| *count == 0 || *count == rows) {
            return Self::None;
        }
        let of = if counts.len() == 2 { 1..2 } else { 0..counts.len() };
        if weighted {
            Self::Weighted(of.map(Curve::new).collect())
        } else {
            Self::Plain(of.map(Curve::new).collect())
        }
    }

    /// Takes the room for all rows at once.
    pub(super) fn reserve(&mut self, counts: &[usize]) -> Result<()> {
        match self {
            Self::None => Ok(()),
            Self::Plain(curves) => curves.iter_mut().try_for_each(|curve| curve.reserve(counts)),
            Self::Weighted(curves) => curves.iter_mut().try_for_each(|curve| curve.reserve(counts)),
        }
    }

    /// The next rows.
    pub(super) fn add(&mut self, rows: &Classified<'_>) {
        match self {
            Self::None => {}
            Self::Plain(curves) => curves.iter_mut().for_each(|curve| curve.add(rows)),
            Self::Weighted(curves) => curves.iter_mut().for_each(|curve| curve.add(rows)),
        }
    }

    /// The mean of the areas, once all rows came.
    pub(super) fn area(self) -> Option<f64> {
        match self {
            Self::None => None,
            Self::Plain(curves) => mean(curves),
            Self::Weighted(curves) => mean(curves),
        }
    }
}

fn mean<P: Point>(curves: Vec<Curve<P>>) -> Option<f64> {
    let count = curves.len() as f64;
    let areas: Option<Vec<f64>> = curves.into_iter().map(Curve::area).collect();
    areas.map(|areas| areas.iter().sum::<f64>() / count)
}

/// Bytes of the curves of n rows, at the most, with what their sorting takes.
pub(super) fn curve_bytes(n: usize, classes: usize, weighted: bool) -> usize {
    let curves = if classes <= 2 { classes / 2 } else { classes };
    if weighted {
        // A stable sort takes half of what it sorts, one side of one curve at a time.
        n.saturating_mul(curves * size_of::<(f64, f64)>() + size_of::<f64>() * curves.min(1))
    } else {
        n.saturating_mul(curves * size_of::<f64>())
    }
}
