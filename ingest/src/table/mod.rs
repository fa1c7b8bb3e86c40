//! CSV and TSV dumps to one record for each row.

mod shape;
mod tape;

use std::cell::RefCell;
use std::io::Read;
use std::rc::Rc;

use csv::ByteRecord;
use dateline_model::{Capture, Location};
use encoding_rs::{Encoding, UTF_8};
use serde_json::{Map, Value};

pub(crate) use self::shape::looks_like_table;
use self::shape::{Shape, shape};
use self::tape::{Tape, Taped, taped};
use crate::limits::{DOCUMENT_BYTES, RECORD_BYTES};
use crate::unpack::{Record, Sink, Stop};
use crate::{Reason, Rejection, decode};

/// Most columns of a table.
const COLUMNS: usize = 2_000;

/// Hands out a record for each row. `head` is the beginning of what `reader` gives.
pub(crate) fn unpack(head: &[u8], mut reader: impl Read, location: &Location, sink: Sink<'_>) -> Result<(), Stop> {
    let Some(shape) = shape(&decode::beginning(head)) else {
        let detail = "expected a table of comma, tab or semicolon separated cells, found none";
        return sink(Record::Rejected(Rejection::new(location, Reason::Broken, detail)));
    };
    if let Some((encoding, _)) = Encoding::for_bom(head)
        && encoding != UTF_8
    {
        // Cells are cut by single bytes, which UTF-16 does not have: such a file is read whole.
        let mut bytes = Vec::new();
        let read = (&mut reader).take(DOCUMENT_BYTES as u64 + 1).read_to_end(&mut bytes);
        if bytes.len() > DOCUMENT_BYTES {
            let detail = format!("expected at most {DOCUMENT_BYTES} bytes of UTF-16, found more");
            return sink(Record::Rejected(Rejection::new(location, Reason::TooLarge, detail)));
        }
        if let Err(error) = read {
            sink(Record::Rejected(Rejection::new(location, Reason::Broken, format!("failed to read on: {error}"))))?;
        }
        let text = decode::decode(&bytes, None);
        return Table::new(shape, Box::new(text.as_bytes()), location).hand_out(sink);
    }
    Table::new(shape, Box::new(reader), location).hand_out(sink)
}

/// Rows with a quote that nobody closes, behind which a table is read on. Each costs a row of the longest kind.
const RESUMED: usize = 4;

/// A table that is being read.
struct Table<'a> {
    shape: Shape,
    reader: csv::Reader<Taped<'a>>,
    tape: Rc<RefCell<Tape>>,
    location: &'a Location,
    names: Vec<String>,
    /// Encoding of cells that are no UTF-8, by the first such row.
    legacy: Option<&'static Encoding>,
    resumed: usize,
}

impl<'a> Table<'a> {
    fn new(shape: Shape, inner: Box<dyn Read + 'a>, location: &'a Location) -> Self {
        let (reader, tape) = taped(shape, inner, 1);
        Self { shape, reader, tape, location, names: Vec::new(), legacy: None, resumed: 0 }
    }

    fn hand_out(mut self, sink: Sink<'_>) -> Result<(), Stop> {
        let mut row = ByteRecord::new();
        loop {
            let begins = self.reader.position().byte();
            match self.reader.read_byte_record(&mut row) {
                Ok(false) => return Ok(()),
                Ok(true) => {
                    let line = self.tape.borrow_mut().pass(begins);
                    if let Some(record) = self.record(&row, line) {
                        let broken_header = self.names.is_empty();
                        sink(record)?;
                        if broken_header {
                            return Ok(());
                        }
                    }
                }
                Err(error) => {
                    let line = self.tape.borrow_mut().pass(begins);
                    let at = self.location.at_line(line);
                    let (reason, detail) = why(error);
                    self.resumed += 1;
                    if reason == Reason::TooLarge && self.resumed <= RESUMED {
                        sink(Record::Rejected(Rejection::new(&at, reason, detail)))?;
                        self = self.behind(line + 1);
                    } else {
                        let detail = format!("{detail}; nothing behind this line was read");
                        return sink(Record::Rejected(Rejection::new(&at, reason, detail)));
                    }
                }
            }
        }
    }

    /// A quote that nobody closes swallows what is behind it: the next line is where the table goes on.
    fn behind(self, line: u64) -> Self {
        let swallowed = self.tape.borrow().behind_this_line();
        let inner = self.reader.into_inner().inner;
        let (reader, tape) = taped(self.shape, Box::new(std::io::Cursor::new(swallowed).chain(inner)), line);
        Self { reader, tape, ..self }
    }

    /// What becomes of a row; nothing for the header and for empty lines.
    fn record(&mut self, row: &ByteRecord, line: u64) -> Option<Record> {
        let at = self.location.at_line(line);
        let cells = self.cells(row);
        if self.names.is_empty() {
            return self.take_header(&cells, &at);
        }
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            return None;
        }
        if cells == self.names {
            return Some(Record::Skipped { location: at, kind: "header row".to_owned() });
        }
        let columns = self.names.len();
        let surplus = cells.get(columns..).unwrap_or(&[]).iter().any(|cell| !cell.trim().is_empty());
        if cells.len() < columns || surplus {
            let detail = format!("expected {columns} cells as in the header, found {}", cells.len());
            return Some(Record::Rejected(Rejection::new(&at, Reason::Broken, detail)));
        }
        let object: Map<String, Value> = self
            .names
            .iter()
            .zip(cells)
            .filter(|(_, cell)| !is_missing(cell))
            .map(|(name, cell)| (name.clone(), Value::String(cell)))
            .collect();
        let payload = Value::Object(object).to_string().into_bytes();
        let media_type = "application/json".to_owned();
        Some(Record::Capture(Capture { location: at, uri: None, captured: None, media_type, charset: None, payload }))
    }

    fn take_header(&mut self, cells: &[String], at: &Location) -> Option<Record> {
        let broken = |detail: String| Some(Record::Rejected(Rejection::new(at, Reason::Broken, detail)));
        if !self.shape.has_header {
            let row: String = cells.join(" | ").chars().take(80).collect();
            return broken(format!("expected a first row that names the columns, found `{row}`"));
        }
        if cells.len() > COLUMNS {
            return broken(format!("expected at most {COLUMNS} columns, found {}", cells.len()));
        }
        let name = |(number, cell): (usize, &String)| {
            let name = cell.trim_matches(|c: char| c == '\u{feff}' || c.is_whitespace());
            if name.is_empty() { format!("column {}", number + 1) } else { name.to_owned() }
        };
        self.names = cells.iter().enumerate().map(name).collect();
        None
    }

    fn cells(&mut self, row: &ByteRecord) -> Vec<String> {
        if row.iter().any(|cell| std::str::from_utf8(cell).is_err()) && self.legacy.is_none() {
            self.legacy = Some(decode::guess(row.as_slice()));
        }
        let legacy = self.legacy.unwrap_or(UTF_8);
        let text = |cell: &[u8]| match std::str::from_utf8(cell) {
            Ok(text) => text.to_owned(),
            Err(_) => legacy.decode_without_bom_handling(cell).0.into_owned(),
        };
        row.iter().map(text).collect()
    }
}

/// Programs write that there is nothing in their own ways.
fn is_missing(cell: &str) -> bool {
    matches!(cell.trim(), "" | "nan" | "NaN" | "NA" | "N/A" | "None" | "null" | "NULL" | "\\N")
}

fn why(error: csv::Error) -> (Reason, String) {
    match error.into_kind() {
        csv::ErrorKind::Io(error) if error.kind() == std::io::ErrorKind::FileTooLarge => {
            (Reason::TooLarge, format!("expected a row of at most {RECORD_BYTES} bytes, found a quote without an end"))
        }
        csv::ErrorKind::Io(error) => (Reason::Broken, format!("failed to read on: {error}")),
        other => (Reason::Broken, format!("expected a row, found {other:?}")),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn records(bytes: &[u8]) -> Vec<Record> {
        let mut records = Vec::new();
        let kept = unpack(&bytes[..bytes.len().min(64 << 10)], bytes, &Location::file("a.csv"), &mut |record| {
            records.push(record);
            Ok(())
        });
        assert_eq!(kept, Ok(()));
        records
    }

    fn objects(bytes: &[u8]) -> Vec<Value> {
        let object = |record| match record {
            Record::Capture(capture) => serde_json::from_slice(&capture.payload).ok(),
            _ => None,
        };
        records(bytes).into_iter().filter_map(object).collect()
    }

    #[test]
    fn rows_become_records_and_ragged_ones_are_named() {
        let csv = "\u{feff}title,text,authors\r\n\"Eins, \"\"zwei\"\"\",\"Erste Zeile\r\nzweite\",nan\r\nzu,wenig\r\n\r\nDrei,Text,Ana,,\r\n";
        let records = records(csv.as_bytes());
        assert_eq!(records.len(), 3, "{records:#?}");
        let Record::Rejected(rejection) = &records[1] else { panic!("{records:#?}") };
        assert_eq!(rejection.to_string(), "a.csv:4: broken: expected 3 cells as in the header, found 2");
        let objects = objects(csv.as_bytes());
        assert_eq!(objects[0], serde_json::json!({"title": "Eins, \"zwei\"", "text": "Erste Zeile\r\nzweite"}));
        assert_eq!(objects[1], serde_json::json!({"title": "Drei", "text": "Text", "authors": "Ana"}));
    }

    #[test]
    fn encodings_and_escapes_are_undone() {
        let (latin, ..) = encoding_rs::WINDOWS_1252.encode("title;text\nMünchen;Größe und Maß, schön\n");
        let (wide, ..) = (encode_utf16("title\ttext\nMünchen\tGröße\n"), ());
        assert_eq!(objects(&latin)[0]["text"], "Größe und Maß, schön");
        assert_eq!(objects(&wide)[0]["title"], "München");
        assert_eq!(objects(b"title,text\n\"a \\\"b\\\" c\",\"d\"\n")[0]["title"], "a \"b\" c");
    }

    fn encode_utf16(text: &str) -> Vec<u8> {
        std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn a_quote_without_end_is_bounded_and_said() {
        let mut csv = b"title,text\na,b\nc,\"d\n".to_vec();
        let rows = RECORD_BYTES / 1024 + 1024;
        csv.extend(std::iter::repeat_n(b"e,", rows).flat_map(|row| [row.as_slice(), &[b'x'; 1021], b"\n"].concat()));
        let records = records(&csv);
        let Record::Rejected(rejection) = &records[1] else { panic!("expected a rejection") };
        assert_eq!((rejection.reason, rejection.location.line), (Reason::TooLarge, Some(3)));
        // What the quote had swallowed is read behind it.
        assert_eq!(records.len(), rows + 2);
        let Some(Record::Capture(last)) = records.last() else { panic!("expected a row") };
        assert_eq!(last.location.line, Some(rows as u64 + 3));
    }

    #[test]
    fn a_table_without_names_is_refused_once() {
        let records = records(b"1;Ein Text;2024\n2;Noch einer;2024\n3;Und;2024\n4;Und;2024\n5;Und;2024\n");
        let [Record::Rejected(rejection)] = records.as_slice() else { panic!("{records:#?}") };
        assert_eq!(rejection.detail, "expected a first row that names the columns, found `1 | Ein Text | 2024`");
    }

    proptest! {
        #[test]
        fn nothing_panics(text in "(title,text|[,;\t\"\n\\\\]|\\PC){0,60}") {
            let _ = records(format!("title,text\n{text}").as_bytes());
            let _ = looks_like_table(&text);
        }

        #[test]
        fn what_is_written_is_read(cells in proptest::collection::vec("\\PC{1,20}", 2)) {
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record(["title", "text"]).unwrap();
            writer.write_record(["a", "b\"c"]).unwrap();
            writer.write_record(&cells).unwrap();
            let objects = objects(&writer.into_inner().unwrap());
            prop_assume!(!cells.iter().any(|cell| is_missing(cell)));
            prop_assert_eq!(&objects[1]["title"], &Value::String(cells[0].clone()));
            prop_assert_eq!(&objects[1]["text"], &Value::String(cells[1].clone()));
        }
    }
}
