//! JSON text to a value, by bytes.
//!
//! What comes out, and what a mistake is called and where it stands, are serde_json's; its own reader is made for any type,
//! and reads numbers by an arithmetic of its own for two of them: a tenth of the small browser module.

use std::fmt::{self, Display};

use serde_json::{Map, Number, Value};

use super::decimal::nearest;

/// How deep lists and objects may stand in each other: the stack ends somewhere.
const MAX_DEPTH: usize = 127;

/// Why a text is not JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Malformed {
    what: &'static str,
    line: usize,
    /// In bytes, from 1; 0 where the text ends with a line.
    column: usize,
}

impl Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, line, column } = self;
        write!(f, "{what} at line {line} column {column}")
    }
}

impl std::error::Error for Malformed {}

/// The value a text holds; of a key that stands twice the last one.
///
/// # Errors
/// What is wrong, with its line and column.
pub(crate) fn read(text: &str) -> Result<Value, Malformed> {
    let mut reader = Reader { text, at: 0, depth: 0 };
    reader.whole().map_err(|Stop { what, at }| {
        let before = text.as_bytes().get(..at).unwrap_or_default();
        let lines = before.iter().filter(|&&byte| byte == b'\n').count();
        let column = before.iter().rev().take_while(|&&byte| byte != b'\n').count();
        Malformed { what, line: 1 + lines, column }
    })
}

/// What is wrong, and how many bytes were read when it was seen.
pub(super) struct Stop {
    what: &'static str,
    at: usize,
}

pub(super) type Read<T> = Result<T, Stop>;

pub(super) struct Reader<'t> {
    pub(super) text: &'t str,
    /// Bytes already read.
    pub(super) at: usize,
    /// Lists and objects that are open.
    depth: usize,
}

impl Reader<'_> {
    pub(super) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The next byte that is not white space, which stays unread.
    fn next_token(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\n' | b'\t' | b'\r') = self.peek() {
            self.at += 1;
        }
        self.peek()
    }

    pub(super) fn take(&mut self) -> Option<u8> {
        let byte = self.peek();
        self.at += usize::from(byte.is_some());
        byte
    }

    /// The byte just read is wrong, or the end came after it.
    #[cold]
    pub(super) fn wrong<T>(&self, what: &'static str) -> Read<T> {
        Err(Stop { what, at: self.at })
    }

    /// The byte that comes next is wrong, or there is none.
    #[cold]
    fn wrong_next<T>(&self, what: &'static str) -> Read<T> {
        Err(Stop { what, at: self.text.len().min(self.at + 1) })
    }

    fn whole(&mut self) -> Read<Value> {
        let value = self.value()?;
        match self.next_token() {
            None => Ok(value),
            Some(_) => self.wrong_next("trailing characters"),
        }
    }

    fn value(&mut self) -> Read<Value> {
        match self.next_token() {
            None => self.wrong_next("EOF while parsing a value"),
            Some(b'n') => self.word("null", Value::Null),
            Some(b't') => self.word("true", Value::Bool(true)),
            Some(b'f') => self.word("false", Value::Bool(false)),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b'"') => Ok(Value::String(self.string()?)),
            Some(b'[') => self.nested(Self::list),
            Some(b'{') => self.nested(Self::object),
            Some(_) => self.wrong_next("expected value"),
        }
    }

    fn nested(&mut self, read: fn(&mut Self) -> Read<Value>) -> Read<Value> {
        if self.depth == MAX_DEPTH {
            return self.wrong_next("recursion limit exceeded");
        }
        self.at += 1;
        self.depth += 1;
        let value = read(self)?;
        self.depth -= 1;
        Ok(value)
    }

    fn word(&mut self, word: &str, value: Value) -> Read<Value> {
        for letter in word.bytes() {
            match self.take() {
                None => return self.wrong("EOF while parsing a value"),
                Some(byte) if byte != letter => return self.wrong("expected ident"),
                Some(_) => {}
            }
        }
        Ok(value)
    }

    fn list(&mut self) -> Read<Value> {
        let mut values = Vec::new();
        loop {
            match self.next_token() {
                None => return self.wrong_next("EOF while parsing a list"),
                Some(b']') => break,
                Some(b',') if !values.is_empty() => {
                    self.at += 1;
                    if self.next_token() == Some(b']') {
                        return self.wrong_next("trailing comma");
                    }
                }
                Some(_) if values.is_empty() => {}
                Some(_) => return self.wrong_next("expected `,` or `]`"),
            }
            values.push(self.value()?);
        }
        self.at += 1;
        Ok(Value::Array(values))
    }

    fn object(&mut self) -> Read<Value> {
        let mut fields = Map::new();
        loop {
            match self.next_token() {
                None => return self.wrong_next("EOF while parsing an object"),
                Some(b'}') => break,
                Some(b',') if !fields.is_empty() => {
                    self.at += 1;
                    if self.next_token() == Some(b'}') {
                        return self.wrong_next("trailing comma");
                    }
                }
                Some(_) if fields.is_empty() => {}
                Some(_) => return self.wrong_next("expected `,` or `}`"),
            }
            let key = match self.next_token() {
                None => return self.wrong_next("EOF while parsing a value"),
                Some(b'"') => self.string()?,
                Some(_) => return self.wrong_next("key must be a string"),
            };
            match self.next_token() {
                None => return self.wrong_next("EOF while parsing an object"),
                Some(b':') => self.at += 1,
                Some(_) => return self.wrong_next("expected `:`"),
            }
            let value = self.value()?;
            fields.insert(key, value);
        }
        self.at += 1;
        Ok(Value::Object(fields))
    }

    /// A whole number where it is written as one and has room, else a float64.
    fn number(&mut self) -> Read<Value> {
        let start = self.at;
        let negative = self.peek() == Some(b'-');
        self.at += usize::from(negative);
        match self.take() {
            None => return self.wrong("EOF while parsing a value"),
            Some(b'0') if self.peek().is_some_and(|byte| byte.is_ascii_digit()) => {
                return self.wrong_next("invalid number");
            }
            Some(b'0'..=b'9') => self.digits(),
            Some(_) => return self.wrong("invalid number"),
        }
        let mut whole = true;
        if self.peek() == Some(b'.') {
            whole = false;
            self.at += 1;
            match self.peek() {
                None => return self.wrong_next("EOF while parsing a value"),
                Some(b'0'..=b'9') => self.digits(),
                Some(_) => return self.wrong_next("invalid number"),
            }
        }
        if let Some(b'e' | b'E') = self.peek() {
            whole = false;
            self.exponent()?;
        }
        let text = self.text.get(start..self.at).unwrap_or_default();
        if whole && let Some(number) = whole_number(text, negative) {
            return Ok(Value::Number(number));
        }
        match Number::from_f64(nearest(text)) {
            Some(number) => Ok(Value::Number(number)),
            None => self.wrong("number out of range"),
        }
    }

    fn digits(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
    }

    fn exponent(&mut self) -> Read<()> {
        self.at += 1;
        if let Some(b'+' | b'-') = self.peek() {
            self.at += 1;
        }
        match self.take() {
            None => self.wrong("EOF while parsing a value"),
            Some(b'0'..=b'9') => {
                self.digits();
                Ok(())
            }
            Some(_) => self.wrong("invalid number"),
        }
    }
}

/// −0 is none: a whole number has no sign of its own.
fn whole_number(text: &str, negative: bool) -> Option<Number> {
    if negative {
        text.parse().ok().filter(|&number: &i64| number != 0).map(Number::from)
    } else {
        text.parse().ok().map(|number: u64| Number::from(number))
    }
}
