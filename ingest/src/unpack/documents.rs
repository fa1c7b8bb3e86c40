//! Documents that are read as they are: pages, texts, JSON, tables, feeds.

use std::io::{BufRead, Read};

use dateline_model::{Capture, Location};

use super::{Record, Sink, Stop};
use crate::limits::{DOCUMENT_BYTES, RECORD_BYTES};
use crate::{Reason, Rejection, Wire, mhtml, table, wire};

/// One document, one record.
pub(super) fn whole(reader: impl BufRead, location: &Location, media_type: &str, sink: Sink<'_>) -> Result<(), Stop> {
    match read_whole(reader, RECORD_BYTES) {
        Ok(payload) => sink(Record::Capture(Capture {
            location: location.clone(),
            uri: None,
            captured: None,
            media_type: media_type.to_owned(),
            charset: None,
            payload,
        })),
        Err((reason, detail)) => sink(Record::Rejected(Rejection::new(location, reason, detail))),
    }
}

pub(super) fn read_whole(reader: impl BufRead, limit: usize) -> Result<Vec<u8>, (Reason, String)> {
    let mut bytes = Vec::new();
    reader
        .take(limit as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| (super::reason(&error), format!("failed to read: {error}")))?;
    if bytes.len() > limit {
        return Err((Reason::TooLarge, format!("expected at most {limit} bytes, found more")));
    }
    Ok(bytes)
}

pub(super) fn json_lines(mut reader: impl BufRead, location: &Location, sink: Sink<'_>) -> Result<(), Stop> {
    for number in 1.. {
        let at = location.at_line(number);
        let mut line = Vec::new();
        match (&mut reader).take(RECORD_BYTES as u64 + 1).read_until(b'\n', &mut line) {
            Ok(0) => return Ok(()),
            Ok(_) => {}
            Err(error) => {
                return sink(Record::Rejected(super::broken(&at, &error)));
            }
        }
        if line.len() > RECORD_BYTES {
            sink(Record::Rejected(Rejection::new(
                &at,
                Reason::TooLarge,
                format!("expected a line of at most {RECORD_BYTES} bytes, found more"),
            )))?;
            if skip_line(&mut reader).is_err() {
                return Ok(());
            }
            continue;
        }
        if !line.trim_ascii().is_empty() {
            sink(wire::json_record(json_capture(at, line.trim_ascii().to_vec())))?;
        }
    }
    Ok(())
}

/// Passes over the rest of a line, however long.
fn skip_line(reader: &mut impl BufRead) -> std::io::Result<()> {
    loop {
        let buffer = reader.fill_buf()?;
        let (done, used) = buffer
            .iter()
            .position(|&byte| byte == b'\n')
            .map_or((buffer.is_empty(), buffer.len()), |at| (true, at + 1));
        reader.consume(used);
        if done {
            return Ok(());
        }
    }
}

fn json_capture(location: Location, payload: Vec<u8>) -> Capture {
    Capture { location, uri: None, captured: None, media_type: "application/json".to_owned(), charset: None, payload }
}

/// One object, a list of objects, or an object that holds such a list (`{"articles": [...]}`).
pub(super) fn json_document(reader: impl BufRead, location: &Location, sink: Sink<'_>) -> Result<(), Stop> {
    let read = read_whole(reader, DOCUMENT_BYTES);
    let parsed = read.and_then(|bytes| {
        serde_json::from_slice(&bytes).map_err(|error| (Reason::Broken, format!("expected JSON, found {error}")))
    });
    let value: serde_json::Value = match parsed {
        Ok(value) => crate::json::unwrapped(value),
        Err((reason, detail)) => return sink(Record::Rejected(Rejection::new(location, reason, detail))),
    };
    let items = match value {
        serde_json::Value::Array(items) => items,
        object @ serde_json::Value::Object(_) => {
            return sink(wire::json_record(json_capture(location.clone(), object.to_string().into_bytes())));
        }
        _ => {
            return sink(Record::Rejected(Rejection::new(
                location,
                Reason::Broken,
                "expected a JSON object or a list, found a single value",
            )));
        }
    };
    for (item, number) in items.iter().zip(1..) {
        sink(wire::json_record(json_capture(location.at_item(number), item.to_string().into_bytes())))?;
    }
    Ok(())
}

/// Reads a document that holds many records and must be read whole.
pub(super) fn read_document(
    reader: impl BufRead,
    location: &Location,
    unpack: fn(&[u8], &Location, Sink<'_>) -> Result<(), Stop>,
    sink: Sink<'_>,
) -> Result<(), Stop> {
    match read_whole(reader, DOCUMENT_BYTES) {
        Ok(bytes) => unpack(&bytes, location, sink),
        Err((reason, detail)) => sink(Record::Rejected(Rejection::new(location, reason, detail))),
    }
}

/// A table of records; what stands at its head says where its columns end.
pub(super) fn table(mut reader: impl BufRead, location: &Location, sink: Sink<'_>) -> Result<(), Stop> {
    let mut head = Vec::new();
    match Read::by_ref(&mut reader).take(super::HEAD as u64).read_to_end(&mut head) {
        Ok(_) => table::unpack(&head, std::io::Cursor::new(&head).chain(reader), location, sink),
        Err(error) => sink(Record::Rejected(super::broken(location, &error))),
    }
}

/// A page that a browser saved as MHTML.
pub(super) fn saved_page(reader: impl BufRead, location: &Location, sink: Sink<'_>) -> Result<(), Stop> {
    match read_whole(reader, RECORD_BYTES).and_then(|bytes| mhtml::unpack(&bytes, location)) {
        Ok(capture) => sink(Record::Capture(capture)),
        Err((reason, detail)) => sink(Record::Rejected(Rejection::new(location, reason, detail))),
    }
}

/// A file of a news agency, with one or many items.
pub(super) fn wire_file(format: Wire, reader: impl BufRead, location: &Location, sink: Sink<'_>) -> Result<(), Stop> {
    match read_whole(reader, RECORD_BYTES) {
        Ok(bytes) => wire::unpack(format, bytes, location).into_iter().try_for_each(sink),
        Err((reason, detail)) => sink(Record::Rejected(Rejection::new(location, reason, detail))),
    }
}
