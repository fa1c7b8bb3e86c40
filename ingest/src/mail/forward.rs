//! A message that stands inside another as text: whose it is, and where it begins.

use crate::repair::non_empty;

/// A forwarded message.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Forwarded {
    pub(super) from: Option<String>,
    pub(super) date: Option<String>,
    pub(super) subject: Option<String>,
    /// Number of the line that its text begins with.
    pub(super) body: usize,
}

/// Header names as mail programs print them, folded.
const FROM: [&str; 14] =
    ["from", "von", "de", "da", "van", "fra", "fran", "od", "kimden", "от", "від", "发件人", "差出人", "보낸 사람"];
const DATE: [&str; 20] = [
    "date", "sent", "gesendet", "datum", "envoye", "fecha", "enviado", "enviado el", "data", "inviato", "verzonden",
    "skickat", "sendt", "dato", "wyslano", "дата", "отправлено", "tarih", "日期", "发送时间",
];
const SUBJECT: [&str; 14] = [
    "subject", "betreff", "objet", "asunto", "assunto", "oggetto", "onderwerp", "amne", "emne", "temat", "тема",
    "konu", "主题", "件名",
];
const TO: [&str; 16] = [
    "to", "cc", "an", "a", "para", "per", "aan", "til", "till", "do", "кому", "копия", "kime", "reply-to", "收件人",
    "宛先",
];

/// Lines looked at: a forward stands in front, behind a short note at most.
const LOOKED_AT: usize = 60;

/// Finds the header of a forwarded message: a run of header lines that has a sender and a subject.
pub(super) fn find(lines: &[&str]) -> Option<Forwarded> {
    (0..lines.len().min(LOOKED_AT)).find_map(|at| header(lines, at))
}

fn header(lines: &[&str], at: usize) -> Option<Forwarded> {
    let mut found = Forwarded::default();
    let mut named = 0;
    let mut line = at;
    while let Some(printed) = lines.get(line) {
        if printed.trim().is_empty() && named > 0 {
            // In HTML each line may be a paragraph; in text the empty line ends the header.
            if field(lines.get(line + 1).unwrap_or(&"")).is_none() {
                break;
            }
            line += 1;
            continue;
        }
        let Some((name, value)) = field(printed) else { break };
        let value = non_empty(value);
        if FROM.contains(&name.as_str()) {
            found.from = found.from.or(value);
        } else if DATE.contains(&name.as_str()) {
            found.date = found.date.or(value);
        } else if SUBJECT.contains(&name.as_str()) {
            found.subject = found.subject.or(value);
        }
        named += 1;
        line += 1;
    }
    found.body = line;
    let is_header = found.from.is_some() && found.subject.is_some() && named >= 3 && line < lines.len();
    is_header.then_some(found)
}

/// `*Von:* Ana Ruiz <ana@paper.example>` as name and value, where the name is one of a header.
fn field(line: &str) -> Option<(String, &str)> {
    let line = line.trim_start_matches(['>', ' ', '*', '\u{a0}']);
    let (name, value) = line.split_once([':', '：'])?;
    let name = dateline_text::fold_name(name.trim_matches(['*', ' ', '\u{a0}']));
    let known = [&FROM[..], &DATE, &SUBJECT, &TO].iter().any(|names| names.contains(&name.as_str()));
    known.then(|| (name, value.trim_start_matches(['*', ' ', '\u{a0}'])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_forwards_are_found() {
        let lines = [
            "Zur Kenntnis.", "", "---------- Forwarded message ---------", "Von: Der Hafen <brief@hafen.example>",
            "Date: Di., 5. März 2024 um 08:00 Uhr", "Subject: Hafen offen", "To: <ana@x.example>", "",
            "Der Hafen öffnet.",
        ];
        let found = find(&lines).unwrap();
        assert_eq!(found.from.as_deref(), Some("Der Hafen <brief@hafen.example>"));
        assert_eq!(found.subject.as_deref(), Some("Hafen offen"));
        assert_eq!(lines[found.body..].iter().find(|line| !line.is_empty()), Some(&"Der Hafen öffnet."));
        assert_eq!(find(&["From: a tower", "the port was seen.", "Date: none"]), None);
    }
}
