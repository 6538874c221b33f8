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
    let mut matrix = vec![vec![0.0; classes]; classes];
    for (row, (&truth, &predicted)) in truth.iter().zip(predicted).enumerate() {
        matrix[truth][predicted] += weight.map_or(1.0, |weight| weight[row]);
    }
    matrix
}
