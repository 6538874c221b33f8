//! Structs and enums of options, field by field.
//!
//! What serde derives for a field is written out for each anew, with all that may be wrong: some 400 bytes, of which there are a
//! hundred in the small browser module. Here a field is one call.

use serde::de::Error;
use serde_json::{Map, Value};

use super::typed::Json;
use super::{Mistake, Read};

/// The fields of one struct, none of which has a name that it does not know.
pub(crate) struct Fields<'v>(&'v Map<String, Value>);

/// A variant by its name, with its fields.
pub(crate) struct Named<'v> {
    name: &'v str,
    fields: &'v Map<String, Value>,
}

/// The field that names the variant.
const TAG: &str = "name";

impl<'v> Fields<'v> {
    /// Of an object; `known` are the names of the fields in Rust.
    #[inline(never)]
    pub(crate) fn of(value: &'v Value, of: &str, known: &[&str]) -> Result<Self, Mistake> {
        let fields = object(value, "struct", of)?;
        Self::known(fields, known, "")
    }

    fn known(fields: &'v Map<String, Value>, known: &[&str], but: &str) -> Result<Self, Mistake> {
        let is_unknown = |key: &&String| *key != but && !known.iter().any(|name| is_camel_case(key, name));
        match fields.keys().find(is_unknown) {
            None => Ok(Self(fields)),
            Some(key) => Err(unknown("field", key, known).at(key)),
        }
    }

    #[inline(never)]
    fn find(&self, name: &str) -> Option<(&'v String, &'v Value)> {
        self.0.iter().find(|(key, _)| is_camel_case(key, name))
    }

    #[inline(never)]
    pub(crate) fn required<T: Read>(&self, name: &str) -> Result<T, Mistake> {
        match self.find(name) {
            Some((key, value)) => field(key, value),
            None => Err(Mistake::custom(format_args!("missing field `{}`", text(name)))),
        }
    }

    #[inline(never)]
    pub(crate) fn or<T: Read>(&self, name: &str, default: T) -> Result<T, Mistake> {
        match self.find(name) {
            Some((key, value)) => field(key, value),
            None => Ok(default),
        }
    }
}

impl<'v> Named<'v> {
    #[inline(never)]
    pub(crate) fn of(value: &'v Value, of: &str) -> Result<Self, Mistake> {
        let fields = object(value, "enum", of)?;
        match fields.get(TAG) {
            Some(Value::String(name)) => Ok(Self { name, fields }),
            Some(other) => Err(Json(other).other_than(&"a name")),
            None => Err(Mistake::custom(format_args!("missing field `{TAG}`"))),
        }
    }

    #[inline(never)]
    pub(crate) fn is(&self, variant: &str) -> bool {
        is_camel_case(self.name, variant)
    }

    #[inline(never)]
    pub(crate) fn fields(&self, known: &[&str]) -> Result<Fields<'v>, Mistake> {
        Fields::known(self.fields, known, TAG)
    }

    #[cold]
    pub(crate) fn unknown(&self, known: &[&str]) -> Mistake {
        unknown("variant", self.name, known)
    }
}

fn object<'v>(value: &'v Value, form: &str, of: &str) -> Result<&'v Map<String, Value>, Mistake> {
    value.as_object().ok_or_else(|| Json(value).other_than(&&*format!("{form} {of}")))
}

fn field<T: Read>(key: &str, value: &Value) -> Result<T, Mistake> {
    T::read(value).map_err(|mistake| mistake.at(key))
}

#[cold]
fn unknown(what: &str, name: &str, known: &[&str]) -> Mistake {
    let names: Vec<String> = known.iter().map(|known| format!("`{}`", text(known))).collect();
    let expected = match &names[..] {
        [] => "there are no fields".to_owned(),
        [one] => format!("expected {one}"),
        [one, other] => format!("expected {one} or {other}"),
        more => format!("expected one of {}", more.join(", ")),
    };
    Mistake::custom(format_args!("unknown {what} `{name}`, {expected}"))
}

/// How JSON writes a name of Rust.
fn camel_case(name: &str) -> impl Iterator<Item = char> {
    let (mut first, mut after) = (true, false);
    name.chars().filter_map(move |letter| {
        if letter == '_' {
            after = true;
            return None;
        }
        let written = match (first, after) {
            (true, _) => letter.to_ascii_lowercase(),
            (_, true) => letter.to_ascii_uppercase(),
            _ => letter,
        };
        (first, after) = (false, false);
        Some(written)
    })
}

fn is_camel_case(key: &str, name: &str) -> bool {
    key.chars().eq(camel_case(name))
}

fn text(name: &str) -> String {
    camel_case(name).collect()
}

/// Reads a struct by its fields. What has no `= value` must be there; with `or default` all are the default's where they are not.
#[macro_export]
macro_rules! read_fields {
    ($Name:ident or default { $($field:ident),+ $(,)? }) => {
        impl $crate::json::Read for $Name {
            fn read(value: &serde_json::Value) -> std::result::Result<Self, $crate::json::Mistake> {
                let fields = $crate::json::Fields::of(value, stringify!($Name), &[$(stringify!($field)),+])?;
                let default = Self::default();
                Ok(Self { $($field: fields.or(stringify!($field), default.$field)?),+ })
            }
        }
    };
    ($Name:ident { $($field:ident $(= $default:expr)?),+ $(,)? }) => {
        impl $crate::json::Read for $Name {
            fn read(value: &serde_json::Value) -> std::result::Result<Self, $crate::json::Mistake> {
                let fields = $crate::json::Fields::of(value, stringify!($Name), &[$(stringify!($field)),+])?;
                Ok(Self { $($field: $crate::read_field!(fields, $field $(, $default)?)),+ })
            }
        }
    };
}

/// One field, out of those of a struct.
#[macro_export]
macro_rules! read_field {
    ($fields:ident, $field:ident) => {
        $fields.required(stringify!($field))?
    };
    ($fields:ident, $field:ident, $default:expr) => {
        $fields.or(stringify!($field), $default)?
    };
}
