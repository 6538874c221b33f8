//! `numerics: fast` may round otherwise than `strict`, but not otherwise from one number of threads to the next.

mod support;

use minibatch_core::config::Numerics;
use minibatch_core::kernel::{Level, Machine};
use serde_json::json;
use support::{Rows, relative, train, trainer_on};

#[test]
fn fast_is_near_strict_and_the_same_on_any_number_of_threads() {
    let rows = Rows::<f32>::drawn(3000, 40, 6);
    let level = Level::available().last().expect("a level");
    for hidden in [json!([]), json!([{ "units": 96, "activation": "tanh" }, { "units": 33 }])] {
        let config = json!({ "hidden": hidden, "batchSize": 1024, "epochs": 3, "learningRate": 0.01 });
        let run = |numerics, threads| {
            let mut run = trainer_on(config.clone(), &rows, Machine::new(level, numerics, threads));
            train(&mut run, &rows).expect("a finite run");
            run.parameters()
        };
        let (strict, fast) = (run(Numerics::Strict, 1), run(Numerics::Fast, 1));
        let apart =
            strict.iter().zip(&fast).map(|(a, b)| relative((*a).into(), (*b).into())).fold(0.0, f64::max);
        assert!(apart < 0.05, "{apart}");
        for threads in [2, 3] {
            assert_eq!(run(Numerics::Fast, threads), fast, "{threads} threads");
            assert_eq!(run(Numerics::Strict, threads), strict, "{threads} threads");
        }
    }
}
