//! Reading: delimiters, quotes, marks, ends of lines, pieces, columns of numbers and texts.

use crate::support::{assert_says, cells, read, read_in_pieces, table};
use minibatch_core::table::{ColumnType, EncodeOptions, Encoder, ReadOptions, Table, TableReader};
use proptest::prelude::*;

fn types(table: &Table) -> Vec<ColumnType> {
    table.describe().columns.iter().map(|column| column.column_type).collect()
}

fn row(cells: &[Option<&str>]) -> Vec<Option<String>> {
    cells.iter().map(|cell| cell.map(str::to_owned)).collect()
}

#[test]
fn delimiter_is_found_in_the_header() {
    for delimiter in [",", ";", "\t", "|"] {
        let text = format!("a{delimiter}\"b,b;b|b\"{delimiter}c\n1{delimiter}2{delimiter}x y\n");
        let table = table(&text);
        assert_eq!(table.names().collect::<Vec<_>>(), ["a", "b,b;b|b", "c"]);
        assert_eq!(cells(&table), [row(&[Some("1"), Some("2"), Some("x y")])]);
    }
    assert_eq!(cells(&table("only\n1\n2\n")), [row(&[Some("1")]), row(&[Some("2")])]);
    let mut reader = TableReader::new(ReadOptions { delimiter: Some(b';'), ..ReadOptions::default() });
    reader.push_bytes(b"a,b;c\n1,5;2\n").unwrap();
    assert_eq!(cells(&reader.finish().unwrap()), [row(&[Some("1,5"), Some("2")])]);
}

#[test]
fn marks_quotes_and_line_ends() {
    let expected = vec![row(&[Some("1"), Some("a \"b\", c")]), row(&[None, Some("zwei\nZeilen")])];
    for end in ["\n", "\r\n"] {
        for mark in ["", "\u{feff}"] {
            for last in ["", end] {
                let text =
                    format!("{mark}{end}x, y {end}{end} 1 ,\"a \"\"b\"\", c\"{end},\" zwei\nZeilen\"{last}");
                let table = table(&text);
                assert_eq!(table.names().collect::<Vec<_>>(), ["x", "y"]);
                assert_eq!(cells(&table), expected, "{text:?}");
            }
        }
    }
}

#[test]
fn empty_names_are_places() {
    assert_eq!(table(",b,\n1,2,3\n").names().collect::<Vec<_>>(), ["column 1", "b", "column 3"]);
}

#[test]
fn words_for_missing() {
    let mut text = String::from("x\n");
    for word in
        ["", "NA", "na", "N/A", "NaN", "nan", "null", "NULL", "None", "none", "#N/A", "?", " ? ", "-nan"]
    {
        text.push_str(&format!("\"{word}\"\n"));
    }
    let table = table(&(text + "7\n"));
    let description = table.describe();
    assert_eq!((description.columns[0].missing, description.columns[0].mean), (14, Some(7.0)));
    assert_eq!(table.text(14, "x").as_deref(), Some("7"));
}

#[test]
fn types_follow_95_percent_of_the_cells_present() {
    let column = |numbers: usize, others: usize, other: &str, missing: usize| {
        let mut text = String::from("x,y\n");
        (0..numbers).for_each(|i| text.push_str(&format!("{i},1\n")));
        (0..others).for_each(|_| text.push_str(&format!("{other},1\n")));
        (0..missing).for_each(|_| text.push_str(",1\n"));
        types(&table(&text))[0]
    };
    assert_eq!(column(19, 1, "x", 0), ColumnType::Number);
    assert_eq!(column(18, 1, "x", 0), ColumnType::Text);
    assert_eq!(column(18, 1, "x", 100), ColumnType::Text);
    assert_eq!(column(0, 20, "2024-02-29", 3), ColumnType::Date);
    assert_eq!(column(1, 19, "2024-02-29T10:00:00Z", 3), ColumnType::Date);
    assert_eq!(column(0, 20, "2023-02-29", 0), ColumnType::Text, "no such day");
    assert_eq!(column(0, 20, "true", 0), ColumnType::Text);
    assert_eq!(column(0, 0, "", 5), ColumnType::Text);
    // The same past the size where dictionaries are dropped.
    assert_eq!(column(19_000, 1000, "x", 5), ColumnType::Number);
    assert_eq!(column(18_900, 1000, "x", 5), ColumnType::Text);
    assert_eq!(column(10_000, 90_000, "x", 5), ColumnType::Text);
}

#[test]
fn dates_are_days() {
    let text =
        "d\n1970-01-01\n1970-01-02\n1969-12-31T12:00\n2000-03-01 06:00:00Z\n2024-02-29T23:00:00-01:00\n";
    let dates = table(text).describe().columns.pop().unwrap();
    assert_eq!((dates.column_type, dates.min, dates.max), (ColumnType::Date, Some(-0.5), Some(19783.0)));
    assert_eq!(dates.mean, Some((0.0 + 1.0 - 0.5 + 11017.25 + 19783.0) / 5.0));
}

#[test]
fn description_of_a_column() {
    let table = table("city,n\nRome,1\nParis,3\nRome,\n,x\n".replace('x', "5").as_str());
    let json = serde_json::to_value(table.describe()).unwrap();
    assert_eq!(
        json,
        serde_json::json!({"name": "t.csv", "rows": 4, "columns": [
            {"name": "city", "type": "text", "missing": 1, "distinct": 2, "levels": [["Rome", 2], ["Paris", 1]]},
            {"name": "n", "type": "number", "missing": 1, "min": 1.0, "max": 5.0, "mean": 3.0},
        ]})
    );
}

#[test]
fn texts_come_joined_with_ends_in_utf16_units() {
    let mut reader = TableReader::new(ReadOptions::default());
    reader.set_names(vec!["s".into(), "x".into()]).unwrap();
    let texts = ["é", "", "𝄞a", "plain", "日本"];
    let ends: Vec<u32> = texts
        .iter()
        .scan(0, |end, text| {
            *end += text.encode_utf16().count() as u32;
            Some(*end)
        })
        .collect();
    reader.push_text(0, &texts.concat(), &ends).unwrap();
    reader.push_numbers(1, &[1.0, f64::NAN, -2.5]).unwrap();
    reader.push_numbers(1, &[4.0, 5.0]).unwrap();
    assert_eq!(reader.rows(), 5);
    let table = reader.finish().unwrap();
    let expected = [("é", "1"), ("", ""), ("𝄞a", "-2.5"), ("plain", "4"), ("日本", "5")];
    let present = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    assert_eq!(cells(&table), expected.map(|(s, x)| vec![present(s), present(x)]));
}

#[test]
fn columns_that_do_not_fit_together() {
    let named = || {
        let mut reader = TableReader::new(ReadOptions::default());
        reader.set_names(vec!["s".into(), "x".into()]).unwrap();
        reader
    };
    assert_says(&named().push_numbers(2, &[1.0]).unwrap_err(), "SHAPE_MISMATCH", &["column 2", "2 columns"]);
    for ends in [&[1][..], &[3], &[2, 1], &[1, 4]] {
        assert_says(&named().push_text(0, "𝄞", ends).unwrap_err(), "SHAPE_MISMATCH", &["UTF-16"]);
    }
    let mut reader = named();
    reader.push_numbers(1, &[1.0, 2.0]).unwrap();
    reader.push_text(0, "a", &[1]).unwrap();
    assert_says(&reader.finish().unwrap_err(), "SHAPE_MISMATCH", &["'s' has 1 rows", "'x' has 2"]);
    assert_says(&named().finish().unwrap_err(), "DATA_INVALID", &["no rows"]);
    assert_says(&named().push_bytes(b"a").unwrap_err(), "SHAPE_MISMATCH", &["not both"]);
    let mut reader = TableReader::new(ReadOptions::default());
    assert_says(
        &reader.set_names(vec!["x".into(), "x".into()]).unwrap_err(),
        "DATA_INVALID",
        &["columns 1 and 2 are both named 'x'"],
    );
    assert_says(&TableReader::new(ReadOptions::default()).finish().unwrap_err(), "DATA_INVALID", &["empty"]);
}

#[test]
fn a_very_long_row_is_refused() {
    let text = format!("a,b\n1,\"{}", "x\n".repeat(20 << 20));
    assert_says(&read(text).unwrap_err(), "DATA_INVALID", &["row 1", "16 MiB", "quote"]);
}

fn any_cell() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<f64>().prop_map(|x| x.to_string()),
        (-1000..1000).prop_map(|x: i32| x.to_string()),
        "[ a-zé𝄞\",;\t|\r\n]{0,6}".prop_map(|text| format!("\"{}\"", text.replace('"', "\"\""))),
        Just(String::new()),
        Just("NA".to_owned()),
    ]
}

#[test]
fn missing_numbers_before_dates_do_not_make_a_column_of_numbers() {
    let mut reader = TableReader::new(ReadOptions::default());
    reader.set_names(vec!["day".into(), "late".into()]).unwrap();
    for column in 0..2 {
        reader.push_numbers(column, &[f64::NAN, f64::NAN]).unwrap();
    }
    reader.push_text(0, "2024-01-012024-01-31", &[10, 20]).unwrap();
    reader.push_numbers(1, &[f64::NAN, 2.5]).unwrap();
    let table = reader.finish().unwrap();
    let types: Vec<_> =
        table.describe().columns.iter().map(|column| (column.column_type, column.missing)).collect();
    assert_eq!(types, [(ColumnType::Date, 2), (ColumnType::Number, 3)]);
    assert!(Encoder::fit(&table, &EncodeOptions::default()).is_ok());
}

proptest! {
    #[test]
    fn pieces_make_no_difference(
        rows in prop::collection::vec(prop::collection::vec(any_cell(), 3), 1..20),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..20),
        crlf: bool, mark: bool,
    ) {
        let end = if crlf { "\r\n" } else { "\n" };
        let lines: Vec<String> = rows.iter().map(|row| row.join(",")).collect();
        let text = format!("{}a,\"b\n\",c{end}{}{end}", if mark { "\u{feff}" } else { "" }, lines.join(end));
        let whole = read(&text).unwrap();
        let mut places: Vec<usize> = cuts.iter().map(|cut| cut.index(text.len())).collect();
        places.extend([0, text.len()]);
        places.sort_unstable();
        let pieces: Vec<&[u8]> = places.windows(2).map(|at| &text.as_bytes()[at[0]..at[1]]).collect();
        let pieced = read_in_pieces(&pieces).unwrap();
        prop_assert_eq!(whole.names().collect::<Vec<_>>(), pieced.names().collect::<Vec<_>>());
        prop_assert_eq!(whole.rows(), rows.len());
        prop_assert_eq!(cells(&whole), cells(&pieced));
        prop_assert_eq!(whole.describe(), pieced.describe());
    }

    #[test]
    fn cells_by_number_are_as_their_texts(
        texts in prop::collection::vec("[ a-cé0-9.]{0,3}|NA|inf", 1..6),
        pieces in prop::collection::vec(prop::collection::vec(0..7_u32, 0..12), 1..4),
        numbers in prop::collection::vec(prop::num::f64::NORMAL, 0..3),
    ) {
        let ends: Vec<u32> = texts.iter().scan(0, |end, text| { *end += text.encode_utf16().count() as u32; Some(*end) }).collect();
        let mut coded = TableReader::new(ReadOptions::default());
        let mut plain = TableReader::new(ReadOptions::default());
        for reader in [&mut coded, &mut plain] {
            reader.set_names(vec!["a".into()]).unwrap();
            reader.push_numbers(0, &numbers).unwrap();
            reader.push_numbers(0, &[1.0]).unwrap();
        }
        for codes in &pieces {
            coded.push_coded(0, &texts.concat(), &ends, codes).unwrap();
            for code in codes {
                let text = texts.get(*code as usize).map_or("", String::as_str);
                plain.push_text(0, text, &[text.encode_utf16().count() as u32]).unwrap();
            }
        }
        let (coded, plain) = (coded.finish().unwrap(), plain.finish().unwrap());
        prop_assert_eq!(cells(&coded), cells(&plain));
        prop_assert_eq!(coded.describe(), plain.describe());
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(prop_oneof![any::<u8>(), Just(b','), Just(b'"'), Just(b'\n')], 0..200)) {
        if let Ok(table) = read(&bytes) {
            cells(&table);
            table.describe();
        }
    }
}
