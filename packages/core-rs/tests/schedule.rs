//! Schedules the recordings of PyTorch do not have: restarts, scikit-learn's inverse scaling, and the plateau.

use minibatch_core::config::{Per, Schedule};
use minibatch_core::schedule::{Plateau, changes_every_step, rate};
use serde_json::{Value, json};

fn schedule(options: Value) -> Schedule {
    serde_json::from_value(options).expect("a schedule")
}

fn rates(options: Value, count: u64) -> Vec<f64> {
    let schedule = schedule(options);
    (0..count).map(|t| rate(&schedule, 0.1, t, t)).collect()
}

/// The lengths 2, 4, 8 … of `CosineAnnealingWarmRestarts(T_0=2, T_mult=2)`; at a restart the rate is whole again.
#[test]
fn cosines_start_anew_ever_longer() {
    let found = rates(json!({ "name": "cosineRestarts", "t0": 2, "tMult": 2, "etaMin": 0.02 }), 15);
    for start in [0, 2, 6, 14] {
        assert!((found[start] - 0.1).abs() < 1e-15, "{start}: {}", found[start]);
    }
    let half = |start: usize, length: usize| found[start + length / 2];
    for (start, length) in [(0, 2), (2, 4), (6, 8)] {
        assert!((half(start, length) - 0.06).abs() < 1e-15, "{start}");
    }
    assert_eq!(rates(json!({ "name": "cosineRestarts", "t0": 3 }), 7)[6], 0.1);
}

#[test]
fn inverse_scaling_is_scikit_learns() {
    let found = rates(json!({ "name": "inverseScaling", "power": 0.25 }), 20);
    assert!((found[0] - 0.1).abs() < 1e-16);
    assert!((found[15] - 0.05).abs() < 1e-15, "16 to the power of a quarter is 2");
}

#[test]
fn a_rate_is_counted_in_steps_or_epochs() {
    for (per, expected) in [("step", 0.1 * 0.5 * 0.5), ("epoch", 0.1 * 0.5)] {
        let schedule = schedule(json!({ "name": "exponential", "gamma": 0.5, "per": per }));
        assert!((rate(&schedule, 0.1, 2, 1) - expected).abs() < 1e-16, "{per}");
        assert_eq!(changes_every_step(&schedule), per == "step");
        assert!(
            matches!(schedule, Schedule::Exponential { per: found, .. } if (found == Per::Step) == (per == "step"))
        );
    }
}

/// `ReduceLROnPlateau(factor=0.5, patience=1, threshold=0.1, cooldown=1, min_lr=0.03)` over these losses, by hand.
#[test]
fn a_plateau_waits_decays_and_cools_down() {
    let mut plateau = Plateau::new(&schedule(json!({
        "name": "plateau", "factor": 0.5, "patience": 1, "threshold": 0.1, "cooldown": 1, "minLearningRate": 0.03,
    })))
    .expect("a plateau");
    let mut found = Vec::new();
    for loss in [1.0, 0.95, 0.94, 0.93, 0.92, 0.5, 0.49, 0.48, 0.47] {
        plateau.see(loss);
        found.push(plateau.rate(0.1));
    }
    // 0.95 and 0.94 are no improvement by a tenth; 0.93 falls into the cooling; 0.5 is one.
    assert_eq!(found, [0.1, 0.1, 0.05, 0.05, 0.05, 0.05, 0.05, 0.03, 0.03]);
    let again: Plateau = serde_json::from_value(json!(plateau)).expect("its own state");
    assert_eq!(again, plateau);
    assert_eq!(Plateau::new(&Schedule::Constant), None);
}
