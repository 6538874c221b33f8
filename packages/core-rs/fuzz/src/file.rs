//! Files with edits: of their bytes, and of their metadata with the seal made anew, so that the edit is read.

use minibatch_core::hash::sha256_hex;
use serde_json::{Value, json};

use crate::input::Input;

/// The bytes with up to three of them changed, or cut short.
pub fn damaged(bytes: &[u8], input: &mut Input<'_>) -> Vec<u8> {
    let mut damaged = bytes.to_vec();
    for _ in 0..1 + input.below(3) {
        if damaged.is_empty() {
            break;
        }
        // Half of them fall on the header, where the structure is.
        let end = if input.one_in(2) { damaged.len() } else { damaged.len().min(3_000) };
        let at = input.below(end.min(65_536));
        if input.one_in(8) { damaged.truncate(at) } else { damaged[at] = input.byte() }
    }
    damaged
}

/// The file with a word of its metadata replaced and the seal made anew. `key` is `minibatch` or `minibatchRun`,
/// `prefix` that of the tensors under the seal. None where the bytes are no such file.
pub fn resealed(bytes: &[u8], key: &str, input: &mut Input<'_>) -> Option<Vec<u8>> {
    let size = u64::from_le_bytes(bytes.get(..8)?.try_into().ok()?) as usize;
    let mut header: Value = serde_json::from_slice(bytes.get(8..8usize.checked_add(size)?)?).ok()?;
    let text = header["__metadata__"][key].as_str()?.to_owned();
    let at = text.rfind(",\"sha256\":\"")?;
    let mut text = format!("{}}}", text.get(..at)?);
    for _ in 0..1 + input.below(3) {
        text = replaced(&text, input);
    }
    let names = sealed_tensors(&header, &text, key)?;
    let data = &bytes[8 + size..];
    let parts: Option<Vec<&[u8]>> = names
        .iter()
        .map(|name| {
            let ends = header[name]["data_offsets"].as_array()?;
            data.get(ends.first()?.as_u64()? as usize..ends.get(1)?.as_u64()? as usize)
        })
        .collect();
    let seal = sha256_hex(&[&[text.as_bytes()], parts?.as_slice()].concat());
    text.pop();
    text.push_str(&format!(",\"sha256\":\"{seal}\"}}"));
    header["__metadata__"][key] = json!(text);
    let header = header.to_string();
    let mut file = (header.len() as u64).to_le_bytes().to_vec();
    file.extend_from_slice(header.as_bytes());
    file.extend_from_slice(data);
    Some(file)
}

/// The tensors under the seal, in its order.
fn sealed_tensors(header: &Value, text: &str, key: &str) -> Option<Vec<String>> {
    if key == "minibatchRun" {
        let run: Value = serde_json::from_str(text).ok()?;
        let names = run["buffers"].as_array()?;
        return names.iter().map(|name| Some(format!("run.{}", name.as_str()?))).collect();
    }
    let of = |i: usize| [format!("layers.{i}.weight"), format!("layers.{i}.bias")];
    let layers = (0..).take_while(|&i| header.get(&of(i)[0]).is_some());
    Some(layers.flat_map(of).collect())
}

/// The text with one of its words (a number, a name) replaced: JSON of the same order of keys.
fn replaced(text: &str, input: &mut Input<'_>) -> String {
    let words: Vec<(usize, usize)> = words(text);
    if words.is_empty() {
        return text.to_owned();
    }
    let (start, end) = words[input.below(words.len())];
    let number = text[start..end].starts_with(|c: char| c.is_ascii_digit() || c == '-');
    let new = if number {
        *input.pick(&[
            "0",
            "1",
            "2",
            "3",
            "18446744073709551615",
            "4294967295",
            "-1",
            "1e300",
            "0.5",
            "1000000",
            "null",
        ])
    } else {
        *input.pick(&[
            "mse",
            "poisson",
            "crossEntropy",
            "binaryCrossEntropy",
            "float32",
            "float64",
            "a",
            "",
            "relu",
            "18446744073709551616",
            "0",
        ])
    };
    format!("{}{new}{}", &text[..start], &text[end..])
}

/// Where the runs of letters, digits, points and signs are.
fn words(text: &str) -> Vec<(usize, usize)> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices() {
        match (c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+'), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                words.push((from, at));
                start = None;
            }
            _ => {}
        }
    }
    words
}
