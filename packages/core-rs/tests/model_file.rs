//! The model file: what is written is read, what was altered is refused, and older files stay readable.

use std::sync::Arc;

use minibatch_core::config::{Activation, Loss};
use minibatch_core::error::Code;
use minibatch_core::model::architecture::Architecture;
use minibatch_core::model_file::{from_bytes, to_bytes};
use minibatch_core::predictor::{Predictor, Training, Values};
use minibatch_core::table::{EncodeOptions, Encoder, ReadOptions, Table, TableReader};
use minibatch_core::whole::Float64;
use safetensors::SafeTensors;

fn training() -> Training {
    let options = serde_json::json!({ "seed": "42", "learningRate": 0.1 });
    Training { rows: 7, epochs: 3, steps: "21".to_owned(), loss: Some(0.1 + 0.2), options }
}

/// A model of these layers whose parameters are all different.
fn model(d: usize, layers: &[(usize, Activation, f64)]) -> Predictor {
    let architecture = Architecture::new(d, layers.iter().copied());
    let values = (0..architecture.parameters()).map(|i| 1.0 / (i as f64 - 2.5)).collect();
    Predictor {
        architecture,
        parameters: Values::F64(Float64::here().expect("the whole build"), values),
        loss: Loss::Mse,
        own_classes: Vec::new(),
        encoder: None,
        training: training(),
    }
}

fn linear(k: usize) -> Predictor {
    model(3, &[(k, Activation::Identity, 0.0)])
}

fn deep(k: usize) -> Predictor {
    model(3, &[(5, Activation::Relu, 0.25), (4, Activation::GeluTanh, 0.0), (k, Activation::Identity, 0.0)])
}

fn in_float32(mut model: Predictor) -> Predictor {
    let values = model.parameters.to_f64();
    model.parameters = Values::F32(values.into_iter().map(|value| value as f32).collect());
    model
}

fn named(mut model: Predictor, loss: Loss, names: &[&str]) -> Predictor {
    (model.loss, model.own_classes) = (loss, names.iter().map(|name| (*name).to_owned()).collect());
    model
}

fn table(text: &str) -> Table {
    let mut reader = TableReader::new(ReadOptions { name: "t.csv".into(), ..ReadOptions::default() });
    reader.push_bytes(text.as_bytes()).unwrap();
    reader.finish().unwrap()
}

fn of_table() -> Predictor {
    let rows = table("a,b,c,y\n1,2,3,no\n2,2,1,yes\n3,1,1,no\n");
    let options = EncodeOptions { target: Some("y".into()), ..EncodeOptions::default() };
    let encoder = Encoder::fit(&rows, &options).unwrap();
    Predictor { loss: Loss::BinaryCrossEntropy, encoder: Some(Arc::new(encoder)), ..linear(1) }
}

fn every_model() -> Vec<Predictor> {
    let smoothed = Loss::CrossEntropy { label_smoothing: 0.1 };
    vec![
        linear(1),
        linear(4),
        deep(1),
        deep(2),
        in_float32(linear(4)),
        in_float32(deep(3)),
        named(deep(3), smoothed, &["a", "b", "ä \"c\""]),
        named(linear(1), Loss::SquaredHinge, &["no", "yes"]),
        of_table(),
    ]
}

fn code_of(bytes: &[u8]) -> Option<Code> {
    from_bytes(bytes).err().map(|error| error.code)
}

#[test]
fn written_and_read_again_a_model_is_the_same() {
    for model in every_model() {
        let bytes = to_bytes(&model).unwrap();
        let again = from_bytes(&bytes).unwrap();
        assert_eq!(again.architecture, model.architecture);
        assert_eq!(again.parameters, model.parameters);
        assert_eq!((&again.loss, &again.own_classes), (&model.loss, &model.own_classes));
        assert_eq!((&again.encoder, &again.training), (&model.encoder, &model.training));
        assert_eq!(again.describe(), model.describe());
        assert_eq!(to_bytes(&again).unwrap(), bytes);
    }
}

#[test]
fn weights_lie_as_pytorchs_do() {
    let model = deep(2);
    let bytes = to_bytes(&model).unwrap();
    let file = SafeTensors::deserialize(&bytes).unwrap();
    let mut names: Vec<&str> = file.names().into_iter().collect();
    names.sort_unstable();
    let expected = ["layers.0", "layers.1", "layers.2"]
        .map(|layer| [format!("{layer}.bias"), format!("{layer}.weight")]);
    assert_eq!(names, expected.as_flattened());
    let tensor = file.tensor("layers.1.weight").unwrap();
    assert_eq!(tensor.shape(), [4, 5]);
    let on_disk: Vec<f64> = tensor.data().as_chunks().0.iter().map(|b| f64::from_le_bytes(*b)).collect();
    let values = model.parameters.to_f64();
    let weights = &values[model.architecture.layers()[1].weights()];
    for (unit, row) in on_disk.chunks(5).enumerate() {
        for (input, weight) in row.iter().enumerate() {
            assert_eq!(*weight, weights[input * 4 + unit], "unit {unit}, input {input}");
        }
    }
}

#[test]
fn any_flipped_bit_is_refused() {
    for model in [linear(1), in_float32(deep(2)), of_table()] {
        let bytes = to_bytes(&model).unwrap();
        let mut altered = bytes.clone();
        for at in 0..bytes.len() {
            for bit in 0..8 {
                altered[at] ^= 1 << bit;
                assert_eq!(code_of(&altered), Some(Code::ModelFileInvalid), "byte {at}, bit {bit}");
                altered[at] = bytes[at];
            }
        }
    }
}

#[test]
fn a_truncated_or_longer_file_is_refused() {
    let bytes =
        to_bytes(&named(deep(3), Loss::CrossEntropy { label_smoothing: 0.0 }, &["a", "b", "c"])).unwrap();
    for end in 0..bytes.len() {
        assert_eq!(code_of(&bytes[..end]), Some(Code::ModelFileInvalid), "{end} bytes");
    }
    let longer = [&bytes[..], &[0]].concat();
    assert_eq!(code_of(&longer), Some(Code::ModelFileInvalid));
    assert_eq!(code_of(b"not a model at all"), Some(Code::ModelFileInvalid));
}

#[test]
fn a_sealed_file_whose_parts_disagree_is_refused() {
    let cross_entropy = Loss::CrossEntropy { label_smoothing: 0.0 };
    let mut wrong_classes = of_table();
    wrong_classes.loss = Loss::Mse;
    let mut wrong_features = of_table();
    wrong_features.architecture = Architecture::new(2, [(1, Activation::Identity, 0.0)]);
    wrong_features.parameters = Values::F64(Float64::here().expect("the whole build"), vec![1.0; 3]);
    for model in [
        named(linear(3), cross_entropy.clone(), &["a", "b"]),
        named(linear(2), Loss::Hinge, &["a", "b"]),
        Predictor { loss: cross_entropy, ..linear(3) },
        model(3, &[(2, Activation::Relu, 0.0)]),
        model(3, &[(2, Activation::Relu, 1.5), (1, Activation::Identity, 0.0)]),
        wrong_classes,
        wrong_features,
    ] {
        assert_eq!(code_of(&to_bytes(&model).unwrap()), Some(Code::ModelFileInvalid), "{:?}", model.loss);
    }
}

#[test]
fn files_of_the_first_build_are_read() {
    let arrays = from_bytes(include_bytes!("../../../fixtures/models/arrays-float64.safetensors")).unwrap();
    assert_eq!(arrays.weights_hash(), "87cea52d65b70e38");
    let expected = [0.8775507843971152, -0.41987272414869964, 0.1486703754163118];
    assert_eq!(arrays.parameters, Values::F64(Float64::here().expect("the whole build"), expected.to_vec()));
    assert_eq!(arrays.predict(&[1.0, 2.0], 2).unwrap(), [expected[0] + 2.0 * expected[1] + expected[2]]);
    let of_table = from_bytes(include_bytes!("../../../fixtures/models/table-float32.safetensors")).unwrap();
    let description = of_table.describe();
    assert_eq!(description["weightsHash"], "68361926db3510aa");
    assert_eq!(description["intercept"], 2.051165204746152);
    assert_eq!(description["coefficients"][0], 0.022367593441799304);
    assert_eq!(of_table.predict_table(&table("bmi,city\n20,Rome\n")).unwrap().len(), 1);
}
