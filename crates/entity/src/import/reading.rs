//! Lines of bounded length, and what a list looks like at its beginning.

use std::io::{self, BufRead, Read};

use super::{ActorFormat, RECORD_BYTES};

/// One line of a list.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// It is in the buffer, without its end.
    Whole,
    /// It was longer than allowed and has been passed over.
    TooLong,
    /// There is none.
    End,
}

/// Reads the next line into the buffer.
pub(super) fn next_line(input: &mut dyn BufRead, buffer: &mut Vec<u8>) -> io::Result<Line> {
    buffer.clear();
    let limit = RECORD_BYTES as u64 + 1;
    if input.take(limit).read_until(b'\n', buffer)? == 0 {
        return Ok(Line::End);
    }
    if buffer.last() == Some(&b'\n') {
        buffer.pop();
        if buffer.last() == Some(&b'\r') {
            buffer.pop();
        }
        return Ok(Line::Whole);
    }
    if buffer.len() <= RECORD_BYTES {
        return Ok(Line::Whole);
    }
    buffer.clear();
    // Pass over the rest in steps, so that a file of one line takes no memory.
    loop {
        let ready = input.fill_buf()?;
        if ready.is_empty() {
            break;
        }
        let end = ready.iter().position(|&byte| byte == b'\n');
        let used = end.map_or(ready.len(), |at| at + 1);
        input.consume(used);
        if end.is_some() {
            break;
        }
    }
    Ok(Line::TooLong)
}

/// Says by its beginning how a list is written.
pub(super) fn sniff(input: &mut dyn BufRead) -> io::Result<Option<ActorFormat>> {
    let head = input.fill_buf()?;
    let head = String::from_utf8_lossy(&head[..head.len().min(1 << 16)]);
    let head = head.trim_start_matches('\u{feff}').trim_start();
    if head.starts_with(['{', '[']) {
        let has = |key: &str| head.contains(&format!("\"{key}\""));
        return Ok(if has("schema") && has("properties") {
            Some(ActorFormat::FollowTheMoney)
        } else if has("head") && has("vars") {
            Some(ActorFormat::Sparql)
        } else if has("labels") || has("claims") {
            Some(ActorFormat::Wikidata)
        } else {
            None
        });
    }
    let first = head.lines().next().unwrap_or("").to_lowercase();
    let columns: Vec<&str> = first.split([',', ';', '\t']).map(|column| column.trim().trim_matches('"')).collect();
    let named = |names: &[&str]| columns.iter().any(|column| names.contains(column));
    if columns.len() > 1
        && named(&["name", "itemlabel", "label", "caption"])
        && named(&["id", "item", "schema", "type"])
    {
        return Ok(Some(ActorFormat::Table));
    }
    // A dictionary has a code in brackets within its first entries.
    let code = |line: &str| {
        let line = line.split(';').next().unwrap_or("").trim();
        line.ends_with(']')
            && line.split('[').nth(1).is_some_and(|code| code.starts_with(|c: char| c.is_ascii_uppercase()))
    };
    let name = |line: &str| line.trim_end().ends_with('_') || line.starts_with('+') || line.contains('_');
    let mut lines = head.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()).take(60);
    let named = lines.by_ref().take(1).any(name);
    Ok((named && (lines.any(code) || head.lines().any(code))).then_some(ActorFormat::Phoenix))
}

/// Counts the bytes of one record and refuses to read on where they are too many.
pub(super) struct Budget<R> {
    inner: R,
    left: std::rc::Rc<std::cell::Cell<usize>>,
}

impl<R> Budget<R> {
    /// Returns a reader and what is left of its budget; whoever finishes a record sets it back.
    pub(super) fn new(inner: R) -> (Self, std::rc::Rc<std::cell::Cell<usize>>) {
        let left = std::rc::Rc::new(std::cell::Cell::new(RECORD_BYTES));
        (Self { inner, left: left.clone() }, left)
    }
}

impl<R: Read> Read for Budget<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left.get() == 0 {
            return Err(io::Error::from(io::ErrorKind::FileTooLarge));
        }
        let read = self.inner.read(buffer)?;
        self.left.set(self.left.get().saturating_sub(read));
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_bounded() {
        let mut text = b"one\r\n".to_vec();
        text.extend(std::iter::repeat_n(b'x', RECORD_BYTES + 5));
        text.extend(b"\ntwo");
        let mut input: &[u8] = &text;
        let mut buffer = Vec::new();
        assert_eq!(next_line(&mut input, &mut buffer).unwrap(), Line::Whole);
        assert_eq!(buffer, b"one");
        assert_eq!(next_line(&mut input, &mut buffer).unwrap(), Line::TooLong);
        assert_eq!(next_line(&mut input, &mut buffer).unwrap(), Line::Whole);
        assert_eq!(buffer, b"two");
        assert_eq!(next_line(&mut input, &mut buffer).unwrap(), Line::End);
    }
}
