//! The configs of the tests: fixtures/pairwise.json, in which every two settings of two options meet.

use std::sync::LazyLock;

use serde_json::Value;

/// A config with the rows it is tested on.
pub struct Case {
    /// The config.
    pub config: Value,
    /// Whether the rows are float64.
    pub wide: bool,
    /// Whether the rows have weights.
    pub weighted: bool,
}

/// Every one.
pub static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| {
    let text = include_str!("../../../../fixtures/pairwise.json");
    let cases: Vec<Value> = serde_json::from_str(text).expect("the fixture is JSON");
    cases
        .into_iter()
        .map(|mut case| Case {
            config: case["config"].take(),
            wide: case["dtype"] == "float64",
            weighted: case["weighted"] == true,
        })
        .collect()
});
