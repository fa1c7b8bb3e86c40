//! Mailboxes in the mbox format to one capture for each message.

use std::io::BufRead;

use dateline_model::{Capture, Location};

use super::MESSAGE;
use crate::limits::RECORD_BYTES;
use crate::unpack::{Record, Sink, Stop};
use crate::{Reason, Rejection};

/// Hands out a capture for each message of a mailbox.
pub(crate) fn unpack(mut reader: impl BufRead, location: &Location, sink: Sink<'_>) -> Result<(), Stop> {
    let mut message = Message::default();
    let mut offset = 0;
    let mut line = Vec::new();
    // The beginning counts as an empty line.
    let mut behind_empty = true;
    let mut at_line_start = true;
    loop {
        line.clear();
        // Lines longer than a record come in pieces.
        match std::io::Read::take(&mut reader, RECORD_BYTES as u64).read_until(b'\n', &mut line) {
            Ok(0) => return message.hand_out(location, sink),
            Ok(_) => {}
            Err(error) => {
                message.hand_out(location, sink)?;
                let detail = format!("failed to read on: {error}");
                return sink(Record::Rejected(Rejection::new(&location.at_offset(offset), Reason::Broken, detail)));
            }
        }
        if at_line_start && behind_empty && is_separator(&line) {
            std::mem::take(&mut message).hand_out(location, sink)?;
            message.offset = Some(offset);
        } else {
            message.add(&line, at_line_start);
        }
        behind_empty = line.trim_ascii().is_empty();
        at_line_start = line.ends_with(b"\n");
        offset += line.len() as u64;
    }
}

/// `From ana@paper.example Tue Mar  5 10:00:00 2024`.
fn is_separator(line: &[u8]) -> bool {
    line.len() < 1000
        && line
            .strip_prefix(b"From ")
            .is_some_and(|rest| rest.contains(&b':') && rest.windows(4).any(|four| four.iter().all(u8::is_ascii_digit)))
}

/// A message that is being collected.
#[derive(Default)]
struct Message {
    offset: Option<u64>,
    payload: Vec<u8>,
    too_large: bool,
}

impl Message {
    fn add(&mut self, line: &[u8], at_line_start: bool) {
        // `>From ` is how mailboxes write a line of text that begins with `From `.
        let quoted = at_line_start && line.trim_ascii_start().len() == line.len() && {
            let unquoted = line.iter().take_while(|&&byte| byte == b'>').count();
            unquoted > 0 && line[unquoted..].starts_with(b"From ")
        };
        let line = if quoted { &line[1..] } else { line };
        if self.payload.len() + line.len() > RECORD_BYTES {
            self.too_large = true;
        } else {
            self.payload.extend_from_slice(line);
        }
    }

    fn hand_out(self, location: &Location, sink: Sink<'_>) -> Result<(), Stop> {
        let location = location.at_offset(self.offset.unwrap_or(0));
        if self.too_large {
            let detail = format!("expected a message of at most {RECORD_BYTES} bytes, found more");
            return sink(Record::Rejected(Rejection::new(&location, Reason::TooLarge, detail)));
        }
        if self.payload.trim_ascii().is_empty() {
            // In front of the first message there is none.
            return if self.offset.is_none() {
                Ok(())
            } else {
                let detail = "expected a message, found nothing behind its first line";
                sink(Record::Rejected(Rejection::new(&location, Reason::Empty, detail)))
            };
        }
        let media_type = MESSAGE.to_owned();
        sink(Record::Capture(Capture {
            location,
            uri: None,
            captured: None,
            media_type,
            charset: None,
            payload: self.payload,
        }))
    }
}
