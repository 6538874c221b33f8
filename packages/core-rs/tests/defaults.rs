//! The defaults, on a real table: as good as least squares, whatever the seed.

mod support;

use minibatch_core::config::{Config, Facts};
use minibatch_core::kernel::{Level, Machine};
use minibatch_core::metrics::regression;
use minibatch_core::selection::{GRID, choose_l2};
use minibatch_core::table::{EncodeOptions, Encoded, Encoder, Part, ReadOptions, SplitOptions, TableReader};
use minibatch_core::trainer::{Shape, Trainer};
use minibatch_core::view::View;
use serde_json::json;
use support::{GO, Rows, fixture, plan};

/// Train and test rows of one split of the diabetes table, encoded as the training rows say.
fn diabetes(seed: u64) -> (Encoded<f64>, Encoded<f64>) {
    let mut reader = TableReader::new(ReadOptions { name: "diabetes.csv".into(), ..ReadOptions::default() });
    reader.push_bytes(fixture("tables/diabetes.csv").as_bytes()).expect("a table");
    let table = reader.finish().expect("a table");
    let split = SplitOptions { test: 0.2, seed, ..SplitOptions::default() };
    let (train, test) =
        (table.part(Part::Train, &split).expect("rows"), table.part(Part::Test, &split).expect("rows"));
    let options = EncodeOptions { target: Some("target".into()), ..EncodeOptions::default() };
    let encoder = Encoder::fit(&train, &options).expect("an encoder");
    (encoder.encode(&train, true).expect("rows"), encoder.encode(&test, true).expect("rows"))
}

/// w and b of the least squares of the rows: the normal equations by elimination with pivots.
fn least_squares(rows: &Encoded<f64>) -> Vec<f64> {
    let size = rows.d + 1;
    let mut system = vec![vec![0.0; size + 1]; size];
    for (x, y) in rows.x.chunks(rows.d).zip(&rows.y) {
        let row: Vec<f64> = x.iter().copied().chain([1.0, *y]).collect();
        for i in 0..size {
            for (sum, value) in system[i].iter_mut().zip(&row) {
                *sum += row[i] * value;
            }
        }
    }
    for c in 0..size {
        let pivot =
            (c..size).max_by(|&i, &j| system[i][c].abs().total_cmp(&system[j][c].abs())).expect("a row");
        system.swap(c, pivot);
        let pivot = system[c].clone();
        for (_, row) in system.iter_mut().enumerate().filter(|(r, _)| *r != c) {
            let factor = row[c] / pivot[c];
            row.iter_mut().zip(&pivot).for_each(|(value, pivot)| *value -= factor * pivot);
        }
    }
    (0..size).map(|i| system[i][size] / system[i][i]).collect()
}

fn r2(rows: &Encoded<f64>, parameters: &[f64]) -> f64 {
    let (w, b) = parameters.split_at(rows.d);
    let raw = |x: &[f64]| x.iter().zip(w).map(|(x, w)| x * w).sum::<f64>() + b[0];
    let predicted: Vec<f64> = rows.x.chunks(rows.d).map(raw).collect();
    regression(&predicted, &rows.y, 1, None).r2.expect("targets differ")
}

#[test]
fn the_defaults_are_as_good_as_least_squares() {
    let machine = Machine::single(Level::detect().expect("a level"));
    for seed in 0..20 {
        let (train, test) = diabetes(seed);
        let narrow: (Vec<f32>, Vec<f32>) =
            (train.x.iter().map(|&x| x as f32).collect(), train.y.iter().map(|&y| y as f32).collect());
        let view = View { x: &narrow.0, y: &narrow.1, weight: None, n: train.n, d: train.d, k: 1 };
        let config = Config { seed, ..Config::default() };
        let mut plan = config
            .plan(Facts {
                rows: train.n,
                features: train.d,
                targets: 1,
                classes: None,
                dtype: minibatch_core::scalar::Dtype::Float32,
                encoded: true,
            })
            .expect("the defaults are valid");
        plan.l2 = choose_l2(&plan, &view, machine.clone(), &GO).expect("a finite run");
        let mut run = Trainer::new(plan, Shape::of(&view), machine.clone()).expect("a valid plan");
        while !run.finished() {
            run.advance(&view, u64::MAX, &GO).expect("a finite run");
        }
        let parameters: Vec<f64> = run.parameters().iter().map(|&p| f64::from(p)).collect();
        let (ours, best) = (r2(&test, &parameters), r2(&test, &least_squares(&train)));
        assert!(ours > best - 0.02, "seed {seed}: R² {ours}, least squares {best}");
        assert!(r2(&train, &parameters) > r2(&train, &least_squares(&train)) - 0.02, "seed {seed}");
    }
}

/// Pure noise in many columns asks for a penalty, a clean line for none; and the choice repeats.
#[test]
fn the_penalty_fits_the_noise() {
    let machine = Machine::single(Level::detect().expect("a level"));
    let mut noise = Rows::<f64>::drawn(60, 30, 1);
    noise.y = Rows::<f64>::drawn(60, 1, 2).y;
    let config = json!({ "seed": 3 });
    let chosen =
        choose_l2(&plan(config.clone(), &noise), &noise.view(), machine.clone(), &GO).expect("a finite run");
    assert!(chosen >= 0.1, "{chosen}");
    assert_eq!(
        choose_l2(&plan(config.clone(), &noise), &noise.view(), machine.clone(), &GO).expect("a finite run"),
        chosen
    );
    let clean = Rows::<f64>::drawn(500, 3, 1);
    let chosen =
        choose_l2(&plan(config.clone(), &clean), &clean.view(), machine.clone(), &GO).expect("a finite run");
    assert!(GRID.contains(&chosen) && chosen <= 1e-3, "{chosen}");
    let few = Rows::<f64>::drawn(9, 3, 1);
    assert_eq!(choose_l2(&plan(config, &few), &few.view(), machine.clone(), &GO).expect("a finite run"), 0.0);
}
