//! The kernels of a GPU, by their own source, on the host: the hashes of the CPU, whatever the order of the threads.

mod support;

use minibatch_core::error::Result;
use minibatch_core::kernel::{Level, Machine};
use minibatch_core::scalar::Scalar;
use support::emulator::Emulator;
use support::pairwise::{Case, by_dtype, hash, pinned, rows};
use support::{train, trainer_on};

fn machine() -> Machine {
    Machine::single(Level::available().last().expect("a level"))
}

fn on_device<T: Scalar>(case: &Case, device: Emulator) -> Result<String> {
    let rows = rows::<T>(case);
    let mut run = trainer_on(case.config.clone(), &rows, machine());
    run.set_device(Box::new(device))?;
    train(&mut run, &rows)?;
    run.fetch()?;
    Ok(hash(&run))
}

fn hash_of(case: &Case, device: impl Fn() -> Emulator) -> String {
    by_dtype(
        case,
        |case| on_device::<f32>(case, device()).unwrap_or_else(|error| error.message),
        |case| on_device::<f64>(case, device()).unwrap_or_else(|error| error.message),
    )
}

#[test]
fn every_case_of_the_pairwise_table_has_the_hash_of_the_cpu() {
    let mut wrong = Vec::new();
    for (i, case) in pinned().iter().enumerate() {
        let started = std::time::Instant::now();
        let found = hash_of(case, || Emulator::new(1 + i as u32 % 3, i as u64));
        if found != case.hash {
            wrong.push(format!("{i}: {found} instead of {}: {case:?}", case.hash));
        }
        eprintln!("{i} {} {:.2}", found == case.hash, started.elapsed().as_secs_f64());
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}
