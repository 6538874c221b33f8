//! Bad tables and what is said of them: file, row, line, column, and what to do.

use crate::support::{assert_says, read, table, target};
use minibatch_core::table::{EncodeOptions, Encoder, Part, ReadOptions, SplitOptions, TableReader};
use serde_json::{Value, json};

#[test]
fn text_that_is_no_table() {
    let cases: &[(&str, &[u8], &[&str], Value)] = &[
        ("empty", b"", &["t.csv is empty"], json!({"file": "t.csv"})),
        ("blank", b"\r\n\n  \n", &["t.csv is empty"], json!({"file": "t.csv"})),
        ("a byte-order mark alone", b"\xef\xbb\xbf", &["t.csv is empty"], json!({"file": "t.csv"})),
        ("header only", b"a,b\n", &["t.csv has a header but no rows"], json!({"file": "t.csv"})),
        ("header without end", b"a,b", &["t.csv has a header but no rows"], json!({"file": "t.csv"})),
        (
            "short row",
            b"a,b,c\n1,2,3\n4,5\n",
            &["t.csv, row 2 (line 3)", "expected 3 fields as in the header, got 2"],
            json!({"file": "t.csv", "row": 2, "line": 3}),
        ),
        (
            "long row after a cell of two lines",
            b"a,b\r\n\"1\r\n2\",2\r\n4,5,6\r\n",
            &["t.csv, row 2 (line 4)", "expected 2 fields", "got 3"],
            json!({"file": "t.csv", "row": 2, "line": 4}),
        ),
        (
            "duplicate names",
            b"a,b, a \n1,2,3\n",
            &["columns 1 and 3 are both named 'a'"],
            json!({"file": "t.csv", "column": "a"}),
        ),
        (
            "NUL byte",
            b"a,b\n1,2\n3,\x004\n",
            &["t.csv, row 2 (line 3)", "NUL byte"],
            json!({"file": "t.csv", "row": 2, "line": 3}),
        ),
        (
            "NUL byte in the header",
            b"a,\0b\n1,2\n",
            &["t.csv, header line", "NUL byte"],
            json!({"file": "t.csv"}),
        ),
        (
            "Latin-1",
            b"a,b\n1,2\n3,caf\xe9\n",
            &["t.csv, row 2 (line 3), column 'b'", "not valid UTF-8"],
            json!({"file": "t.csv", "row": 2, "line": 3, "column": "b", "value": "caf\u{fffd}"}),
        ),
        (
            "a character cut by the delimiter",
            b"a,b\n\xc3,\xa9\n",
            &["t.csv, row 1 (line 2), column 'a'", "not valid UTF-8"],
            json!({"file": "t.csv", "row": 1, "line": 2, "column": "a", "value": "\u{fffd}"}),
        ),
        (
            "Latin-1 in the header",
            b"caf\xe9,b\n3,4\n",
            &["t.csv, header line", "UTF-8"],
            json!({"file": "t.csv"}),
        ),
        (
            "open quote",
            b"a,b\n1,2\n3,\"4\n5,6\n7,8\n",
            &["t.csv, row 2 (line 3)", "quote (\") that is opened in this row and never closed"],
            json!({"file": "t.csv", "row": 2, "line": 3}),
        ),
        (
            "open quote in the header",
            b"a,\"b\n1,2\n",
            &["t.csv, header line", "never closed"],
            json!({"file": "t.csv"}),
        ),
        ("UTF-16", b"\xff\xfea\0,\0b\0\n\0", &["UTF-16", "save it as UTF-8"], json!({"file": "t.csv"})),
        ("gzip", b"\x1f\x8b\x08\0\0\0\0\0", &["gzip"], json!({"file": "t.csv"})),
        ("Parquet", b"PAR1\x15\x04", &["Parquet"], json!({"file": "t.csv"})),
        ("spreadsheet", b"PK\x03\x04\x14\0", &["spreadsheet"], json!({"file": "t.csv"})),
    ];
    for (what, bytes, words, details) in cases {
        let error = read(bytes).err().unwrap_or_else(|| panic!("{what} is accepted"));
        assert_says(&error, "DATA_INVALID", words);
        for (key, value) in details.as_object().unwrap() {
            assert_eq!(error.details[key], *value, "{what}: {key} of {}", error.details);
        }
    }
}

/// A table of 10,000 rows whose cell `value` stands in column `x`, row 9,999.
fn long_table(value: &str) -> String {
    let mut text = String::from("x,y\n");
    for row in 1..=10_000 {
        let cell = if row == 9_999 { value.to_owned() } else { format!("{row}.5") };
        text.push_str(&format!("{cell},{}\n", row * 2));
    }
    text
}

#[test]
fn cells_that_do_not_fit_their_column() {
    let cases: &[(&str, String, EncodeOptions, &[&str])] = &[
        (
            "text in a numeric column far down",
            long_table("abc"),
            target("y"),
            &[
                "t.csv, row 9999 (line 10000), column 'x'",
                "expected a number as in 99.9 %",
                "got 'abc'",
                "--categorical x",
            ],
        ),
        (
            "infinity",
            long_table("-inf"),
            target("y"),
            &["row 9999 (line 10000), column 'x'", "expected a finite number, got '-inf'", "--exclude x"],
        ),
        (
            "a number beyond float64",
            long_table("1e999"),
            target("y"),
            &["expected a finite number, got '1e999'"],
        ),
        (
            "text where numeric was asked",
            "x,y\n1,2\nb,3\n".into(),
            EncodeOptions { numeric: vec!["x".into()], ..target("y") },
            &["row 2 (line 3), column 'x'", "expected a number, for numeric names the column, got 'b'"],
        ),
        (
            "text as the target of a regression",
            "x,y\n1,2\n2,b\n".into(),
            EncodeOptions { numeric: vec!["y".into()], ..target("y") },
            &["row 2 (line 3), column 'y'", "expected a number as the target, got 'b'"],
        ),
        (
            "a weight below 0",
            "x,y,w\n1,2,1\n2,3,-0.5\n".into(),
            EncodeOptions { sample_weight: Some("w".into()), ..target("y") },
            &["row 2 (line 3), column 'w'", "weight", "at least 0", "got '-0.5'"],
        ),
        (
            "a missing weight",
            "x,y,w\n1,2,1\n2,3,\n".into(),
            EncodeOptions { sample_weight: Some("w".into()), ..target("y") },
            &["row 2 (line 3), column 'w'", "got a missing cell"],
        ),
        (
            "no weight above 0",
            "x,y,w\n1,2,0\n2,3,0\n".into(),
            EncodeOptions { sample_weight: Some("w".into()), ..target("y") },
            &["column 'w'", "all weights are 0"],
        ),
        (
            "a target that is never there",
            "x,y\n1,\n2,NA\n".into(),
            target("y"),
            &["column 'y'", "missing in every row"],
        ),
        (
            "nothing to learn from",
            "x,y\n1,2\n1,3\n".into(),
            target("y"),
            &["no column to learn from", "'x'", "every cell is 1"],
        ),
        ("the target alone", "y\n1\n2\n".into(), target("y"), &["no column to learn from"]),
        (
            "numbers whose squares overflow",
            "x,y\n1e300,2\n-1e300,3\n".into(),
            target("y"),
            &["column 'x'", "too large"],
        ),
    ];
    for (what, text, options, words) in cases {
        let error = Encoder::fit(&table(text), options).err().unwrap_or_else(|| panic!("{what} is accepted"));
        assert_says(&error, "DATA_INVALID", words);
        assert_eq!(error.details["file"], "t.csv", "{what}");
    }
    let error = Encoder::fit(&table(&long_table("abc")), &target("y")).unwrap_err();
    let details = json!({"file": "t.csv", "row": 9999, "line": 10000, "column": "x", "value": "abc"});
    assert_eq!(error.details, details);
}

#[test]
fn options_that_do_not_fit_the_table() {
    let named = |list: &str| vec![list.to_owned()];
    let cases: &[(EncodeOptions, &[&str])] = &[
        (
            target("prise"),
            &["Option target names column 'prise'", "t.csv", "Did you mean 'price'?", "city, price, size"],
        ),
        (EncodeOptions { exclude: named("Citty"), ..target("price") }, &["exclude", "Did you mean 'city'?"]),
        (EncodeOptions { categorical: named("zzzzzz"), ..target("price") }, &["categorical", "'zzzzzz'"]),
        (EncodeOptions { numeric: named("sise"), ..target("price") }, &["numeric", "Did you mean 'size'?"]),
        (EncodeOptions { sample_weight: Some("w".into()), ..target("price") }, &["sampleWeight", "'w'"]),
        (EncodeOptions { exclude: named("price"), ..target("price") }, &["'price'", "target", "exclude"]),
        (
            EncodeOptions { numeric: named("city"), categorical: named("city"), ..target("price") },
            &["'city'", "categorical", "numeric"],
        ),
        (
            EncodeOptions { sample_weight: Some("price".into()), ..target("price") },
            &["'price'", "target", "sampleWeight"],
        ),
    ];
    let table = table("city,price,size\nA,1,2\nB,3,4\n");
    for (options, words) in cases {
        assert_says(&Encoder::fit(&table, options).unwrap_err(), "OPTION_INVALID", words);
    }
    let stratify = SplitOptions { stratify: Some("towns".into()), ..SplitOptions::default() };
    assert_says(&table.part(Part::Test, &stratify).unwrap_err(), "OPTION_INVALID", &["stratify", "'towns'"]);
}

#[test]
fn tables_that_do_not_fit_the_model() {
    let train = table("size,city,day,y\n1,A,2024-01-01,2\n3,B,2024-01-03,4\n2,A,2024-01-02,3\n");
    let encoder = Encoder::fit(&train, &target("y")).unwrap();
    let cases: &[(&str, &[&str])] = &[
        (
            "sizes,city,day\n1,A,2024-01-01\n",
            &["t.csv lacks column 'size'", "Did you mean 'sizes'?", "sizes, city, day"],
        ),
        (
            "size,city,day\n?,A,2024-01-01\nbig,A,\n",
            &["row 2 (line 3), column 'size'", "expected a number as in training, got 'big'"],
        ),
        (
            "size,city,day\n1,A,tomorrow\n",
            &["row 1 (line 2), column 'day'", "expected an ISO 8601 date as in training, got 'tomorrow'"],
        ),
        ("size,city,day\nInfinity,A,\n", &["column 'size'", "expected a finite number, got 'Infinity'"]),
    ];
    for (text, words) in cases {
        assert_says(&encoder.encode::<f32>(&table(text), false).unwrap_err(), "DATA_INVALID", words);
    }
    let error = encoder.encode::<f32>(&table(cases[0].0), false).unwrap_err();
    assert_eq!(error.details, json!({"file": "t.csv", "missingColumn": "size"}));
    let no_target = table("size,city,day\n1,A,2024-01-01\n");
    let error = encoder.encode::<f32>(&no_target, true).unwrap_err();
    assert_eq!(error.details["missingColumn"], "y");
}

#[test]
fn after_an_error_a_reader_refuses() {
    let mut reader = TableReader::new(ReadOptions::default());
    reader.push_bytes(b"a,b\n1\n2,3\n").unwrap_err();
    assert_says(&reader.push_bytes(b"4,5\n").unwrap_err(), "DATA_INVALID", &["failed before", "new reader"]);
    assert_says(&reader.finish().unwrap_err(), "DATA_INVALID", &["failed before"]);
    let encoder = Encoder::fit(&table("x,y\n1,2\n2,3\n"), &target("y")).unwrap();
    let no_target = encoder.encode::<f64>(&table("x,y\n1,\n"), true).unwrap_err();
    assert_says(&no_target, "DATA_INVALID", &["column 'y'", "missing in every row"]);
}

#[test]
fn delimiters_are_one_character() {
    let read = |json| serde_json::from_str::<ReadOptions>(json);
    assert_eq!(read(r#"{"delimiter": ";"}"#).unwrap().delimiter, Some(b';'));
    assert_eq!(read(r#"{"delimiter": "tab"}"#).unwrap().delimiter, Some(b'\t'));
    assert_eq!(read(r#"{"delimiter": null}"#).unwrap().delimiter, None);
    assert!(read(r#"{"delimiter": ";;"}"#).unwrap_err().to_string().contains("one ASCII character"));
    assert!(read(r#"{"delimeter": ";"}"#).is_err());
    let mut reader = TableReader::new(ReadOptions { delimiter: Some(b'"'), ..ReadOptions::default() });
    assert_says(&reader.push_bytes(b"a\n1\n").unwrap_err(), "OPTION_INVALID", &["delimiter"]);
}
