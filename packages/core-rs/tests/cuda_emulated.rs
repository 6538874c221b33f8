//! The kernels of a GPU, by their own source, on the host: the bits of the CPU, whatever the order of the threads and the
//! number of blocks, and none without every one of the barriers.

mod support;

use std::mem::offset_of;

use minibatch_core::cuda::abi::{Layer, Outcome, Pass, Run, Status};
use minibatch_core::error::{Code, Error, Result};
use minibatch_core::kernel::{Level, Machine};
use minibatch_core::scalar::Scalar;
use minibatch_core::trainer::Trainer;
use serde_json::{Value, json};
use support::emulator::{self, Emulator};
use support::pairwise::{Case, by_dtype, hash, pinned, rows};
use support::{GO, Rows, train, trainer_on};

fn machine() -> Machine {
    Machine::single(Level::available().last().expect("a level"))
}

/// The run of these rows, to its planned end.
fn trained<T: Scalar>(config: &Value, rows: &Rows<T>, device: Option<Emulator>) -> Result<Trainer<T>> {
    let mut run = trainer_on(config.clone(), rows, machine());
    if let Some(device) = device {
        run.set_device(Box::new(device))?;
    }
    train(&mut run, rows)?;
    run.fetch()?;
    Ok(run)
}

fn hash_of(case: &Case, device: &dyn Fn() -> Emulator) -> String {
    fn of<T: Scalar>(case: &Case, device: Emulator) -> String {
        let run = trained(&case.config, &rows::<T>(case), Some(device));
        run.map_or_else(Error::into_message, |run| hash(&run))
    }
    by_dtype(case, |case| of::<f32>(case, device()), |case| of::<f64>(case, device()))
}

/// Works on every case, half of them on another thread.
fn each_case(work: impl Fn(usize, &Case) + Sync) {
    let table = pinned();
    std::thread::scope(|scope| {
        for half in 0..2 {
            let (table, work) = (&table, &work);
            scope.spawn(move || {
                table.iter().enumerate().skip(half).step_by(2).for_each(|(i, case)| work(i, case));
            });
        }
    });
}

#[test]
fn every_case_of_the_pairwise_table_has_the_hash_of_the_cpu() {
    each_case(|i, case| {
        // Few blocks take large tiles, more of them smaller ones.
        let found = hash_of(case, &|| Emulator::new([1, 2, 3, 7][i % 4], i as u64));
        assert_eq!(found, case.hash, "case {i}: {case:?}");
    });
}

/// Small runs that go through every phase: dense with everything that is asked of an update, dense whose tiles update,
/// weighted linear, cross-entropy, one unit, several outputs.
fn small_runs() -> Vec<(Value, Rows<f32>)> {
    let sgd = json!({ "name": "sgd", "learningRate": 0.05 });
    let dense = |units: Value| {
        let layer = |units: &Value| json!({ "units": units, "activation": "tanh" });
        units.as_array().expect("units").iter().map(layer).collect::<Vec<_>>()
    };
    let mut classes = Rows::<f32>::drawn(70, 7, 3);
    classes.y = (0..70).map(|row| (row * 5 % 40) as f32).collect();
    classes.classes = Some(40);
    let mut outputs = Rows::<f32>::drawn(48, 4, 8);
    outputs.y = (0..48 * 5).map(|i| (i * 13 % 29) as f32 / 29.0).collect();
    outputs.k = 5;
    let mut weighted = Rows::<f32>::drawn(600, 5, 4);
    weighted.weight = Some((0..600).map(|row| (row % 3) as f32).collect());
    vec![
        (
            json!({ "hidden": dense(json!([20, 18])), "optimizer": sgd, "batchSize": 32, "epochs": 2, "clipNorm": 0.1,
                "l2": 0.01, "accumulateBatches": 1 }),
            Rows::drawn(64, 6, 1),
        ),
        (
            json!({ "hidden": dense(json!([17])), "optimizer": "adam", "batchSize": 24, "epochs": 2 }),
            Rows::drawn(72, 9, 2),
        ),
        (
            json!({ "hidden": dense(json!([3])), "optimizer": sgd, "batchSize": 20, "epochs": 2, "loss": "crossEntropy" }),
            classes,
        ),
        (json!({ "optimizer": sgd, "batchSize": 600, "epochs": 4, "clipNorm": 0.2, "l1": 0.001 }), weighted),
        (
            json!({ "hidden": dense(json!([1, 4])), "optimizer": sgd, "batchSize": 16, "epochs": 2, "accumulateBatches": 2 }),
            Rows::drawn(64, 3, 5),
        ),
        (json!({ "hidden": dense(json!([6])), "optimizer": sgd, "batchSize": 16, "epochs": 2 }), outputs),
    ]
}

#[test]
fn a_hundred_orders_of_the_threads_give_one_hash() {
    for (config, rows) in small_runs() {
        let expected = hash(&trained(&config, &rows, None).expect("a finite run"));
        for seed in 0..100 {
            let device = Emulator::new([1, 3][seed as usize % 2], 1000 + seed);
            let run = trained(&config, &rows, Some(device)).expect("a finite run");
            assert_eq!(hash(&run), expected, "seed {seed}: {config}");
        }
    }
}

/// A run, or why it ended, as something to compare: the parameters and all that the epochs say.
fn account<T: Scalar>(run: &Result<Trainer<T>>) -> String {
    match run {
        Ok(run) => format!("{} {:?}", hash(run), run.records()),
        Err(error) => error.message.clone(),
    }
}

#[test]
fn no_barrier_can_be_left_out() {
    let mut runs = small_runs();
    let with_batch = |rows: usize| json!({ "optimizer": { "name": "sgd", "learningRate": 0.01 }, "batchSize": rows, "epochs": 2 });
    runs.push((with_batch(17_000), Rows::drawn(17_000, 2, 6)));
    runs.push((with_batch(150), Rows::drawn(150, 400, 7)));
    let expected: Vec<String> =
        runs.iter().map(|(config, rows)| account(&trained(config, rows, None))).collect();
    // Meets them all.
    for ((config, rows), expected) in runs.iter().zip(&expected) {
        assert_eq!(&account(&trained(config, rows, Some(Emulator::new(2, 7)))), expected, "{config}");
    }
    let sites = emulator::sites();
    assert!(sites.len() >= 15, "{sites:?}");
    let unnoticed: Vec<&String> = sites
        .iter()
        .enumerate()
        .filter(|(site, _)| {
            let differs = |seed: u64| {
                runs.iter().zip(&expected).any(|((config, rows), expected)| {
                    let device = Emulator::new(2, seed).skipping(*site);
                    &account(&trained(config, rows, Some(device))) != expected
                })
            };
            !(0..20).any(differs)
        })
        .map(|(_, name)| name)
        .collect();
    assert!(unnoticed.is_empty(), "left out without a trace: {unnoticed:?}");
}

/// Shapes that the pairwise table does not have, with records of epochs: losses, norms of gradients, noise scales.
#[test]
fn wide_deep_and_long_runs_have_the_records_of_the_cpu() {
    let mut classes = Rows::<f32>::drawn(300, 30, 1);
    classes.y = (0..300).map(|row| (row * 7 % 40) as f32).collect();
    classes.classes = Some(40);
    let mut outputs = Rows::<f32>::drawn(400, 11, 2);
    outputs.y = (0..2000).map(|i| (i * 13 % 29) as f32 / 29.0).collect();
    outputs.k = 5;
    let layer = |units: u32, activation: &str| json!({ "units": units, "activation": activation });
    let sgd = |rate: f64| json!({ "name": "sgd", "learningRate": rate });
    let runs: Vec<(Value, Rows<f32>)> = vec![
        (
            json!({ "loss": "crossEntropy", "batchSize": 128, "epochs": 2, "hidden": [layer(70, "gelu")] }),
            classes,
        ),
        (
            json!({ "batchSize": 64, "epochs": 3, "hidden": [layer(150, "relu"), layer(67, "silu")] }),
            outputs.clone(),
        ),
        (json!({ "batchSize": 100, "epochs": 2, "l2": 0.1 }), outputs),
        (json!({ "batchSize": 50, "epochs": 2, "hidden": [layer(9, "elu")] }), Rows::drawn(120, 1, 3)),
        (json!({ "batchSize": 60, "epochs": 2, "hidden": [layer(40, "tanh")] }), Rows::drawn(140, 400, 8)),
        (json!({ "batchSize": 90, "epochs": 2, "optimizer": sgd(0.001) }), Rows::drawn(200, 1000, 4)),
        (
            json!({ "batchSize": 20_000, "epochs": 3, "optimizer": sgd(0.1), "shuffle": "none" }),
            Rows::drawn(20_000, 3, 5),
        ),
        (json!({ "batchSize": "full", "epochs": 2, "hidden": [layer(4, "tanh")] }), Rows::drawn(9_000, 2, 6)),
        (
            json!({ "batchSize": 1500, "epochs": 2, "hidden": [layer(64, "relu"), layer(64, "relu")] }),
            Rows::drawn(1500, 64, 7),
        ),
    ];
    for (i, (config, rows)) in runs.iter().enumerate() {
        let expected = account(&trained(config, rows, None));
        for blocks in [1, 3, 9] {
            let device = Emulator::new(blocks, i as u64);
            assert_eq!(account(&trained(config, rows, Some(device))), expected, "{blocks} blocks: {config}");
        }
    }
}

#[test]
fn a_run_goes_on_from_cpu_to_device_and_back() {
    fn of<T: Scalar>(case: &Case, (stop, from_device): (u64, bool)) -> String {
        let rows = rows::<T>(case);
        let mut first = trainer_on(case.config.clone(), &rows, machine());
        let mut second = trainer_on(case.config.clone(), &rows, machine());
        let on = if from_device { &mut first } else { &mut second };
        on.set_device(Box::new(Emulator::new(2, stop))).expect("a device");
        let mut taken = 0;
        while taken < stop && !first.finished() {
            taken += first.advance(&rows.view(), stop - taken, &GO).expect("a finite run");
        }
        first.fetch().expect("its own device");
        second.restore(first.snapshot()).expect("its own snapshot");
        train(&mut second, &rows).expect("a finite run");
        second.fetch().expect("its own device");
        hash(&second)
    }
    each_case(|i, case| {
        if i % 4 != 0 {
            return;
        }
        let way = (1 + (i as u64 * 37) % 29, i % 8 == 0);
        let found = by_dtype(case, |case| of::<f32>(case, way), |case| of::<f64>(case, way));
        assert_eq!(found, case.hash, "{way:?}: {case:?}");
    });
}

/// An update of more batches than a launch has room for otherwise.
#[test]
fn an_update_of_many_batches_is_one_launch() {
    let config = json!({ "batchSize": 1, "accumulateBatches": 1500, "epochs": 2, "optimizer": "adam" });
    let rows = Rows::<f32>::drawn(1_600, 2, 3);
    let expected = account(&trained(&config, &rows, None));
    assert_eq!(account(&trained(&config, &rows, Some(Emulator::new(1, 1)))), expected);
}

#[test]
fn a_run_moves_between_devices_while_it_goes_on() {
    let (config, rows) = &small_runs()[0];
    let expected = account(&trained(config, rows, None));
    let mut run = trainer_on(config.clone(), rows, machine());
    for steps in [1, 1, 1] {
        run.set_device(Box::new(Emulator::new(2, steps))).expect("a device");
        run.advance(&rows.view(), steps, &GO).expect("a finite run");
        run.leave_device().expect("its own device");
        if !run.finished() {
            run.advance(&rows.view(), 1, &GO).expect("a finite run");
        }
    }
    train(&mut run, rows).expect("a finite run");
    assert_eq!(account(&Ok(run)), expected);
}

#[test]
fn a_run_that_diverges_ends_in_the_same_step() {
    let error = |config: &Value, device: Option<Emulator>| -> Error {
        trained::<f32>(config, &Rows::drawn(300, 4, 9), device)
            .expect_err("no rate as high as this converges")
    };
    for config in [
        json!({ "batchSize": 32, "epochs": 50, "optimizer": { "name": "sgd", "learningRate": 1e4 } }),
        json!({ "batchSize": 32, "epochs": 50, "optimizer": { "name": "sgd", "learningRate": 1e6 },
            "hidden": [{ "units": 8, "activation": "relu" }] }),
    ] {
        let (expected, found) = (error(&config, None), error(&config, Some(Emulator::new(2, 1))));
        assert_eq!(expected.code, Code::Diverged);
        assert_eq!((&found.message, &found.details), (&expected.message, &expected.details));
    }
}

#[test]
fn what_crosses_lies_where_cpp_has_it() {
    let rust = [
        size_of::<Layer>(),
        offset_of!(Layer, dropout_scale),
        offset_of!(Layer, deltas),
        size_of::<Run>(),
        offset_of!(Run, parameters),
        offset_of!(Run, buffers),
        offset_of!(Run, columns),
        offset_of!(Run, layers),
        offset_of!(Run, seed),
        offset_of!(Run, l2),
        offset_of!(Run, d),
        offset_of!(Run, column_count),
        size_of::<Pass>(),
        offset_of!(Pass, rows),
        offset_of!(Pass, factors),
        offset_of!(Pass, fresh),
        size_of::<Outcome>(),
        offset_of!(Outcome, square),
        size_of::<Status>(),
        offset_of!(Status, generation),
    ];
    assert_eq!(emulator::layout(rust.len()), rust.map(|offset| offset as u64));
}
