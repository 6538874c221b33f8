//! Enums of options, by name.

/// An enum of options whose variant is named by the field `name`. It is written by serde, and read by a twin that serde reads
/// by the variant's name, for what serde makes of a tag inside keeps every form a value may have.
#[macro_export]
macro_rules! named_options {
    ($(#[$attribute:meta])* pub enum $Name:ident, $twin:ident of $remote:literal, { $($variants:tt)* }) => {
        $(#[$attribute])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(tag = "name", rename_all = "camelCase", deny_unknown_fields)]
        pub enum $Name { $($variants)* }

        #[derive(serde::Deserialize)]
        #[serde(remote = $remote, rename_all = "camelCase", deny_unknown_fields)]
        enum $twin { $($variants)* }

        impl<'de> serde::Deserialize<'de> for $Name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> std::result::Result<Self, D::Error> {
                let value = serde_json::Value::deserialize(from)?;
                let tagged = $crate::json::Tagged { value: &value, tag: "name" };
                $twin::deserialize(tagged).map_err(serde::de::Error::custom)
            }
        }
    };
}
