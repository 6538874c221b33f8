//! Every fast kernel gives the reference's bits, at every level this CPU has: the promise behind "one seed, one result".

use minibatch_core::batch::Rows;
use minibatch_core::config::Loss;
use minibatch_core::kernel::{BatchGradient, Level, LinearBatch, LinearParameters, reference};
use minibatch_core::loss::row_loss;
use minibatch_core::model::linear::Linear;
use minibatch_core::scalar::Scalar;
use minibatch_core::view::View;
use proptest::prelude::*;

/// Below, at and above every width of a vector, of the 32 lanes and of a whole number of them.
const FEATURES: [usize; 22] =
    [0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 20, 31, 32, 33, 63, 64, 100, 128, 129, 1000];
/// Below, at and above every group of rows, block and chunk; 16,640 rows make 64 chunks of 260, the most there are.
const BATCHES: [usize; 20] =
    [0, 1, 2, 3, 7, 15, 16, 17, 64, 255, 256, 257, 511, 512, 513, 700, 1024, 2047, 4096, 16_640];

/// A stream of numbers for data: the same on every machine.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        // xorshift64*, Vigna 2014
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// In [-1, 1).
    fn unit<T: Scalar>(&mut self) -> T {
        T::from_f64((self.next() >> 11) as f64 / (1u64 << 52) as f64 - 1.0)
    }

    fn units<T: Scalar>(&mut self, count: usize) -> Vec<T> {
        (0..count).map(|_| self.unit()).collect()
    }

    /// m rows below n, some of them more than once.
    fn rows(&mut self, m: usize, n: usize) -> Vec<u32> {
        (0..m).map(|_| (self.next() % n as u64) as u32).collect()
    }
}

/// A table and a model that meets it.
#[derive(Debug)]
struct Case<T> {
    x: Vec<T>,
    y: Vec<T>,
    weight: Vec<T>,
    w: Vec<T>,
    b: T,
}

impl<T: Scalar> Case<T> {
    fn new(n: usize, d: usize) -> Self {
        let mut numbers = Numbers(1 + (n * 2000 + d) as u64);
        Self {
            x: numbers.units(n * d),
            y: numbers.units(n),
            weight: (0..n).map(|_| T::ONE + numbers.unit::<T>()).collect(),
            w: numbers.units(d),
            b: numbers.unit(),
        }
    }

    fn view(&self, weighted: bool) -> View<'_, T> {
        let weight = weighted.then_some(&self.weight[..]);
        View { x: &self.x, y: &self.y, weight, n: self.y.len(), d: self.w.len(), k: 1 }
    }

    fn parameters(&self) -> LinearParameters<'_, T> {
        LinearParameters { w: &self.w, b: self.b }
    }

    /// Compares every level with the reference, with and without weights.
    fn check(&self, rows: Rows<'_>, loss: &Loss) {
        let loss = &*row_loss(loss);
        for weighted in [false, true] {
            let batch = LinearBatch { view: self.view(weighted), rows, next: Some(rows), stop: None };
            let mut expected = vec![T::ONE; self.w.len()];
            let sums = reference::gradient(&batch, self.parameters(), loss, &mut expected);
            let expected = bits(&expected, sums);
            for level in Level::available() {
                let mut linear = Linear::new(level, self.w.len());
                let mut dw = vec![T::ONE; self.w.len()];
                // Twice: the second step finds the first one's scratch memory.
                for step in 0..2 {
                    let sums = linear.gradient(&batch, self.parameters(), loss, &mut dw);
                    let (d, m) = (self.w.len(), rows.len());
                    assert!(
                        bits(&dw, sums) == expected,
                        "{} differs: d {d}, m {m}, weighted {weighted}, step {step}",
                        level.name()
                    );
                }
            }
        }
    }

    /// Compares every level's predictions of all rows with the reference's.
    fn check_predictions(&self) {
        let mut expected = vec![T::ONE; self.y.len()];
        reference::predict(&self.x, self.parameters(), &mut expected);
        for level in Level::available() {
            let mut out = vec![T::ONE; self.y.len()];
            Linear::new(level, self.w.len()).predict(&self.x, self.parameters(), &mut out);
            let same = out.iter().map(|&raw| bit(raw)).eq(expected.iter().map(|&raw| bit(raw)));
            assert!(same, "{} predicts otherwise: d {}, n {}", level.name(), self.w.len(), self.y.len());
        }
    }
}

/// The value's bits, exactly widened; which NaN it is does not count.
fn bit<T: Scalar>(value: T) -> u64 {
    let value = value.to_f64();
    if value.is_nan() { u64::MAX } else { value.to_bits() }
}

fn bits<T: Scalar>(dw: &[T], sums: BatchGradient<T>) -> Vec<u64> {
    dw.iter().map(|&dw| bit(dw)).chain([bit(sums.db), bit(sums.loss), bit(sums.weight)]).collect()
}

fn check_shapes<T: Scalar>() {
    for d in FEATURES {
        let most = if d > 129 { 2047 } else { 16_640 };
        let case = Case::<T>::new(most + 5, d);
        let order = Numbers(7).rows(most, most + 5);
        for m in BATCHES.into_iter().filter(|m| *m <= most) {
            case.check(Rows::Range { start: 5, len: m }, &Loss::Mse);
            case.check(Rows::Listed(&order[..m]), &Loss::HalfSquaredError);
        }
    }
}

#[test]
#[expect(clippy::print_stderr, reason = "a level that is not compared is said, not skipped in silence")]
fn levels_this_cpu_has() {
    let (has, lacks): (Vec<_>, Vec<_>) = Level::ALL.into_iter().partition(|level| level.is_available());
    let names = |levels: &[Level]| levels.iter().map(|level| level.name()).collect::<Vec<_>>().join(", ");
    eprintln!("compared: {}; {} this CPU lacks: {}", names(&has), lacks.len(), names(&lacks));
    assert!(has.len() > 1, "only the reference runs here: nothing is compared");
    assert!(lacks.iter().all(|level| Level::named(level.name()).is_err()));
    assert!(Level::named("sse9").unwrap_err().message.contains("reference, "));
}

#[test]
fn gradient_has_the_references_bits_in_float32() {
    check_shapes::<f32>();
}

#[test]
fn gradient_has_the_references_bits_in_float64() {
    check_shapes::<f64>();
}

#[test]
fn predictions_have_the_references_bits() {
    for d in FEATURES {
        for n in [0, 1, 3, 4, 15, 16, 37] {
            Case::<f32>::new(n, d).check_predictions();
            Case::<f64>::new(n, d).check_predictions();
        }
    }
}

#[test]
fn the_bits_do_not_depend_on_where_rows_lie() {
    let case = Case::<f32>::new(600, 20);
    let order: Vec<u32> = (0..600).collect();
    let mut gradients = [Rows::Range { start: 0, len: 600 }, Rows::Listed(&order)].map(|rows| {
        let batch = LinearBatch { view: case.view(true), rows, next: None, stop: None };
        let mut dw = vec![0.0; 20];
        let level = Level::available().last().expect("the reference is always there");
        let sums =
            Linear::new(level, 20).gradient(&batch, case.parameters(), &*row_loss(&Loss::Mse), &mut dw);
        bits(&dw, sums)
    });
    let [range, listed] = &mut gradients;
    assert_eq!(range, listed);
}

#[test]
#[should_panic(expected = "lies outside")]
fn a_row_outside_the_data_is_refused() {
    let case = Case::<f32>::new(10, 40);
    let batch = LinearBatch { view: case.view(false), rows: Rows::Listed(&[3, 10]), next: None, stop: None };
    let level = Level::available().last().expect("the reference is always there");
    Linear::new(level, 40).gradient(&batch, case.parameters(), &*row_loss(&Loss::Mse), &mut [0.0; 40]);
}

/// Ordinary numbers, both zeros, denormals, and numbers large enough that sums of products overflow to ∞ and NaN.
fn extreme() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => -1.0..1.0,
        1 => Just(0.0),
        2 => Just(-0.0),
        1 => Just(f64::from(f32::MIN_POSITIVE) / 8.0),
        1 => Just(-f64::from(f32::from_bits(1))),
        1 => Just(f64::MIN_POSITIVE / 4.0),
        1 => Just(f64::from(f32::MAX)),
        1 => Just(-3e38),
        1 => Just(1e-30),
    ]
}

fn cases<T: Scalar>() -> impl Strategy<Value = (Case<T>, Vec<u32>)> {
    (1usize..60, 0usize..70).prop_flat_map(|(n, d)| {
        let list = |len: usize| {
            proptest::collection::vec(extreme(), len)
                .prop_map(|values| values.into_iter().map(T::from_f64).collect::<Vec<T>>())
        };
        let rows = proptest::collection::vec(0..n as u32, 0..600);
        (list(n * d), list(n), list(n), list(d), extreme(), rows)
            .prop_map(|(x, y, weight, w, b, rows)| (Case { x, y, weight, w, b: T::from_f64(b) }, rows))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn extreme_numbers_have_the_references_bits_in_float32((case, rows) in cases::<f32>()) {
        case.check(Rows::Listed(&rows), &Loss::Mse);
        case.check_predictions();
    }

    #[test]
    fn extreme_numbers_have_the_references_bits_in_float64((case, rows) in cases::<f64>()) {
        case.check(Rows::Listed(&rows), &Loss::HalfSquaredError);
        case.check_predictions();
    }
}
