//! The encodings of text files, and how one is recognised.

use std::fmt;

/// The encoding of a text file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[non_exhaustive]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    #[serde(rename = "utf-8")]
    Utf8,
    /// UTF-16 with the lower byte first, as Windows writes it.
    #[serde(rename = "utf-16le")]
    Utf16Le,
    /// UTF-16 with the higher byte first.
    #[serde(rename = "utf-16be")]
    Utf16Be,
    /// Windows-1252, of western Europe.
    #[serde(rename = "windows-1252")]
    Windows1252,
    /// GB18030, of China; GBK and GB2312 are parts of it.
    #[serde(rename = "gb18030")]
    Gb18030,
}

impl Encoding {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Utf8, Self::Utf16Le, Self::Utf16Be, Self::Windows1252, Self::Gb18030];

    /// The name under which a mapping knows it: `utf-8`, `utf-16le`, `utf-16be`, `windows-1252` or `gb18030`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
            Self::Windows1252 => "windows-1252",
            Self::Gb18030 => "gb18030",
        }
    }

    /// The encoding of a name, whatever the case of its letters; the names of parts of an encoding mean all of it.
    pub fn named(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        match name.as_str() {
            "utf8" => Some(Self::Utf8),
            "utf-16" => Some(Self::Utf16Le),
            "cp1252" | "iso-8859-1" | "latin1" | "ascii" => Some(Self::Windows1252),
            "gbk" | "gb2312" => Some(Self::Gb18030),
            _ => Self::ALL.into_iter().find(|encoding| encoding.as_str() == name),
        }
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le | Self::Utf16Be => "UTF-16",
            Self::Windows1252 => "Windows-1252",
            Self::Gb18030 => "GB18030",
        })
    }
}

/// The encoding of a text that is no UTF-16, from a part of it that begins with its first byte beyond ASCII.
///
/// Of several that fit, it is the one under which most of the wanted names are found; else UTF-8; GB18030 where its
/// characters would be common ones; else Windows-1252. A text with more that is UTF-8 than that is not counts as UTF-8
/// with some broken rows.
#[cfg(feature = "encodings")]
pub(super) fn recognise(sample: &[u8], wanted: &[&str]) -> Encoding {
    let candidates = [Encoding::Utf8, Encoding::Gb18030, Encoding::Windows1252];
    let found = |encoding: &Encoding| {
        let (text, _) = rules(*encoding).decode_without_bom_handling(sample);
        wanted.iter().filter(|name| text.contains(**name)).count()
    };
    let most = if wanted.is_empty() { 0 } else { candidates.iter().map(found).max().unwrap_or(0) };
    if let Some(encoding) = candidates.into_iter().find(|encoding| most > 0 && found(encoding) == most) {
        return encoding;
    }
    let (mut right, mut wrong) = (0, 0);
    for chunk in sample.utf8_chunks() {
        right += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        wrong += usize::from(!chunk.invalid().is_empty());
    }
    if right > wrong || wrong == 0 {
        Encoding::Utf8
    } else if is_common_chinese(sample) {
        Encoding::Gb18030
    } else {
        Encoding::Windows1252
    }
}

/// Whether at least half of the characters beyond ASCII would be among the 3,755 most common Chinese ones, which have a
/// block of their own in GB2312.
#[cfg(feature = "encodings")]
fn is_common_chinese(sample: &[u8]) -> bool {
    let (mut common, mut others) = (0_usize, 0_usize);
    let mut rest = sample;
    while let [first, after @ ..] = rest {
        rest = match (first, after) {
            (0..=0x7F, _) => after,
            (0xB0..=0xD7, [0xA1..=0xFE, after @ ..]) => {
                common += 1;
                after
            }
            // Punctuation says nothing.
            (0xA1..=0xA3, [0xA1..=0xFE, after @ ..]) => after,
            (0x81..=0xFE, [0x40..=0xFE, after @ ..] | [0x30..=0x39, _, _, after @ ..]) => {
                others += 1;
                after
            }
            _ => {
                others += 1;
                after
            }
        };
    }
    common > 0 && common >= others
}

/// How to decode an encoding.
#[cfg(feature = "encodings")]
pub(super) fn rules(encoding: Encoding) -> &'static encoding_rs::Encoding {
    match encoding {
        Encoding::Utf8 => encoding_rs::UTF_8,
        Encoding::Utf16Le => encoding_rs::UTF_16LE,
        Encoding::Utf16Be => encoding_rs::UTF_16BE,
        Encoding::Windows1252 => encoding_rs::WINDOWS_1252,
        Encoding::Gb18030 => encoding_rs::GB18030,
    }
}

#[cfg(all(test, feature = "encodings"))]
mod tests {
    use super::*;

    #[track_caller]
    fn check(encoding: Encoding, text: &str) {
        let (bytes, _, lossy) = rules(encoding).encode(text);
        assert!(!lossy);
        assert_eq!(recognise(&bytes, &[]), encoding, "{text}");
    }

    #[test]
    fn encodings_are_recognised() {
        check(Encoding::Utf8, "Müller und Größe");
        check(Encoding::Utf8, "财务部");
        check(Encoding::Windows1252, "Müller, Größe: 5 € – “fine”");
        check(Encoding::Windows1252, "é");
        check(Encoding::Gb18030, "车辆交付，财务部");
        check(Encoding::Gb18030, "客户 A, 已关闭\n客户 B, 处理中");
        assert_eq!(recognise(b"\xFCber M\xC3\xBCller M\xC3\xBCller", &[]), Encoding::Utf8);
        assert_eq!(recognise(b"\xC4\xD6", &[]), Encoding::Gb18030);
        assert_eq!(recognise(b"\xC4\xD6", &["ÄÖ"]), Encoding::Windows1252);
    }
}
