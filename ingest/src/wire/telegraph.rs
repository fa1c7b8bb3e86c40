//! What the two formats of the teleprinter have in common: messages between control characters, paper's typography.

use crate::wire::Wire;

const SOH: u8 = 0x01;
const STX: u8 = 0x02;
const ETX: u8 = 0x03;
const EOT: u8 = 0x04;
/// The unit separator behind the sequence number of ANPA 1312.
const US: u8 = 0x1f;

/// Bytes in front of a message's text: header lines and slugs.
const HEADER: usize = 400;

/// Returns which of the two formats a file begins with, if it is one.
pub(crate) fn sniff(head: &[u8]) -> Option<Wire> {
    let start = head.iter().take(64).position(|&byte| byte == SOH)?;
    // Only padding stands in front of the first message.
    if head[..start].iter().any(|byte| byte.is_ascii_graphic()) {
        return None;
    }
    let header = &head[start + 1..head.len().min(start + HEADER)];
    let header = &header[..header.iter().position(|&byte| byte == STX)?];
    if header.contains(&US) {
        return Some(Wire::Anpa);
    }
    super::iptc7901::is_header(&String::from_utf8_lossy(header)).then_some(Wire::Iptc7901)
}

/// Cuts a file into messages: each begins with SOH.
pub(crate) fn messages(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split(|&byte| byte == SOH).skip(1).filter(|message| message.iter().any(u8::is_ascii_graphic))
}

/// The parts of a message: in front of its text, the text, behind it.
pub(crate) fn parts(message: &str) -> Option<(&str, &str, &str)> {
    let (header, rest) = message.split_once(char::from(STX))?;
    // Padding stands in front of the start.
    let header = header.rsplit(char::from(SOH)).next().unwrap_or(header);
    let (text, trailer) = rest.split_once(char::from(ETX)).unwrap_or((rest, ""));
    Some((header, text, trailer.split(char::from(EOT)).next().unwrap_or(trailer)))
}
