//! One deserializer for everything, over JSON that is read already, which asks a value for nothing but what its type wants:
//! what serde derives is compiled for each type once more for each deserializer and each form of a value.

use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, Expected, IntoDeserializer, MapAccess, SeqAccess,
    Unexpected, VariantAccess, Visitor,
};
use serde_json::Value;

use super::{Mistake, Step};

/// A value that is read as any type.
#[derive(Clone, Copy)]
pub(super) struct Json<'v>(pub(super) &'v Value);

impl<'v> Json<'v> {
    #[cold]
    pub(super) fn other_than(self, expected: &dyn Expected) -> Mistake {
        let unexpected = match self.0 {
            Value::Null => Unexpected::Unit,
            Value::Bool(value) => Unexpected::Bool(*value),
            Value::Number(number) => match (number.as_u64(), number.as_i64()) {
                (Some(value), _) => Unexpected::Unsigned(value),
                (_, Some(value)) => Unexpected::Signed(value),
                _ => Unexpected::Float(number.as_f64().unwrap_or(f64::NAN)),
            },
            Value::String(text) => Unexpected::Str(text),
            Value::Array(_) => Unexpected::Seq,
            Value::Object(_) => Unexpected::Map,
        };
        Mistake::invalid_type(unexpected, expected)
    }

    fn number<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        let Value::Number(number) = self.0 else { return Err(self.other_than(&visitor)) };
        match (number.as_u64(), number.as_i64()) {
            (Some(value), _) => visitor.visit_u64(value),
            (_, Some(value)) => visitor.visit_i64(value),
            _ => visitor.visit_f64(number.as_f64().unwrap_or(f64::NAN)),
        }
    }

    fn text<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        match self.0 {
            Value::String(text) => visitor.visit_str(text),
            _ => Err(self.other_than(&visitor)),
        }
    }

    fn list<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        let Value::Array(values) = self.0 else { return Err(self.other_than(&visitor)) };
        let mut items = Items { left: values, all: values.len() };
        let list = visitor.visit_seq(&mut items)?;
        if items.left.is_empty() { Ok(list) } else { Err(items.too_many()) }
    }

    fn object<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        match self.0 {
            Value::Object(fields) => visitor.visit_map(Fields { left: fields.iter(), of: None }),
            _ => Err(self.other_than(&visitor)),
        }
    }
}

/// Methods that read a value as one form.
macro_rules! read_as {
    ($form:ident: $($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
            self.$form(visitor)
        })*
    };
}

impl<'de> Deserializer<'de> for Json<'_> {
    type Error = Mistake;

    read_as!(number: deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_u8 deserialize_u16
        deserialize_u32 deserialize_u64 deserialize_f32 deserialize_f64);
    read_as!(text: deserialize_char deserialize_str deserialize_string deserialize_identifier);
    read_as!(list: deserialize_seq deserialize_bytes deserialize_byte_buf);
    read_as!(object: deserialize_map);

    /// For those that take several forms.
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Number(_) => self.number(visitor),
            Value::String(_) => self.text(visitor),
            Value::Array(_) => self.list(visitor),
            Value::Object(_) => self.object(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        match self.0 {
            Value::Bool(value) => visitor.visit_bool(*value),
            _ => Err(self.other_than(&visitor)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        if self.0.is_null() { visitor.visit_unit() } else { Err(self.other_than(&visitor)) }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Mistake> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Mistake> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Mistake> {
        self.list(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Mistake> {
        self.list(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mistake> {
        self.object(visitor)
    }

    /// A name, or an object whose one key is the name.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mistake> {
        let variant = match self.0 {
            Value::String(name) => Variant { name, content: None },
            Value::Object(fields) => match fields.iter().next() {
                Some((name, content)) if fields.len() == 1 => Variant { name, content: Some(content) },
                _ => return Err(self.other_than(&"a name")),
            },
            _ => return Err(self.other_than(&"a name")),
        };
        visitor.visit_enum(variant)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        visitor.visit_unit()
    }
}

/// The values of a list that are still to be read.
struct Items<'v> {
    left: &'v [Value],
    all: usize,
}

impl Items<'_> {
    #[cold]
    fn too_many(&self) -> Mistake {
        Mistake::invalid_length(self.all, &"fewer elements in array")
    }
}

impl<'de> SeqAccess<'de> for &mut Items<'_> {
    type Error = Mistake;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Mistake> {
        let Some((next, left)) = self.left.split_first() else { return Ok(None) };
        let index = self.all - self.left.len();
        self.left = left;
        seed.deserialize(Json(next)).map(Some).map_err(|mistake| mistake.within(Step::Index(index)))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left.len())
    }
}

/// The fields of an object that are still to be read.
struct Fields<'v> {
    left: serde_json::map::Iter<'v>,
    /// The one whose value comes next.
    of: Option<(&'v str, &'v Value)>,
}

impl<'de> MapAccess<'de> for Fields<'_> {
    type Error = Mistake;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Mistake> {
        self.of = self.left.next().map(|(key, value)| (&key[..], value));
        let Some((key, _)) = self.of else { return Ok(None) };
        let name: StrDeserializer<'_, Mistake> = key.into_deserializer();
        seed.deserialize(name).map(Some).map_err(|mistake| mistake.at(key))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Mistake> {
        let Some((key, value)) = self.of else { return Err(Mistake::custom("a value before its key")) };
        seed.deserialize(Json(value)).map_err(|mistake| mistake.at(key))
    }
}

/// An enum's variant by its name, and what it holds.
#[derive(Clone, Copy)]
struct Variant<'v> {
    name: &'v str,
    content: Option<&'v Value>,
}

impl<'v> Variant<'v> {
    fn content(self, expected: &dyn Expected) -> Result<Json<'v>, Mistake> {
        self.content.map(Json).ok_or_else(|| {
            Mistake::invalid_type(Unexpected::UnitVariant, expected).within(Step::Key(self.name.to_owned()))
        })
    }
}

impl<'de> EnumAccess<'de> for Variant<'_> {
    type Error = Mistake;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Mistake> {
        let name: StrDeserializer<'_, Mistake> = self.name.into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_> {
    type Error = Mistake;

    fn unit_variant(self) -> Result<(), Mistake> {
        match self.content {
            Some(content) if !content.is_null() => Err(Json(content).other_than(&"a name alone")),
            _ => Ok(()),
        }
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Mistake> {
        seed.deserialize(self.content(&"a value")?)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Mistake> {
        self.content(&visitor)?.list(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mistake> {
        match self.content(&visitor)? {
            Json(Value::Object(fields)) => visitor.visit_map(Fields { left: fields.iter(), of: None }),
            other => Err(other.other_than(&visitor)),
        }
    }
}
