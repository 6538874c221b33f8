//! The five real tables, from bytes to matrix.

use minibatch_core::table::{
    ColumnType, EncodeOptions, Encoder, Part, ReadOptions, SplitOptions, Table, TableReader, Task,
};

fn table(name: &str) -> Table {
    let path = format!("{}/../../fixtures/tables/{name}", env!("CARGO_MANIFEST_DIR"));
    let mut reader = TableReader::new(ReadOptions { name: name.into(), ..ReadOptions::default() });
    reader.push_bytes(&std::fs::read(path).unwrap()).unwrap();
    reader.finish().unwrap()
}

fn options(target: &str) -> EncodeOptions {
    EncodeOptions { target: Some(target.into()), ..EncodeOptions::default() }
}

#[test]
fn every_table_is_read_and_encoded() {
    for (name, rows, features, task) in [
        ("diabetes.csv", 442, 10, Task::Regression),
        ("iris.csv", 150, 4, Task::Classification),
        ("wine.csv", 178, 13, Task::Classification),
        ("breast_cancer.csv", 569, 30, Task::Classification),
        ("digits.csv", 1797, 61, Task::Regression), // three pixels are black in every picture
    ] {
        let table = table(name);
        assert_eq!(table.rows(), rows, "{name}");
        let description = table.describe();
        let numbers = description.columns.iter().filter(|c| c.column_type == ColumnType::Number).count();
        assert_eq!(numbers, table.names().count() - usize::from(task == Task::Classification), "{name}");
        let encoder = Encoder::fit(&table, &options("target")).unwrap();
        assert_eq!(encoder.task(), Some(task), "{name}");
        let encoded = encoder.encode::<f64>(&table, true).unwrap();
        assert_eq!((encoded.n, encoded.d, encoded.dropped_rows), (rows, features, 0), "{name}");
        assert_eq!(encoder.names().len(), features);
        for feature in 0..features {
            let column = || encoded.x.iter().skip(feature).step_by(features);
            let mean = column().sum::<f64>() / rows as f64;
            let variance = column().map(|x| (x - mean) * (x - mean)).sum::<f64>() / rows as f64;
            assert!(mean.abs() < 1e-12 && (variance - 1.0).abs() < 1e-12, "{name}, feature {feature}");
        }
    }
}

#[test]
fn split_parts_are_disjoint_and_whole() {
    let table = table("iris.csv");
    let options = SplitOptions { seed: 1, stratify: Some("target".into()), ..SplitOptions::default() };
    let (train, test) =
        (table.part(Part::Train, &options).unwrap(), table.part(Part::Test, &options).unwrap());
    assert_eq!((train.rows(), test.rows()), (120, 30));
    let levels = test.describe().columns.pop().unwrap().levels.unwrap();
    assert_eq!(
        levels,
        [("setosa".to_owned(), 10), ("versicolor".to_owned(), 10), ("virginica".to_owned(), 10)]
    );
}
