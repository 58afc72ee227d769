//! Text that people read, in one language or several.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// A text shown to people: plain, or one wording per language.
///
/// ```
/// use interdept::Text;
/// let name = Text::new([("en", "Finance"), ("zh", "财务部")]);
/// assert_eq!(name.in_language("zh"), "财务部");
/// assert_eq!(name.in_language("fr"), "Finance"); // English stands in for a language that is missing
/// assert_eq!(Text::from("Finance").in_language("zh"), "Finance");
/// ```
///
/// Clones share the words: a holiday of a week does not have its name seven times.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Text(Wording);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Wording {
    Plain(Arc<str>),
    ByLanguage(Arc<BTreeMap<Box<str>, Box<str>>>),
}

impl Text {
    /// A text with a wording for each language, named by its tag (`en`, `zh`); the empty text without any.
    pub fn new<'a>(wordings: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let wordings: BTreeMap<_, _> = wordings.into_iter().map(|(lang, text)| (lang.into(), text.into())).collect();
        Self(if wordings.is_empty() { Wording::Plain("".into()) } else { Wording::ByLanguage(Arc::new(wordings)) })
    }

    /// The wording for a language. Where it is missing: English, else the first by language tag, else the empty text.
    pub fn in_language(&self, lang: &str) -> &str {
        match &self.0 {
            Wording::Plain(text) => text,
            Wording::ByLanguage(map) => {
                map.get(lang).or_else(|| map.get("en")).or_else(|| map.values().next()).map_or("", |text| text)
            }
        }
    }

    /// The same with every wording as `change` makes it.
    pub(crate) fn map(&self, mut change: impl FnMut(&str) -> String) -> Self {
        Self(match &self.0 {
            Wording::Plain(text) => Wording::Plain(change(text).into()),
            Wording::ByLanguage(map) => {
                let map: BTreeMap<_, _> = map.iter().map(|(lang, text)| (lang.clone(), change(text).into())).collect();
                Wording::ByLanguage(map.into())
            }
        })
    }

    /// The languages it is worded in, sorted; none for a plain text, which stands for every language.
    pub fn languages(&self) -> impl Iterator<Item = (&str, &str)> {
        match &self.0 {
            Wording::Plain(_) => None,
            Wording::ByLanguage(map) => Some(map.iter().map(|(lang, text)| (&**lang, &**text))),
        }
        .into_iter()
        .flatten()
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(Wording::Plain(text.into()))
    }
}

impl fmt::Display for Text {
    /// Writes the English wording, or what stands in for it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.in_language("en"))
    }
}

impl serde::Serialize for Text {
    /// A string, or a table by language, as agreement files write it.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Wording::Plain(text) => serializer.serialize_str(text),
            Wording::ByLanguage(map) => serializer.collect_map(map.iter()),
        }
    }
}
