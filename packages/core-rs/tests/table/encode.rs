//! The matrix: values against the formula written out, levels, missing cells, targets, weights, units.

use crate::support::{assert_says, cells, feature, fit, read, table, target};
use minibatch_core::table::{EncodeOptions, Encoder, Part, SplitOptions, TableReader, Task};
use proptest::prelude::*;
use serde_json::json;

#[test]
fn numbers_are_standardised_and_missing_ones_are_the_mean() {
    let (encoder, encoded) = fit("a,b,y\n1,10,1\n?,20,2\n4,30,3\n7,40,6\n");
    assert_eq!(encoder.names(), ["a", "a (missing)", "b"]);
    let a_scale = 6.0_f64.sqrt();
    let b_scale = 125.0_f64.sqrt();
    let y_scale = 3.5_f64.sqrt();
    #[rustfmt::skip]
    assert_eq!(encoded.x, [
        -3.0 / a_scale, 0.0, -15.0 / b_scale,
        0.0,            1.0, -5.0 / b_scale,
        0.0,            0.0, 5.0 / b_scale,
        3.0 / a_scale,  0.0, 15.0 / b_scale,
    ]);
    assert_eq!(encoded.y, [1.0, 2.0, 3.0, 6.0].map(|y: f64| (y - 3.0) / y_scale));
    assert_eq!((encoded.n, encoded.d, encoded.dropped_rows), (4, 3, 0));
    assert_eq!(encoder.raw_to_target(0.0), 3.0);
    // Missing where training had none: the mean, without a feature for it.
    let rows = encoder.encode::<f64>(&table("b,a\n,1\n"), false).unwrap();
    assert_eq!(rows.x, [-3.0 / a_scale, 0.0, 0.0]);
    assert!(rows.y.is_empty());
}

#[test]
fn float32_is_the_float64_value_rounded_once() {
    let table = table("a,y\n0.1,1\n0.2,2\n0.7,5\n");
    let encoder = Encoder::fit(&table, &target("y")).unwrap();
    let double = encoder.encode::<f64>(&table, true).unwrap();
    let single = encoder.encode::<f32>(&table, true).unwrap();
    assert_eq!(single.x, double.x.iter().map(|x| *x as f32).collect::<Vec<_>>());
    assert_eq!(single.y, double.y.iter().map(|y| *y as f32).collect::<Vec<_>>());
}

#[test]
fn texts_are_one_hot_by_code_point() {
    let (encoder, encoded) = fit("c,y\nb,1\nÄ,2\na,3\n,4\nB,5\nb,6\n");
    assert_eq!(encoder.names(), ["c = B", "c = a", "c = b", "c = Ä", "c = (missing)"]);
    let ones: Vec<usize> =
        encoded.x.chunks(5).map(|row| row.iter().position(|x| *x == 1.0).unwrap()).collect();
    assert_eq!(ones, [2, 3, 1, 4, 0, 2]);
    assert_eq!(encoded.x.iter().sum::<f64>(), 6.0);
    // A level that training did not meet is all zeros.
    let rows = encoder.encode::<f64>(&table("c\nnew\nb\n"), false).unwrap();
    assert_eq!(rows.x, [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0]);
}

#[test]
fn a_number_as_a_level_counts_by_its_value() {
    let options = EncodeOptions { categorical: vec!["c".into()], ..target("y") };
    let encoder = Encoder::fit(&table("c,y\n1,1\n1.0,2\n01,3\n-0,4\n0,5\n"), &options).unwrap();
    assert_eq!(encoder.names(), ["c = 0", "c = 01", "c = 1"]);
    let mut reader = TableReader::new(Default::default());
    reader.set_names(vec!["c".into()]).unwrap();
    reader.push_numbers(0, &[1.0, -0.0, f64::NAN]).unwrap();
    let rows = encoder.encode::<f64>(&reader.finish().unwrap(), false).unwrap();
    assert_eq!(rows.x, [0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
}

#[test]
fn how_a_column_is_stored_makes_no_difference() {
    // Enough distinct numbers that the dictionary is dropped, then identifiers, texts and repeats.
    let numbers: Vec<String> = (0..9000).map(|i| format!("{}.50", i % 6000)).collect();
    let rest = ["007", "x", "", "12345678901234567890", "1.5", "0.50"].map(str::to_owned);
    let text =
        |cells: &[String]| format!("c,y\n{}", cells.iter().map(|c| format!("{c},1\n")).collect::<String>());
    let early = text(&[&rest[..], &numbers[..]].concat());
    let late = text(&[&numbers[..], &rest[..]].concat());
    let options = EncodeOptions { categorical: vec!["c".into()], ..target("y") };
    let names = |text: &str| Encoder::fit(&table(text), &options).unwrap().names();
    assert_eq!(names(&early), names(&late));
    assert_eq!(names(&late).len(), 6000 + 3 + 1);
    for level in ["c = 007", "c = x", "c = 12345678901234567890", "c = 0.5", "c = (missing)"] {
        assert!(names(&late).contains(&level.to_owned()), "{level}");
    }
    // As a column of numbers, the text is refused, the identifier is a number.
    let error = Encoder::fit(&table(&late), &target("y")).unwrap_err();
    assert_says(&error, "DATA_INVALID", &["row 9002 ", "got 'x'"]);
    // Mostly text after all: the numbers are levels.
    let texts: Vec<String> = (0..60_000).map(|i| format!("t{}", i % 3)).collect();
    let mixed = table(&text(&[&numbers[..], &texts[..]].concat()));
    assert_eq!(mixed.describe().columns[0].distinct, Some(6003));
    assert_eq!(mixed.rows(), 69_000);
    assert_eq!(mixed.text(9000, "c").as_deref(), Some("t0"));
}

#[test]
fn a_thousand_levels() {
    let text: String = (0..3000).map(|i| format!("k{:04},{i}\n", i % 1000)).collect();
    let (encoder, encoded) = fit(&format!("k,y\n{text}"));
    assert_eq!((encoded.n, encoded.d), (3000, 1000));
    assert!(
        encoded
            .x
            .chunks(1000)
            .enumerate()
            .all(|(row, x)| x[row % 1000] == 1.0 && x.iter().sum::<f64>() == 1.0)
    );
    assert_eq!(encoder.names()[999], "k = k0999");
}

#[test]
fn columns_that_say_nothing_are_left_out() {
    let rows: String = (0..60).map(|i| format!("id{i},{},5,same,,{i}\n", i % 4)).collect();
    let (encoder, encoded) = fit(&format!("id,a,five,same,void,y\n{rows}"));
    assert_eq!(encoder.names(), ["a"]);
    assert_eq!(encoder.inputs().collect::<Vec<_>>(), ["a"]);
    assert_eq!(encoded.d, 1);
    let done: Vec<String> = encoder.report().into_iter().map(|c| format!("{}: {}", c.name, c.done)).collect();
    assert_eq!(
        done,
        [
            "id: left out: 100 % of the texts are distinct",
            "a: standardised, mean 1.5, scale 1.118",
            "five: left out: every cell is 5",
            "same: left out: every cell is 'same'",
            "void: left out: every cell is missing",
            "y: target: standardised, mean 29.5, scale 17.32",
        ]
    );
    assert_eq!(encoder.warnings().len(), 2);
    assert!(encoder.warnings()[0].contains("'id' is left out: 100 % of the texts are distinct"));
    assert!(encoder.warnings()[0].contains("--categorical id"));
    assert!(encoder.warnings()[1].contains("'void' is left out: every cell is missing"));
    // Named as categorical, distinct text stays; up to 50 rows it stays anyway.
    let table = table(&format!("id,a,five,same,void,y\n{rows}"));
    let named = EncodeOptions { categorical: vec!["id".into()], ..target("y") };
    assert_eq!(Encoder::fit(&table, &named).unwrap().features(), 61);
    let (few, _) = fit("id,y\na,1\nb,2\nc,3\n");
    assert_eq!(few.features(), 3);
}

#[test]
fn decimal_commas_are_pointed_out() {
    let (encoder, _) = fit("a;y\n1,5;1.5\n2;2\n2,5;3\n");
    assert!(encoder.warnings()[0].contains("'a' is taken as text, for its numbers have decimal commas"));
    let prices = table("a;y\n1;1,5\n2;2\n3;2,5\n");
    assert_says(
        &Encoder::fit(&prices, &target("y")).unwrap_err(),
        "DATA_INVALID",
        &["'y'", "decimal commas"],
    );
    let classes = EncodeOptions { task: Task::Classification, ..target("y") };
    assert_eq!(Encoder::fit(&prices, &classes).unwrap().classes(), ["1,5", "2", "2,5"]);
}

#[test]
fn a_constant_that_is_sometimes_missing_keeps_its_indicator() {
    let (encoder, encoded) = fit("a,y\n5,1\n,2\n5,3\n");
    assert_eq!(encoder.names(), ["a", "a (missing)"]);
    assert_eq!(encoded.x, [0.0, 0.0, 0.0, 1.0, 0.0, 0.0]);
}

#[test]
fn dates_are_numbers_of_days() {
    let (encoder, encoded) = fit("d,y\n2024-01-01,1\n2024-01-03T00:00:00Z,2\n,3\n");
    assert_eq!(encoder.names(), ["d", "d (missing)"]);
    assert_eq!(encoded.x, [-1.0, 0.0, 1.0, 0.0, 0.0, 1.0]);
    let units = encoder.own_units(&[2.0, 0.0], 0.0);
    let scale = (2.0_f64 / 3.0).sqrt();
    assert_eq!(units.coefficients[0], scale * 2.0);
}

#[test]
fn rows_without_target_are_dropped_and_teach_nothing() {
    let (encoder, encoded) = fit("a,c,y\n1,u,1\n100,v,\n3,u,3\n5,w,NA\n5,w,2\n");
    assert_eq!((encoded.n, encoded.dropped_rows), (3, 2));
    assert_eq!(encoder.names(), ["a", "c = u", "c = w"]);
    assert_eq!(feature(&encoder, &encoded, "a")[1], 0.0);
    // To predict, no row is dropped.
    let all = encoder.encode::<f64>(&table("a,c\n1,u\n,\n"), false).unwrap();
    assert_eq!((all.n, all.dropped_rows), (2, 0));
}

#[test]
fn task_follows_the_target() {
    let task = |text: &str| fit(text).0.task();
    assert_eq!(task("a,y\n1,2\n2,3\n"), Some(Task::Regression));
    assert_eq!(task("a,y\n1,true\n2,false\n"), Some(Task::Classification));
    let whole: String = (0..30).map(|i| format!("{i},{}\n", i % 3)).collect();
    let (encoder, _) = fit(&format!("a,y\n{whole}"));
    assert!(encoder.warnings()[0].contains("'y' has 3 distinct whole numbers"), "{:?}", encoder.warnings());
    let asked = EncodeOptions { task: Task::Regression, ..target("y") };
    assert!(Encoder::fit(&table(&format!("a,y\n{whole}")), &asked).unwrap().warnings().is_empty());
}

#[test]
fn classes_are_sorted_numbers_by_value_text_by_code_point() {
    let (encoder, encoded) = fit("a,y\n1,b\n2,B\n3,\n4,a\n5,b\n");
    assert_eq!(encoder.classes(), ["B", "a", "b"]);
    assert_eq!(encoded.y, [2.0, 0.0, 1.0, 2.0]);
    let options = EncodeOptions { task: Task::Classification, ..target("y") };
    let numbers = table("a,y\n1,10\n2,9\n3,10.0\n4,-1\n");
    let encoder = Encoder::fit(&numbers, &options).unwrap();
    assert_eq!(encoder.classes(), ["-1", "9", "10"]);
    assert!(encoder.classes_are_numbers());
    assert_eq!(encoder.encode::<f32>(&numbers, true).unwrap().y, [2.0, 1.0, 2.0, 0.0]);
    let error = encoder.encode::<f32>(&table("a,y\n1,9\n2,8\n"), true).unwrap_err();
    assert_says(&error, "DATA_INVALID", &["row 2", "'y'", "met in training (-1, 9, 10)", "got '8'"]);
}

#[test]
fn a_constant_target_keeps_its_unit() {
    let (encoder, encoded) = fit("a,y\n1,7\n2,7\n");
    assert_eq!(encoded.y, [0.0, 0.0]);
    assert_eq!(encoder.raw_to_target(0.5), 7.5);
}

#[test]
fn weights_come_with_their_rows() {
    let table = table("a,w,y\n1,0,1\n2,0.5,\n3,2,3\n");
    let options = EncodeOptions { sample_weight: Some("w".into()), ..target("y") };
    let encoder = Encoder::fit(&table, &options).unwrap();
    assert_eq!(encoder.names(), ["a"]);
    assert_eq!(encoder.encode::<f64>(&table, true).unwrap().weight, Some(vec![0.0, 2.0]));
    assert_eq!(encoder.encode::<f64>(&table, false).unwrap().weight, None);
    assert_eq!(encoder.encode::<f64>(&read("a,y\n1,2\n").unwrap(), true).unwrap().weight, None);
}

#[test]
fn one_row_is_predicted_by_what_training_saw() {
    let (encoder, _) = fit("a,c,d,y\n1,7x,2024-01-01,1\n2,8x,2024-01-02,2\n3,7x,2024-01-04,3\n");
    let one = encoder.encode::<f32>(&table("d,c,a,more\n?,?,?,?\n"), false).unwrap();
    assert_eq!(one.x, [0.0; 4]);
    let typed = encoder.encode::<f32>(&table("d,c,a\n2024-01-01,7x,2\n"), false).unwrap();
    assert_eq!((typed.x[0], typed.x[1], typed.x[2]), (0.0, 1.0, 0.0));
}

#[test]
fn only_the_training_part_teaches() {
    let rows: String =
        (0..40).map(|i| format!("{i},{},{i}\n", if i < 20 { "early" } else { "late" })).collect();
    let table = table(&format!("a,c,y\n{rows}"));
    let options = SplitOptions { test: 0.5, shuffle: false, ..SplitOptions::default() };
    let train = table.part(Part::Train, &options).unwrap();
    let encoder = Encoder::fit(&train, &target("y")).unwrap();
    assert_eq!(encoder.names(), ["a"], "one level says nothing");
    assert_eq!(encoder.raw_to_target(0.0), 9.5);
    let test = encoder.encode::<f64>(&table.part(Part::Test, &options).unwrap(), true).unwrap();
    let scale = (399.0_f64 / 12.0).sqrt();
    assert_eq!(test.x[0], (20.0 - 9.5) / scale);
}

#[test]
fn written_and_read_again_an_encoder_is_the_same() {
    let text = "a,c,d,y\n0.1,u,2024-01-01,1\n,v,2024-01-02T03:04:05Z,2.7\n1e-300,,2024-01-04,3\n";
    for options in [target("y"), target("c"), EncodeOptions::default()] {
        let encoder = Encoder::fit(&table(text), &options).unwrap();
        let json = serde_json::to_string(&encoder).unwrap();
        let again: Encoder = serde_json::from_str(&json).unwrap();
        assert_eq!(again, encoder);
        assert_eq!(serde_json::to_string(&again).unwrap(), json);
        again.check().unwrap();
    }
    let (encoder, _) = fit("a,y\n1,1\n2,2\n");
    let broken = serde_json::to_string(&encoder).unwrap().replace("\"scale\":0.5", "\"scale\":0.0");
    let error = serde_json::from_str::<Encoder>(&broken).unwrap().check().unwrap_err();
    assert_says(&error, "MODEL_FILE_INVALID", &["scale"]);
}

#[test]
fn without_target_there_are_only_features() {
    let table = table("a,b\n1,2\n3,5\n");
    let encoder = Encoder::fit(&table, &EncodeOptions::default()).unwrap();
    assert_eq!((encoder.features(), encoder.task(), encoder.target_name()), (2, None, None));
    assert!(encoder.encode::<f32>(&table, false).unwrap().y.is_empty());
    assert_says(&encoder.encode::<f32>(&table, true).unwrap_err(), "OPTION_INVALID", &["target"]);
}

#[test]
fn unicode_names_and_cells() {
    let (encoder, _) = fit("größe,город,y\n1,Київ,1\n2,日本,2\n3,Київ,3\n");
    assert_eq!(encoder.names(), ["größe", "город = Київ", "город = 日本"]);
    assert_eq!(cells(&table("größe\n日本 \n"))[0][0].as_deref(), Some("日本"));
}

proptest! {
    /// A linear model says the same in standardised features as in own units.
    #[test]
    fn own_units_are_the_same_line(
        cells in prop::collection::vec((-50.0..50.0_f64, 0..3_u8, any::<bool>(), -9.0..9.0_f64), 3..30),
        weights in prop::collection::vec(-3.0..3.0_f64, 6), bias in -2.0..2.0_f64,
    ) {
        let rows: String = cells.iter().map(|(a, c, there, y)| {
            format!("{},l{c},{y}\n", if *there { a.to_string() } else { String::new() })
        }).collect();
        let table = table(&format!("a,c,y\n{rows}"));
        let Ok(encoder) = Encoder::fit(&table, &target("y")) else { return Ok(()) };
        let encoded = encoder.encode::<f64>(&table, true).unwrap();
        let weights = &weights[..encoder.features()];
        let units = encoder.own_units(weights, bias);
        prop_assert_eq!(units.coefficients.len(), weights.len());
        let (mut sum, mut count) = (0.0, 0.0);
        cells.iter().filter(|cell| cell.2).for_each(|cell| { sum += cell.0; count += 1.0; });
        for (cell, x) in cells.iter().zip(encoded.x.chunks(encoded.d)) {
            let raw = x.iter().zip(weights).fold(bias, |sum, (x, w)| sum + x * w);
            let own: f64 = encoder.names().iter().zip(&units.coefficients).map(|(name, coefficient)| {
                let x = match name.as_str() {
                    "a" => if cell.2 { cell.0 } else { sum / count },
                    "a (missing)" => f64::from(u8::from(!cell.2)),
                    level => f64::from(u8::from(level == format!("c = l{}", cell.1))),
                };
                coefficient * x
            }).sum::<f64>() + units.intercept;
            prop_assert!((encoder.raw_to_target(raw) - own).abs() < 1e-8, "{} {own}", encoder.raw_to_target(raw));
        }
    }
}

#[test]
fn the_recipe_says_all_that_an_encoder_knows() {
    let text = "a,day,c,same,y\n1,2024-01-01,x,5,1\n?,2024-01-03,,5,2\n3,2024-01-02,w,5,6\n";
    let (encoder, encoded) = fit(text);
    let recipe = encoder.recipe();
    let columns = recipe["columns"].as_array().unwrap();
    assert_eq!(
        columns[0],
        json!({ "name": "a", "type": "number", "mean": 2.0, "scale": 1.0, "missing": true })
    );
    assert_eq!(
        (&columns[1]["type"], &columns[1]["mean"], &columns[1]["missing"]),
        (&json!("date"), &json!(19724.0), &json!(false))
    );
    assert_eq!(columns[2], json!({ "name": "c", "type": "text", "levels": ["w", "x"], "missing": true }));
    assert_eq!(columns.len(), 3, "a column that is left out is not needed");
    assert_eq!(recipe["target"], json!({ "type": "number", "mean": 3.0, "scale": (14.0_f64 / 3.0).sqrt() }));
    assert_eq!(encoded.d, 6);
    for mark in recipe["missingMarks"].as_array().unwrap() {
        let rows =
            encoder.encode::<f64>(&table(&format!("a,day,c\n{0},{0},{0}\n", mark.as_str().unwrap())), false);
        assert_eq!(rows.unwrap().x, [0.0, 1.0, 0.0, 0.0, 0.0, 1.0], "{mark}");
    }
}
