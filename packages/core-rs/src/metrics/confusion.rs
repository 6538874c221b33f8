//! Which classes are taken for which.

/// Classes up to which the matrix is made: it grows with their square.
pub const MOST_CLASSES: usize = 2_000;

/// Weight of the rows of true class i that were predicted as class j, (classes, classes): rows true, columns predicted.
/// Rows add in their order.
pub fn confusion_matrix(
    truth: &[usize],
    predicted: &[usize],
    classes: usize,
    weight: Option<&[f64]>,
) -> Vec<Vec<f64>> {
    let mut confusion = Confusion::new(classes);
    confusion.add((truth, predicted), weight);
    confusion.matrix()
}

/// The matrix of rows that come in order, some at a time.
#[derive(Clone, Debug)]
pub(super) struct Confusion(Vec<Vec<f64>>);

impl Confusion {
    pub(super) fn new(classes: usize) -> Self {
        Self(vec![vec![0.0; classes]; classes])
    }

    /// The next rows, true and predicted.
    pub(super) fn add(&mut self, (truth, predicted): (&[usize], &[usize]), weight: Option<&[f64]>) {
        for (row, (&truth, &predicted)) in truth.iter().zip(predicted).enumerate() {
            self.0[truth][predicted] += weight.map_or(1.0, |weight| weight[row]);
        }
    }

    pub(super) fn matrix(self) -> Vec<Vec<f64>> {
        self.0
    }
}
