//! The kernels on a GPU: the CPU's hashes. Run by bench/cuda.py, on any machine that has one.

mod support;

use minibatch_core::cuda;
use minibatch_core::error::{Error, Result};
use minibatch_core::kernel::{Level, Machine};
use minibatch_core::scalar::Scalar;
use minibatch_core::trainer::Trainer;
use serde_json::{Value, json};
use support::pairwise::{by_dtype, hash, pinned, rows};
use support::{GO, Rows, train, trainer_on};

fn machine() -> Machine {
    Machine::single(Level::available().last().expect("a level"))
}

fn trained<T: Scalar>(config: &Value, rows: &Rows<T>, on_device: bool) -> Result<Trainer<T>> {
    let mut run = trainer_on(config.clone(), rows, machine());
    if on_device {
        run.set_device(cuda::open()?)?;
    }
    train(&mut run, rows)?;
    run.fetch()?;
    Ok(run)
}

fn account<T: Scalar>(run: &Result<Trainer<T>>) -> String {
    match run {
        Ok(run) => format!("{} {:?}", hash(run), run.records()),
        Err(error) => error.message.clone(),
    }
}

#[test]
#[ignore = "needs an NVIDIA GPU: bench/cuda.py runs it"]
fn every_case_of_the_pairwise_table_has_the_hash_of_the_cpu() {
    let of = |found: Result<String>| found.unwrap_or_else(Error::into_message);
    let wrong: Vec<String> = pinned()
        .iter()
        .enumerate()
        .filter_map(|(i, case)| {
            let found = by_dtype(
                case,
                |case| of(trained(&case.config, &rows::<f32>(case), true).map(|run| hash(&run))),
                |case| of(trained(&case.config, &rows::<f64>(case), true).map(|run| hash(&run))),
            );
            (found != case.hash).then(|| format!("{i}: {found} instead of {}: {case:?}", case.hash))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {} wrong\n{}", wrong.len(), pinned().len(), wrong.join("\n"));
}

#[test]
#[ignore = "needs an NVIDIA GPU: bench/cuda.py runs it"]
fn large_shapes_have_the_records_of_the_cpu() {
    let layer = |units: u32, activation: &str| json!({ "units": units, "activation": activation });
    let sgd = json!({ "name": "sgd", "learningRate": 0.01 });
    let mut digits = Rows::<f32>::drawn(2_000, 784, 1);
    digits.y = (0..2_000).map(|row| (row * 7 % 10) as f32).collect();
    digits.classes = Some(10);
    let runs: Vec<(Value, Rows<f32>)> = vec![
        (
            json!({ "loss": "crossEntropy", "batchSize": 64, "epochs": 2, "hidden": [layer(128, "relu")] }),
            digits.clone(),
        ),
        (
            json!({ "loss": "crossEntropy", "batchSize": 1500, "epochs": 2, "hidden": [layer(300, "gelu"), layer(200, "tanh")] }),
            digits,
        ),
        (json!({ "batchSize": 8192, "epochs": 2, "optimizer": sgd }), Rows::drawn(40_000, 100, 2)),
        (
            json!({ "batchSize": 65_536, "epochs": 2, "optimizer": sgd, "shuffle": "block" }),
            Rows::drawn(150_000, 50, 3),
        ),
        (
            json!({ "batchSize": 64, "epochs": 1, "optimizer": "adam", "clipNorm": 0.5 }),
            Rows::drawn(20_000, 300, 4),
        ),
    ];
    for (config, rows) in runs {
        let expected = account(&trained(&config, &rows, false));
        assert_eq!(account(&trained(&config, &rows, true)), expected, "{config}");
    }
}

#[test]
#[ignore = "needs an NVIDIA GPU: bench/cuda.py runs it"]
fn a_run_goes_on_from_gpu_to_cpu_and_back() {
    for (i, case) in pinned().iter().enumerate().filter(|(_, case)| case.dtype == "float32") {
        let rows = rows::<f32>(case);
        let mut run = trainer_on(case.config.clone(), &rows, machine());
        for turn in 0_u64.. {
            if run.finished() {
                break;
            }
            if (turn + i as u64).is_multiple_of(2) {
                run.set_device(cuda::open().expect("a GPU")).expect("a device");
            } else {
                run.leave_device().expect("its own device");
            }
            run.advance(&rows.view(), 1 + turn * 3, &GO).expect("a finite run");
        }
        run.fetch().expect("its own device");
        assert_eq!(hash(&run), case.hash, "{case:?}");
    }
}

#[test]
#[ignore = "needs an NVIDIA GPU: bench/cuda.py runs it"]
fn a_model_without_room_is_an_error_in_words() {
    let mut device = cuda::open().expect("a GPU");
    let error = device.allocate(1 << 45).expect_err("32 TB");
    assert!(error.message.contains("MB free"), "{error}");
    let place = device.allocate(1 << 20).expect("the device goes on");
    device.free(place);
}
