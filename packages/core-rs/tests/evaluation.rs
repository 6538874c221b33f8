//! Rows that come in blocks, cut anywhere, against the definitions over whole vectors: bit by bit.

mod support;

use minibatch_core::config::{Activation, Loss, Numerics};
use minibatch_core::error::{Code, Error, Result};
use minibatch_core::examples::{Classes, Examples, Matrix, Typed};
use minibatch_core::kernel::{Level, Machine};
use minibatch_core::loss::row_loss;
use minibatch_core::math;
use minibatch_core::model::architecture::Architecture;
use minibatch_core::model::{Network, initial};
use minibatch_core::predictor::{Predictor, Training, Values, evaluation_bytes};
use minibatch_core::rng::{Random, Stream};
use minibatch_core::row_blocks::{RowBlocks, TypedBlocks, Visit};
use minibatch_core::scalar::Scalar;
use minibatch_core::sum::tree_sum;
use minibatch_core::view::View;
use minibatch_core::whole::Float64;
use proptest::prelude::*;
use serde_json::{Value, json};
use support::Rows;

/// Rows in blocks of these sizes, again and again.
struct Cut<'a, T> {
    view: View<'a, T>,
    sizes: Vec<usize>,
    /// Rows said to come, where that is a lie.
    said: Option<usize>,
}

impl<T: Scalar> Cut<'_, T> {
    fn blocks(&self, with_x: bool, visit: &mut Visit<'_, T>) -> Result<()> {
        let View { x, y, weight, n, d, k } = self.view;
        let (mut start, mut sizes) = (0, self.sizes.iter().cycle());
        while start < n {
            let rows = start..n.min(start + sizes.next().expect("a size"));
            visit(&View {
                x: if with_x { &x[rows.start * d..rows.end * d] } else { &[] },
                y: &y[rows.start * k..rows.end * k],
                weight: weight.map(|weight| &weight[rows.clone()]),
                n: rows.len(),
                ..self.view
            })?;
            start = rows.end;
        }
        Ok(())
    }
}

impl<T: Scalar> RowBlocks<T> for Cut<'_, T> {
    fn rows(&self) -> usize {
        self.said.unwrap_or(self.view.n)
    }

    fn features(&self) -> usize {
        self.view.d
    }

    fn targets(&self) -> usize {
        self.view.k
    }

    fn is_weighted(&self) -> bool {
        self.view.weight.is_some()
    }

    fn each(&self, visit: &mut Visit<'_, T>) -> Result<()> {
        self.blocks(true, visit)
    }

    fn each_target(&self, visit: &mut Visit<'_, T>) -> Result<()> {
        self.blocks(false, visit)
    }
}

#[derive(Clone, Debug)]
struct Case {
    n: usize,
    loss: Value,
    outputs: usize,
    classes: usize,
    hidden: usize,
    weighted: bool,
    /// Few values of x, so that scores are equal.
    coarse: bool,
    seed: u64,
}

const D: usize = 3;

impl Case {
    fn rows<T: Scalar>(&self) -> Rows<T> {
        let random = Random::new(self.seed, Stream::Sample, 0, 0);
        let mut index = 0;
        let mut next = || {
            index += 1;
            random.uniform(index)
        };
        let coarse = |u: f64| if self.coarse { (u * 4.0).floor() - 2.0 } else { 4.0 * u - 2.0 };
        let x = (0..self.n * D).map(|_| T::from_f64(coarse(next()))).collect();
        let k = if self.classes > 0 { 1 } else { self.outputs };
        let scale = if self.classes > 0 { self.classes as f64 } else { 5.0 };
        let whole = self.classes > 0 || self.loss["name"] == "poisson";
        let y = (0..self.n * k)
            .map(|_| next() * scale)
            .map(|y| T::from_f64(if whole { y.floor() } else { y }))
            .collect();
        let weight = self.weighted.then(|| {
            // Weights of 0 among them.
            (0..self.n).map(|_| T::from_f64((3.0 * next() - 0.5).max(0.0))).collect()
        });
        Rows { x, y, weight, d: D, k, classes: Some(self.classes).filter(|classes| *classes > 0) }
    }

    fn architecture(&self) -> Architecture {
        let hidden = (self.hidden > 0).then_some((self.hidden, Activation::Tanh, 0.0));
        Architecture::new(D, hidden.into_iter().chain([(self.outputs, Activation::Identity, 0.0)]))
    }

    fn parameters<T: Scalar>(&self) -> Vec<T> {
        let mut parameters = initial::parameters::<T>(&self.architecture(), self.seed);
        parameters.iter_mut().enumerate().for_each(|(i, p)| *p += T::from_f64(0.05 * (i % 5) as f64));
        parameters
    }

    fn predictor(&self, parameters: Values) -> Predictor {
        Predictor {
            architecture: self.architecture(),
            parameters,
            loss: serde_json::from_value(self.loss.clone()).expect("a loss"),
            own_classes: (0..self.classes).map(|class| class.to_string()).collect(),
            encoder: None,
            training: Training { rows: self.n, epochs: 1, steps: "1".into(), loss: None, options: json!({}) },
        }
    }
}

fn case() -> impl Strategy<Value = Case> {
    let loss = prop_oneof![
        Just((json!({ "name": "mse" }), 1, 0)),
        Just((json!({ "name": "huber" }), 3, 0)),
        Just((json!({ "name": "poisson" }), 1, 0)),
        Just((json!({ "name": "poisson" }), 2, 0)),
        Just((json!({ "name": "binaryCrossEntropy" }), 1, 2)),
        Just((json!({ "name": "hinge" }), 1, 2)),
        Just((json!({ "name": "crossEntropy", "labelSmoothing": 0.1 }), 2, 2)),
        Just((json!({ "name": "crossEntropy", "labelSmoothing": 0 }), 5, 5)),
    ];
    let n = prop_oneof![1_usize..20, 250..1100_usize, 1100..12_000_usize];
    (n, loss, prop_oneof![Just(0_usize), Just(4)], any::<bool>(), any::<bool>(), 0..1000_u64).prop_map(
        |(n, (loss, outputs, classes), hidden, weighted, coarse, seed)| Case {
            n,
            loss,
            outputs,
            classes,
            hidden,
            weighted,
            coarse,
            seed,
        },
    )
}

/// What an evaluation is by definition: whole vectors, one `tree_sum` each.
fn by_definition<T: Element>(case: &Case, model: &Predictor, rows: &Rows<T>) -> Value {
    let (n, k) = (case.n, case.outputs);
    let mut network = Network::<T>::new(case.architecture(), Machine::single(Level::Reference));
    let raw = network.raw_predictions(&case.parameters::<T>(), &rows.x);
    let loss = row_loss::<T>(&model.loss);
    let weight = |row: usize| rows.weight.as_ref().map_or(1.0, |weight| weight[row].to_f64());
    let total = tree_sum(n, weight);
    let mut gradient = vec![T::ZERO; k];
    let losses: Vec<f64> = (0..n)
        .map(|row| loss.row(&raw[row * k..][..k], &rows.y[row * rows.k..][..rows.k], &mut gradient))
        .collect();
    let sum = tree_sum(n, |row| losses[row] * weight(row));
    let loss = if total == 0.0 { 0.0 } else { sum * (1.0 / total) };
    let examples = Examples::from_arrays(typed(rows));
    let y: Vec<f64> = rows.y.iter().map(|y| y.to_f64()).collect();
    let predicted = model.predict_examples(&examples).expect("predictions");
    if case.classes == 0 {
        return json!({ "rows": n, "loss": loss, "metrics": numbers(case, &predicted, &y, &weight) });
    }
    let truth: Vec<usize> = y.iter().map(|&y| y as usize).collect();
    let predicted: Vec<usize> = predicted.iter().map(|&class| class as usize).collect();
    let probabilities = model.predict_examples_probability(&examples);
    let scores = match &probabilities {
        Ok(probabilities) => probabilities.clone(),
        Err(_) => raw.iter().flat_map(|raw| [-raw.to_f64(), raw.to_f64()]).collect(),
    };
    let classes = case.classes;
    let right = tree_sum(n, |row| if truth[row] == predicted[row] { weight(row) } else { 0.0 });
    let log_loss = tree_sum(n, |row| {
        -math::log(scores[row * classes + truth[row]].clamp(f64::EPSILON, 1.0)) * weight(row)
    });
    let mut matrix = vec![vec![0.0; classes]; classes];
    let (mut hits, mut named) = (vec![0.0; classes], vec![0.0; classes]);
    for row in 0..n {
        let (truth, predicted) = (truth[row], predicted[row]);
        matrix[truth][predicted] += weight(row);
        named[truth] += weight(row);
        named[predicted] += weight(row);
        hits[truth] += if truth == predicted { weight(row) } else { 0.0 };
    }
    let met = named.iter().filter(|named| **named > 0.0).count();
    let f1 = tree_sum(classes, |c| if named[c] > 0.0 { 2.0 * hits[c] / named[c] } else { 0.0 });
    let area = |class: usize| {
        let score = |row: usize| scores[row * classes + class];
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by(|&a, &b| score(b).total_cmp(&score(a)));
        let (mut hits, mut misses, mut area) = (0.0, 0.0, 0.0);
        for equal in order.chunk_by(|&a, &b| score(a) == score(b)) {
            let (hits_before, misses_before) = (hits, misses);
            for &row in equal {
                *if truth[row] == class { &mut hits } else { &mut misses } += weight(row);
            }
            area += (misses - misses_before) * (hits + hits_before) / 2.0;
        }
        (hits > 0.0 && misses > 0.0).then(|| area / (hits * misses))
    };
    let auc = if classes == 2 {
        area(1)
    } else {
        let areas: Option<Vec<f64>> = (0..classes).map(area).collect();
        areas.map(|areas| areas.iter().sum::<f64>() / classes as f64)
    };
    json!({
        "rows": n,
        "loss": loss,
        "metrics": {
            "accuracy": right / total,
            "logLoss": probabilities.is_ok().then_some(log_loss / total),
            "f1": if met == 0 { 0.0 } else { f1 / met as f64 },
            "auc": auc,
        },
        "confusionMatrix": matrix,
    })
}

fn numbers(case: &Case, predicted: &[f64], target: &[f64], weight: &dyn Fn(usize) -> f64) -> Value {
    let (n, k) = (case.n, case.outputs);
    let total = tree_sum(n, weight);
    let (mut r2, mut rmse, mut mae) = (Some(Vec::new()), Vec::new(), Vec::new());
    for j in 0..k {
        let y = |row: usize| target[row * k + j];
        let error = |row: usize| predicted[row * k + j] - y(row);
        let mean = tree_sum(n, |row| weight(row) * y(row)) / total;
        let residual = tree_sum(n, |row| weight(row) * (error(row) * error(row)));
        let spread = tree_sum(n, |row| weight(row) * ((y(row) - mean) * (y(row) - mean)));
        rmse.push((residual / total).sqrt());
        mae.push(tree_sum(n, |row| weight(row) * error(row).abs()) / total);
        r2 = r2.filter(|_| spread > 0.0).map(|mut r2| {
            r2.push(1.0 - residual / spread);
            r2
        });
    }
    let mean = |values: &[f64]| values.iter().sum::<f64>() / k as f64;
    let mut metrics = json!({ "r2": r2.map(|r2| mean(&r2)), "rmse": mean(&rmse), "mae": mean(&mae) });
    if case.loss["name"] == "poisson" {
        let deviance = tree_sum(n * k, |i| {
            let (p, y) = (predicted[i], target[i]);
            let surprise = if y > 0.0 { y * math::log(y / p) } else { 0.0 };
            weight(i / k) * (2.0 * (surprise - y + p))
        });
        metrics["poissonDeviance"] = json!(deviance / tree_sum(n * k, |i| weight(i / k)));
    }
    metrics
}

fn typed<T: Element>(rows: &Rows<T>) -> Typed {
    let Rows { x, y, weight, d, .. } = rows.clone();
    T::typed(Matrix::new(x, y, weight, d).expect("rows"))
}

/// How an element type is wrapped.
trait Element: Scalar {
    fn typed(matrix: Matrix<Self>) -> Typed;
    fn values(values: Vec<Self>) -> Values;
    fn blocks(rows: &dyn RowBlocks<Self>) -> TypedBlocks<'_>;
}

impl Element for f32 {
    fn typed(matrix: Matrix<Self>) -> Typed {
        Typed::F32(matrix)
    }

    fn values(values: Vec<Self>) -> Values {
        Values::F32(values)
    }

    fn blocks(rows: &dyn RowBlocks<Self>) -> TypedBlocks<'_> {
        TypedBlocks::F32(rows)
    }
}

impl Element for f64 {
    fn typed(matrix: Matrix<Self>) -> Typed {
        Typed::F64(matrix)
    }

    fn values(values: Vec<Self>) -> Values {
        Values::F64(Float64::here().expect("the whole build"), values)
    }

    fn blocks(rows: &dyn RowBlocks<Self>) -> TypedBlocks<'_> {
        TypedBlocks::F64(rows)
    }
}

/// Definition, rows in memory, rows in blocks.
fn agree<T: Element>(case: &Case, sizes: &[usize]) {
    let rows = case.rows::<T>();
    let model = case.predictor(T::values(case.parameters()));
    let cut = Cut { view: rows.view(), sizes: sizes.to_vec(), said: None };
    let examples = if case.classes == 0 {
        Examples::from_arrays(typed(&rows))
    } else {
        Examples::classified(typed(&rows), Classes::Known(model.own_classes.clone())).expect("classes")
    };
    let whole = serde_json::to_value(model.evaluate(&examples).expect("an evaluation")).expect("JSON");
    let blocks = model.evaluate_blocks(T::blocks(&cut)).expect("an evaluation");
    // Numbers are written so that they are read back bit by bit.
    assert_eq!(whole.to_string(), serde_json::to_value(blocks).expect("JSON").to_string());
    let expected = by_definition(case, &model, &rows);
    assert_eq!(whole, expected, "{case:?}");

    let mut predicted = Vec::new();
    let gather = &mut |some: &[f64]| -> Result<()> {
        predicted.extend_from_slice(some);
        Ok(())
    };
    model.each_prediction(T::blocks(&cut), gather).expect("predictions");
    assert_eq!(predicted, model.predict_examples(&examples).expect("predictions"));
    if let Ok(expected) = model.predict_examples_probability(&examples) {
        let mut probabilities = Vec::new();
        let gather = &mut |some: &[f64]| -> Result<()> {
            probabilities.extend_from_slice(some);
            Ok(())
        };
        model.each_probability(T::blocks(&cut), gather).expect("probabilities");
        assert_eq!(probabilities, expected);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn an_evaluation_is_its_definition_however_rows_are_cut(
        case in case(),
        sizes in prop::collection::vec(prop_oneof![1_usize..4, 200..300_usize, 1..6000_usize], 1..8),
    ) {
        agree::<f32>(&case, &sizes);
        agree::<f64>(&case, &sizes);
    }

    #[test]
    fn fast_arithmetic_does_not_see_the_cut_either(
        case in case(),
        sizes in prop::collection::vec(1_usize..700, 1..8),
    ) {
        let rows = case.rows::<f32>();
        let loss = row_loss::<f32>(&serde_json::from_value::<Loss>(case.loss.clone()).expect("a loss"));
        let machine = Machine::new(Level::detect().expect("a level"), Numerics::Fast, 2);
        let mut network = Network::<f32>::new(case.architecture(), machine);
        let cut = Cut { view: rows.view(), sizes, said: None };
        let mut mean = |rows: &dyn RowBlocks<f32>| network.mean_loss(&case.parameters(), &*loss, rows);
        prop_assert_eq!(mean(&rows.view()), mean(&cut));
    }
}

#[test]
fn rows_that_are_not_as_said_are_refused() {
    let loss = json!({ "name": "binaryCrossEntropy" });
    let case =
        Case { n: 40, loss, outputs: 1, classes: 2, hidden: 0, weighted: false, coarse: false, seed: 1 };
    let rows = case.rows::<f32>();
    let model = case.predictor(Values::F32(case.parameters()));
    for said in [39, 41] {
        let cut = Cut { view: rows.view(), sizes: vec![7], said: Some(said) };
        let error = model.evaluate_blocks(TypedBlocks::F32(&cut)).expect_err("other rows");
        assert_eq!(error.code, Code::ShapeMismatch, "{error}");
        let error = model.each_prediction(TypedBlocks::F32(&cut), &mut |_| Ok(())).expect_err("other rows");
        assert_eq!(error.code, Code::ShapeMismatch, "{error}");
    }
    let mut wrong = rows.clone();
    wrong.y[33] = 2.0;
    let cut = Cut { view: wrong.view(), sizes: vec![8], said: None };
    let error = model.evaluate_blocks(TypedBlocks::F32(&cut)).expect_err("no such class");
    assert_eq!((error.code, &error.details["row"]), (Code::DataInvalid, &json!(34)));
    let cut = Cut { view: rows.view(), sizes: vec![8], said: None };
    let stopped = model.each_prediction(TypedBlocks::F32(&cut), &mut |_| Err(Error::data("enough")));
    assert_eq!(stopped.expect_err("the visitor's error").message, "enough");
    let wide = case.rows::<f64>();
    let error = model.evaluate_blocks(TypedBlocks::F64(&wide.view())).expect_err("another dtype");
    assert_eq!(error.code, Code::ShapeMismatch);
}

#[test]
fn memory_of_an_evaluation_is_said_beforehand() {
    assert_eq!(evaluation_bytes(1_000_000, 0, true), 0);
    assert_eq!(evaluation_bytes(1_000_000, 2, false), 8_000_000 + 32);
    assert_eq!(evaluation_bytes(1_000_000, 2, true), 24_000_000 + 32);
    assert_eq!(evaluation_bytes(1_000_000, 10, false), 80_000_000 + 800);
    assert_eq!(evaluation_bytes(1_000_000, 10, true), 168_000_000 + 800);
}
