//! The reader against serde_json's: the same values to the bit, the same sentences.

use proptest::prelude::*;
use serde_json::Value;

use super::read;

fn assert_as_serde_json(text: &str) {
    let ours = read(text).map_err(|mistake| mistake.to_string());
    let theirs: Result<Value, String> = serde_json::from_str(text).map_err(|mistake| mistake.to_string());
    // Equal numbers may differ in their bits: of -0 and 0 only the text tells.
    assert_eq!(format!("{ours:?}"), format!("{theirs:?}"), "{text:?}");
}

#[test]
fn every_beginning_of_a_text() {
    let text = "\r\n{\"a\\u00e9\\n\\\"\": [null, true, false, -0, 1.25e-7, 18446744073709551615, \"\\ud83d\\ude00 é\"],\n\t\"b\": {}}";
    for end in (0..=text.len()).filter(|&end| text.is_char_boundary(end)) {
        assert_as_serde_json(&text[..end]);
    }
}

#[test]
fn numbers_at_their_limits() {
    for number in [
        "0",
        "-0",
        "00",
        "01",
        "-",
        "-a",
        "1.",
        "1.e3",
        "1e",
        "1e+",
        "1e-a",
        ".5",
        "+1",
        "1.5e3",
        "1E5",
        "0e0",
        "1e400",
        "-1e400",
        "1e-400",
        "0e999",
        "0e99999999999999999999",
        "-1e-99999999999999999999",
        "0.000001e310",
        "9223372036854775807",
        "-9223372036854775808",
        "-9223372036854775809",
        "18446744073709551615",
        "18446744073709551616",
        "-18446744073709551616",
        "9007199254740993.0",
        "1.7976931348623157e308",
        "1.7976931348623159e308",
        "4.9e-324",
        "2.4703282292062327e-324",
        "2.4703282292062328e-324",
        "2.2250738585072011e-308",
        "123456789012345678901234567890",
        "0.1000000000000000055511151231257827021181583404541015625",
        "NaN",
        "Infinity",
        "1 2",
        "1,",
    ] {
        assert_as_serde_json(number);
        assert_as_serde_json(&format!("[{number}]"));
    }
}

#[test]
fn depth() {
    for depth in 126..=129 {
        assert_as_serde_json(&("[".repeat(depth) + &"]".repeat(depth)));
        assert_as_serde_json(&("{\"a\":".repeat(depth) + "1" + &"}".repeat(depth)));
    }
}

proptest! {
    /// Texts of JSON's own characters, of which few are JSON: each mistake is met.
    #[test]
    fn any_text(parts in prop::collection::vec(part(), 0..12)) {
        assert_as_serde_json(&parts.concat());
    }

    #[test]
    fn any_float(bits: u64) {
        let value = f64::from_bits(bits);
        assert_as_serde_json(&format!("{value:e}"));
        assert_as_serde_json(&format!("{value}"));
        assert_as_serde_json(&format!("{value:.20e}"));
    }

    #[test]
    fn any_decimal(digits in "-?[0-9]{1,25}(\\.[0-9]{1,25})?(e[-+]?[0-9]{1,3})?") {
        assert_as_serde_json(&digits);
    }
}

fn part() -> impl Strategy<Value = String> {
    prop_oneof![
        proptest::sample::select(vec![
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            " ",
            "\n",
            "null",
            "true",
            "false",
            "nul",
            "\"a\"",
            "\"b\":",
            "{\"c\":",
            "\"",
            "\\",
            "\\u",
            "\"\\ud83d\\ude00\"",
            "\"\\ud83d",
            "\\udc00",
            "\"\\ud800\\u0041\"",
            "\"\\u00",
            "-",
            "0",
            "7",
            ".",
            "e",
            "1.5",
            "\u{1}",
            "é",
        ])
        .prop_map(str::to_owned),
        any::<String>().prop_map(|text| Value::String(text).to_string()),
        "[-0-9.eE+]{1,6}",
    ]
}
