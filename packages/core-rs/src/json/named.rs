//! Enums of options, by name.

/// An enum of options whose variant is named by the field `name`; a field that has a default is declared with it.
#[macro_export]
macro_rules! named_options {
    ($(#[$attribute:meta])* pub enum $Name:ident {
        $($(#[$about:meta])* $Variant:ident
            $({ $($(#[$doc:meta])* $field:ident: $Type:ty $(= $default:expr)?,)+ })?,)+
    }) => {
        $(#[$attribute])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(tag = "name", rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
        pub enum $Name {
            $($(#[$about])* $Variant $({
                $($(#[$doc])*
                $(#[cfg_attr(
                    feature = "schema",
                    schemars(default, extend("default" = std::convert::identity::<$Type>($default)))
                )])?
                $field: $Type,)+
            })?,)+
        }

        impl $crate::json::Read for $Name {
            fn read(value: &serde_json::Value) -> std::result::Result<Self, $crate::json::Mistake> {
                let named = $crate::json::Named::of(value, stringify!($Name))?;
                Self::read_variant(&named).map_err($crate::json::Mistake::alone)
            }
        }

        impl $Name {
            fn read_variant(named: &$crate::json::Named<'_>) -> std::result::Result<Self, $crate::json::Mistake> {
                $(if named.is(stringify!($Variant)) {
                    $(let fields = named.fields(&[$(stringify!($field)),+])?;)?
                    return Ok(Self::$Variant $({
                        $($field: $crate::read_field!(fields, $field $(, $default)?)),+
                    })?);
                })+
                Err(named.unknown(&[$(stringify!($Variant)),+]))
            }
        }

        $crate::deserialize_by_read!($Name);
    };
}

/// For what serde reads that holds options.
#[macro_export]
macro_rules! deserialize_by_read {
    ($Name:ident) => {
        impl<'de> serde::Deserialize<'de> for $Name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> std::result::Result<Self, D::Error> {
                let value = serde_json::Value::deserialize(from)?;
                $crate::json::Read::read(&value).map_err(serde::de::Error::custom)
            }
        }
    };
}
