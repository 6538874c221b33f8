//! What can be read out of a value.

use serde_json::Value;

use super::typed::Json;
use super::{Mistake, Step};

/// What can be read out of a value: what options hold.
pub trait Read: Sized {
    /// # Errors
    /// What is wrong, and where in the value.
    fn read(value: &Value) -> Result<Self, Mistake>;
}

/// Types that serde reads: what is no object, and what only the whole core has.
#[macro_export]
macro_rules! read_by_serde {
    ($($Type:ty),+ $(,)?) => {
        $(impl $crate::json::Read for $Type {
            fn read(value: &serde_json::Value) -> std::result::Result<Self, $crate::json::Mistake> {
                $crate::json::from_value(value)
            }
        })+
    };
}

read_by_serde!(bool, u32, u64, usize, f64, [f64; 2], String);

/// Null is none.
impl<T: Read> Read for Option<T> {
    fn read(value: &Value) -> Result<Self, Mistake> {
        if value.is_null() { Ok(None) } else { T::read(value).map(Some) }
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(value: &Value) -> Result<Self, Mistake> {
        let Value::Array(values) = value else { return Err(Json(value).other_than(&"a sequence")) };
        let at =
            |(index, value)| T::read(value).map_err(|mistake: Mistake| mistake.within(Step::Index(index)));
        values.iter().enumerate().map(at).collect()
    }
}
