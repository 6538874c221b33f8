//! Metrics against scikit-learn 1.9: r2_score, root_mean_squared_error, mean_absolute_error, mean_poisson_deviance,
//! accuracy_score, log_loss, f1_score(average="macro"), roc_auc_score(multi_class="ovr", average="macro").

use minibatch_core::metrics::{
    ClassificationMetrics, Classified, RegressionMetrics, classification, poisson_deviance, regression,
};

fn close(got: Option<f64>, expected: f64) {
    let got = got.unwrap_or(f64::NAN);
    assert!((got - expected).abs() <= 4e-16 * expected.abs().max(1.0), "got {got}, expected {expected}");
}

fn of(predicted: &[f64], target: &[f64], k: usize, weight: Option<&[f64]>) -> RegressionMetrics {
    regression(predicted, target, k, weight)
}

#[test]
fn numbers_equal_scikit_learns_documented_examples() {
    let got = of(&[2.5, 0.0, 2.0, 8.0], &[3.0, -0.5, 2.0, 7.0], 1, None);
    close(got.r2, 0.948_608_137_044_967_9);
    assert_eq!(got.mae, 0.5);
    close(Some(got.rmse), 0.375_f64.sqrt());
}

#[test]
fn several_outputs_are_averaged_uniformly() {
    let (target, predicted) = ([0.5, 1.0, -1.0, 1.0, 7.0, -6.0], [0.0, 2.0, -1.0, 2.0, 8.0, -5.0]);
    let got = of(&predicted, &target, 2, None);
    close(got.r2, 0.936_800_526_662_277_9);
    close(Some(got.rmse), 0.822_748_612_183_951_3);
    close(Some(got.mae), 0.75);
    let got = of(&predicted, &target, 2, Some(&[1.0, 2.0, 0.5]));
    close(got.r2, 0.902_022_315_202_231_5);
    close(Some(got.rmse), 0.731_455_024_943_137_9);
    close(Some(got.mae), 0.642_857_142_857_142_9);
}

#[test]
fn a_weight_counts_as_that_many_rows() {
    let weighted = of(&[1.0, 2.0], &[1.5, 4.0], 1, Some(&[1.0, 3.0]));
    let repeated = of(&[1.0, 2.0, 2.0, 2.0], &[1.5, 4.0, 4.0, 4.0], 1, None);
    assert_eq!(weighted, repeated);
}

#[test]
fn undefined_metrics_of_numbers_are_null() {
    assert_eq!(of(&[1.0, 2.0], &[3.0, 3.0], 1, None).r2, None);
    // One constant output of two leaves no mean of both.
    assert_eq!(of(&[1.0, 2.0, 3.0, 4.0], &[3.0, 1.0, 3.0, 2.0], 2, None).r2, None);
}

#[test]
fn poisson_deviance_equals_scikit_learns() {
    let of = |predicted: &[f64], target: &[f64], weight: Option<&[f64]>| {
        poisson_deviance(predicted, target, weight)
    };
    let (target, predicted) = ([2.0, 0.0, 1.0, 4.0], [0.5, 0.5, 2.0, 2.0]);
    close(of(&predicted, &target, None), 1.426_015_131_959_808_4);
    close(of(&predicted, &target, Some(&[1.0, 2.0, 3.0, 0.5])), 1.101_366_628_209_18);
    assert_eq!(of(&[0.0], &[1.0], None), None, "a prediction of 0 can be exceeded without bound");
    assert_eq!(of(&[1.0], &[-1.0], None), None);
}

const TARGET: [usize; 8] = [0, 2, 1, 2, 0, 1, 2, 0];
#[rustfmt::skip]
const PROBABILITY: [f64; 24] = [
    0.7, 0.2, 0.1,   0.1, 0.3, 0.6,   0.3, 0.4, 0.3,   0.2, 0.5, 0.3,
    0.7, 0.2, 0.1,   0.5, 0.25, 0.25, 0.05, 0.05, 0.9, 0.3, 0.3, 0.4,
];

fn three_classes(weight: Option<&[f64]>) -> ClassificationMetrics {
    classification(&Classified {
        truth: &TARGET,
        predicted: &[0, 2, 1, 1, 0, 0, 2, 2],
        classes: 3,
        scores: &PROBABILITY,
        probabilities: true,
        weight,
    })
}

#[test]
fn three_classes_equal_scikit_learns() {
    let got = three_classes(None);
    close(Some(got.accuracy), 0.625);
    close(got.log_loss, 0.755_008_341_118_399_9);
    close(Some(got.f1), 0.611_111_111_111_111);
    close(got.auc, 0.822_222_222_222_222_1);
    let got = three_classes(Some(&[1.0, 2.0, 0.5, 1.0, 3.0, 1.0, 0.25, 2.0]));
    close(Some(got.accuracy), 0.627_906_976_744_186);
    close(got.log_loss, 0.737_772_027_184_757_7);
    close(Some(got.f1), 0.553_535_353_535_353_5);
    close(got.auc, 0.807_858_871_016_765_8);
}

#[test]
fn two_classes_equal_scikit_learns_with_ties() {
    // 1 / (1 + exp(−score)), by NumPy.
    let second = [
        0.268_941_421_369_995_1,
        0.622_459_331_201_854_6,
        0.622_459_331_201_854_6,
        0.880_797_077_977_882_3,
        0.268_941_421_369_995_1,
        0.047_425_873_177_566_78,
        0.5,
    ];
    let probability: Vec<f64> = second.iter().flat_map(|p| [1.0 - p, *p]).collect();
    let of = |weight| {
        classification(&Classified {
            truth: &[0, 0, 1, 1, 1, 0, 1],
            predicted: &[0, 1, 1, 1, 0, 0, 0],
            classes: 2,
            scores: &probability,
            probabilities: true,
            weight,
        })
    };
    let got = of(None);
    close(Some(got.accuracy), 0.571_428_571_428_571_4);
    close(got.log_loss, 0.563_334_269_510_474_2);
    close(Some(got.f1), 0.571_428_571_428_571_4);
    close(got.auc, 0.75);
    let got = of(Some(&[1.0, 2.0, 3.0, 0.5, 0.25, 1.0, 4.0]));
    close(Some(got.accuracy), 0.468_085_106_382_978_73);
    close(got.log_loss, 0.586_944_860_394_325_1);
    close(Some(got.f1), 0.459_272_894_615_738_6);
    close(got.auc, 0.625);
}

#[test]
fn f1_is_over_the_classes_met_or_predicted() {
    let got = classification(&Classified {
        truth: &[0, 1, 1, 0],
        predicted: &[0, 1, 1, 1],
        classes: 5,
        scores: &[0.0; 20],
        probabilities: false,
        weight: None,
    });
    close(Some(got.f1), 0.733_333_333_333_333_4);
    assert_eq!((got.log_loss, got.auc), (None, None));
}

#[test]
fn a_certain_mistake_costs_a_finite_log_loss() {
    let got = classification(&Classified {
        truth: &[0, 1],
        predicted: &[0, 0],
        classes: 2,
        scores: &[1.0, 0.0, 1.0, 0.0],
        probabilities: true,
        weight: None,
    });
    close(got.log_loss, 18.021_826_694_558_577);
    close(got.auc, 0.5);
}
