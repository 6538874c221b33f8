//! Strings of JSON text.

use super::reader::{Read, Reader};

impl Reader<'_> {
    /// From its opening quote to its closing one.
    pub(super) fn string(&mut self) -> Read<String> {
        self.at += 1;
        let mut string = String::new();
        loop {
            let start = self.at;
            while self.peek().is_some_and(|byte| byte >= b' ' && byte != b'"' && byte != b'\\') {
                self.at += 1;
            }
            // Quotes, backslashes and control characters are no part of a longer character.
            string.push_str(self.text.get(start..self.at).unwrap_or_default());
            match self.take() {
                None => return self.wrong("EOF while parsing a string"),
                Some(b'"') => return Ok(string),
                Some(b'\\') => string.push(self.escaped()?),
                Some(_) => {
                    return self.wrong("control character (\\u0000-\\u001F) found while parsing a string");
                }
            }
        }
    }

    /// What stands after a backslash.
    fn escaped(&mut self) -> Read<char> {
        Ok(match self.take() {
            None => return self.wrong("EOF while parsing a string"),
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'b') => '\x08',
            Some(b'f') => '\x0c',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.code_point(),
            Some(_) => return self.wrong("invalid escape"),
        })
    }

    /// What stands after `\u`: one unit of UTF-16, or two as a pair.
    fn code_point(&mut self) -> Read<char> {
        let first = self.hexadecimal()?;
        if let Some(single) = char::from_u32(first) {
            return Ok(single);
        }
        if first >= 0xDC00 {
            return self.wrong("lone leading surrogate in hex escape");
        }
        for expected in *b"\\u" {
            match self.take() {
                None => return self.wrong("EOF while parsing a string"),
                Some(byte) if byte != expected => return self.wrong("unexpected end of hex escape"),
                Some(_) => {}
            }
        }
        let second = self.hexadecimal()?;
        let low = second.checked_sub(0xDC00).filter(|&low| low < 0x400);
        let pair = low.and_then(|low| char::from_u32(0x1_0000 + ((first - 0xD800) << 10) + low));
        pair.map_or_else(|| self.wrong("lone leading surrogate in hex escape"), Ok)
    }

    fn hexadecimal(&mut self) -> Read<u32> {
        let Some(digits) = self.text.as_bytes().get(self.at..self.at + 4) else {
            self.at = self.text.len();
            return self.wrong("EOF while parsing a string");
        };
        self.at += 4;
        let unit =
            digits.iter().try_fold(0, |unit, &digit| Some(unit * 16 + char::from(digit).to_digit(16)?));
        unit.map_or_else(|| self.wrong("invalid escape"), Ok)
    }
}
