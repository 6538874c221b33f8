//! The three products of a dense layer give the reference's bits at every level this CPU has, on any number of threads.

use minibatch_core::batch::Rows;
use minibatch_core::config::Numerics;
use minibatch_core::kernel::dense::{
    Inputs, LayerGradient, LayerWeights, Panels, Strided, StridedMut, forward, input_gradient,
    weight_gradient,
};
use minibatch_core::kernel::{Level, Machine};
use minibatch_core::scalar::Scalar;
use proptest::prelude::*;

/// Below, at and above every tile, block and chunk: 513 rows make two chunks, 1100 four, and 2100 chunks of two blocks.
const BATCHES: [usize; 18] = [0, 1, 2, 3, 4, 5, 7, 8, 63, 64, 65, 255, 256, 257, 513, 700, 1100, 2100];
/// Below, at and above every vector, group of inputs and block of depth.
const INPUTS: [usize; 14] = [1, 2, 3, 5, 16, 17, 23, 24, 31, 64, 100, 257, 513, 784];
/// Below, at and above every vector and panel.
const UNITS: [usize; 13] = [1, 2, 3, 7, 8, 10, 15, 16, 17, 32, 33, 64, 128];

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

    /// In [-1, 1), and now and then 0 or −0, as after a relu.
    fn units<T: Scalar>(&mut self, count: usize) -> Vec<T> {
        let unit = |bits: u64| match bits % 16 {
            0 => T::ZERO,
            1 => -T::ZERO,
            _ => T::from_f64((bits >> 11) as f64 / (1u64 << 52) as f64 - 1.0),
        };
        (0..count).map(|_| unit(self.next())).collect()
    }
}

/// m rows, inputs and units of a layer.
#[derive(Clone, Copy, Debug)]
struct Shape {
    m: usize,
    inputs: usize,
    units: usize,
}

/// A layer and a batch in logical order.
struct Case<T> {
    shape: Shape,
    x: Vec<T>,
    w: Vec<T>,
    b: Vec<T>,
    deltas: Vec<T>,
    /// The batch's rows in the matrix, in disorder; in order where there are none.
    listed: Option<Vec<u32>>,
}

/// Z (m, units), dW (inputs, units), db (units), dX (m, inputs).
type Results<T> = [Vec<T>; 4];

/// Elements between rows beyond those that count.
const GAP: usize = 3;
/// The first row of a range.
const START: usize = 2;

impl<T: Scalar> Case<T> {
    fn new(shape: Shape, is_listed: bool) -> Self {
        let Shape { m, inputs, units } = shape;
        let mut numbers = Numbers(1 + (m * 1_000_003 + inputs * 1009 + units) as u64);
        Self {
            shape,
            x: numbers.units(m * inputs),
            w: numbers.units(inputs * units),
            b: numbers.units(units),
            deltas: numbers.units(m * units),
            // Every other row of the matrix, from the end on.
            listed: is_listed.then(|| (0..m as u32).rev().map(|i| 2 * i + 1).collect()),
        }
    }

    /// The three products, at a level and on threads, in logical order; padding and gaps are checked on the way.
    fn results(&self, machine: &Machine) -> Results<T> {
        let Shape { m, inputs, units } = self.shape;
        let nan = T::from_f64(f64::NAN);
        let panels = Panels::new::<T>(machine.level, inputs, units);
        let columns = panels.columns();
        let (mut weights, mut biases) = (vec![T::ZERO; panels.len()], vec![T::ZERO; columns]);
        biases[..units].copy_from_slice(&self.b);
        for (at, &w) in self.w.iter().enumerate() {
            weights[panels.index(at / units, at % units)] = w;
        }
        let layer = LayerWeights { panels, weights: &weights, biases: &biases };

        let stride = inputs + GAP;
        let rows = match &self.listed {
            Some(rows) => Rows::Listed(rows),
            None => Rows::Range { start: START, len: m },
        };
        let mut values = vec![nan; (2 * m + START) * stride];
        for (i, x) in self.x.chunks(inputs).enumerate() {
            values[rows.at(i) * stride..][..inputs].copy_from_slice(x);
        }
        let x = Inputs { values: &values, stride, columns: inputs, rows };

        let stride = columns + GAP;
        let mut out = vec![nan; m * stride];
        forward(machine, &x, &layer, &mut StridedMut { values: &mut out, stride });
        let z = logical(&out, stride, units, columns);

        let mut values = vec![nan; m * stride];
        for (row, delta) in values.chunks_mut(stride).zip(self.deltas.chunks(units)) {
            row[..columns].fill(T::ZERO);
            row[..units].copy_from_slice(delta);
        }
        let deltas = Strided { values: &values, stride };
        let (mut dw, mut db) = (vec![nan; panels.len()], vec![nan; columns]);
        let mut gradient = LayerGradient { panels, weights: &mut dw, biases: &mut db };
        weight_gradient(machine, &x, deltas, &mut gradient);
        let place = |at: usize| panels.index(at / units, at % units);
        let logical_dw = (0..inputs * units).map(|at| dw[place(at)]).collect();
        for at in (0..inputs * units).map(place) {
            dw[at] = T::ZERO;
        }
        assert!(dw.iter().chain(&db[units..]).all(|&gradient| gradient == T::ZERO), "padding has a gradient");

        let stride = inputs + GAP;
        let mut out = vec![nan; m * stride];
        input_gradient(machine, (deltas, m), &layer, &mut StridedMut { values: &mut out, stride });
        let dx = logical(&out, stride, inputs, inputs);
        [z, logical_dw, db[..units].to_vec(), dx]
    }

    fn check(&self, threads: &[usize]) {
        let expected = self.results(&Machine::single(Level::Reference)).map(bits);
        for level in Level::available() {
            for &threads in threads {
                let found = self.results(&Machine::new(level, Numerics::Strict, threads)).map(bits);
                let names = ["z", "dW", "db", "dX"];
                for ((name, found), expected) in names.iter().zip(&found).zip(&expected) {
                    let same = found == expected;
                    assert!(same, "{name} differs: {}, {threads} threads, {:?}", level.name(), self.shape);
                }
            }
        }
    }
}

/// The first columns of each row; those up to `columns` must be 0, and what follows untouched.
fn logical<T: Scalar>(values: &[T], stride: usize, count: usize, columns: usize) -> Vec<T> {
    for row in values.chunks(stride) {
        assert!(row[count..columns].iter().all(|&value| value == T::ZERO), "padding is not 0");
        assert!(row[columns..].iter().all(|value| value.to_f64().is_nan()), "the gap was written");
    }
    values.chunks(stride).flat_map(|row| &row[..count]).copied().collect()
}

/// Bits, exactly widened; which NaN it is does not count.
fn bits<T: Scalar>(values: Vec<T>) -> Vec<u64> {
    let bit = |value: T| if value.to_f64().is_nan() { u64::MAX } else { value.to_f64().to_bits() };
    values.into_iter().map(bit).collect()
}

fn check(shape: Shape, is_listed: bool, threads: &[usize]) {
    Case::<f32>::new(shape, is_listed).check(threads);
    Case::<f64>::new(shape, is_listed).check(threads);
}

/// Products of a reference that a test waits for.
const MOST: usize = 400_000;

/// The largest batch that keeps a case small.
fn batch(at: usize, inputs: usize, units: usize) -> usize {
    let small = |&&m: &&usize| m * inputs * units <= MOST;
    BATCHES.iter().cycle().skip(at % BATCHES.len()).take(BATCHES.len()).find(small).copied().unwrap_or(1)
}

#[test]
fn every_width_of_a_layer() {
    for (p, &inputs) in INPUTS.iter().enumerate() {
        for (j, &units) in UNITS.iter().enumerate() {
            let m = batch(5 * p + 7 * j, inputs, units);
            check(Shape { m, inputs, units }, (p + j) % 2 == 0, &[1]);
        }
    }
}

#[test]
fn every_batch() {
    for (i, &m) in BATCHES.iter().enumerate() {
        for (j, &units) in UNITS.iter().enumerate() {
            let inputs = INPUTS[(i + 3 * j) % 8];
            check(Shape { m, inputs, units }, (i + j) % 2 == 1, &[1]);
        }
    }
}

/// Large enough that the work is shared out: by rows, by panels and by both.
#[test]
fn every_number_of_threads() {
    for (m, inputs, units) in [
        (64, 784, 64),
        (257, 100, 100),
        (700, 17, 130),
        (2100, 16, 33),
        (3000, 3, 200),
        (4097, 400, 1),
        (4097, 1, 400),
    ] {
        check(Shape { m, inputs, units }, m % 2 == 0, &[1, 2, 3, 8]);
    }
}

#[test]
fn fast_numerics_are_near_and_the_same_on_any_number_of_threads() {
    for (m, inputs, units) in
        [(65, 300, 65), (600, 64, 33), (64, 31, 10), (7, 5, 3), (600, 600, 1), (600, 1, 600)]
    {
        let case = Case::<f32>::new(Shape { m, inputs, units }, false);
        let strict = case.results(&Machine::single(Level::Reference));
        for level in Level::available() {
            let fast = |threads| case.results(&Machine::new(level, Numerics::Fast, threads));
            let one = fast(1);
            for (strict, fast) in strict.iter().flatten().zip(one.iter().flatten()) {
                let error = (strict.to_f64() - fast.to_f64()).abs();
                assert!(error < 1e-4, "{} gives {fast:?} for {strict:?}", level.name());
            }
            for threads in [2, 3] {
                assert_eq!(fast(threads).map(bits), one.clone().map(bits), "{threads} threads");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn odd_shapes(m in 0usize..90, inputs in 1usize..90, units in 1usize..90, is_listed: bool) {
        check(Shape { m, inputs, units }, is_listed, &[1]);
    }
}
