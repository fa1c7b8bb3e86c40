//! E-mail newsletters: single messages and mailboxes, HTML or text, forwarded or not.
//!
//! A message is one article, also where a newsletter tells several stories: it was published as one thing, under one
//! headline, on one date.

mod boxes;
mod footer;
mod forward;

use dateline_model::{Dated, Origin, Paragraph};
use dom_query::Document;
use mail_parser::{Encoding, Message, MessageParser, MessagePart, MimeHeaders, PartType};

pub(crate) use self::boxes::unpack as unpack_mailbox;
use self::forward::Forwarded;
use crate::body::Story;
use crate::json::RecordStory;
use crate::limits::HEADER_BYTES;
use crate::repair::{non_empty, one_line};
use crate::{Format, Reason, decode, guard, json, markup, plain};

/// Media type of a message as it is kept.
pub(crate) const MESSAGE: &str = "message/rfc822";

/// Messages inside messages that are opened.
const NESTED: usize = 3;

/// A message as a story, and what its sender is called.
#[derive(Debug)]
pub(crate) struct Letter {
    pub(crate) record: RecordStory,
    pub(crate) sender: Option<String>,
}

/// Returns mail, mailbox or MHTML where a text begins like one: by its header lines.
pub(crate) fn sniff(head: &str) -> Option<Format> {
    let (is_box, head) = match head.strip_prefix("From ").and_then(|rest| rest.split_once('\n')) {
        Some((line, rest)) if line.contains(':') && line.bytes().any(|byte| byte.is_ascii_digit()) => (true, rest),
        _ => (false, head),
    };
    let mut known = 0;
    let (mut sender, mut addressed, mut related, mut snapshot) = (false, false, false, false);
    let mut lines = head.lines().take_while(|line| !line.trim().is_empty()).peekable();
    while let Some(line) = lines.next() {
        if line.starts_with([' ', '\t']) {
            continue;
        }
        // The last line may be cut off.
        let Some((name, value)) = line.split_once(':') else {
            if lines.peek().is_none() && known >= 3 {
                break;
            }
            return None;
        };
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_') {
            return None;
        }
        let name = name.to_ascii_lowercase();
        known += usize::from(matches!(
            name.as_str(),
            "from"
                | "to"
                | "cc"
                | "date"
                | "subject"
                | "sender"
                | "reply-to"
                | "received"
                | "return-path"
                | "message-id"
                | "mime-version"
                | "content-type"
                | "content-transfer-encoding"
                | "delivered-to"
                | "dkim-signature"
                | "list-id"
                | "list-unsubscribe"
                | "snapshot-content-location"
                | "x-mailer"
                | "content-location"
        ));
        sender |= matches!(name.as_str(), "from" | "subject");
        addressed |= matches!(name.as_str(), "to" | "received" | "delivered-to");
        snapshot |= name == "snapshot-content-location" || name == "from" && value.contains("<Saved by ");
        related |= name == "content-type" && value.trim_start().to_ascii_lowercase().starts_with("multipart/related");
    }
    match (known >= 3 && sender, is_box) {
        (true, true) => Some(Format::Mailbox),
        (true, false) if snapshot || related && !addressed => Some(Format::Mhtml),
        (true, false) => Some(Format::Mail),
        (false, _) => None,
    }
}

/// Reads a message.
pub(crate) fn read(payload: &[u8]) -> Result<Letter, (Reason, String)> {
    let outer = parse(payload)?;
    let message = opened(&outer);
    let mut subject = message.subject().and_then(|subject| non_empty(&rightly_decoded(subject))).unwrap_or_default();
    let mut sender = sender_of(message);
    let mut published = date_of(message);
    if let Some(record) = form(message) {
        let Sender { name, domain } = sender.unwrap_or_default();
        let published = record.published.clone().or(published);
        let own_id = record.own_id.clone().or_else(|| message.message_id().and_then(non_empty));
        let source = record.source.clone().or(domain).or_else(|| name.clone());
        return Ok(Letter { record: RecordStory { published, own_id, source, ..record }, sender: name });
    }
    let mut blocks = blocks(message)?;
    let lines: Vec<&str> = blocks.iter().map(|block| block.text.as_str()).collect();
    if let Some(found) = forward::find(&lines) {
        let Forwarded { from, date, subject: inner, body } = found;
        blocks.drain(..body);
        sender = from.as_deref().map(address).or(sender);
        published = date.and_then(|date| dated(&date)).or(published);
        subject = inner.unwrap_or(subject);
    }
    let mut story = Story { headline: without_prefixes(&subject).to_owned(), ..Story::default() };
    let blocks = footer::without(blocks);
    let begins: String = blocks.first().map_or_else(String::new, |block| block.text.chars().take(60).collect());
    story.sort(blocks);
    if story.body.is_empty() {
        return Err((Reason::NoStory, format!("expected a text in the message, found `{begins}`")));
    }
    if story.headline.is_empty() {
        story.headline =
            story.body.paragraphs.first().map_or_else(String::new, |first| first.text.chars().take(200).collect());
    }
    let Sender { name, domain } = sender.unwrap_or_default();
    let record = RecordStory {
        story,
        own_id: message.message_id().and_then(non_empty),
        source: domain.or_else(|| name.clone()),
        published,
        language: message.content_language().as_text().and_then(|tag| dateline_text::normalise_code(tag.trim())),
        ..RecordStory::default()
    };
    Ok(Letter { record, sender: name })
}

/// Parses a message, unless its headers are without measure.
pub(crate) fn parse(bytes: &[u8]) -> Result<Message<'_>, (Reason, String)> {
    // Mail stores put a line of blanks in front.
    let bytes = bytes.trim_ascii_start();
    let head = &bytes[..bytes.len().min(HEADER_BYTES)];
    let ends = |mark: &[u8]| head.windows(mark.len()).any(|window| window == mark);
    if bytes.len() > head.len() && !ends(b"\n\n") && !ends(b"\r\n\r\n") {
        return Err((Reason::TooLarge, format!("expected at most {HEADER_BYTES} bytes of headers, found more")));
    }
    let parsed = MessageParser::default().parse(bytes);
    parsed.ok_or_else(|| (Reason::Broken, "expected a message, found no headers".to_owned()))
}

/// Forms on the web send what was filled in as JSON.
fn form(message: &Message<'_>) -> Option<RecordStory> {
    let text = message.text_bodies().find_map(MessagePart::text_contents)?.trim();
    if !text.starts_with('{') || !text.ends_with('}') {
        return None;
    }
    // Mail breaks long lines, and JSON has no line breaks inside strings.
    json::read(text.replace(['\r', '\n'], " ").as_bytes()).ok()
}

/// UTF-8 that its sender called windows-1252 is made whole again: chance hardly ever makes well-formed UTF-8.
fn rightly_decoded(text: &str) -> String {
    let (bytes, _, unmappable) = encoding_rs::WINDOWS_1252.encode(text);
    match std::str::from_utf8(&bytes) {
        Ok(whole) if !unmappable && !text.is_ascii() => whole.to_owned(),
        _ => text.to_owned(),
    }
}

/// The message inside a message that only forwards it.
fn opened<'a>(outer: &'a Message<'a>) -> &'a Message<'a> {
    let mut message = outer;
    for _ in 0..NESTED {
        let own: usize =
            message.text_bodies().filter_map(MessagePart::text_contents).map(|text| text.trim().len()).sum();
        let forwards = message.subject().is_some_and(|subject| without_prefixes(subject) != subject.trim());
        let Some(inner) = message.attachments().find_map(MessagePart::message) else { break };
        if !(forwards || own < 200) {
            break;
        }
        message = inner;
    }
    message
}

/// Who sent a message.
#[derive(Debug, Default, PartialEq, Eq)]
struct Sender {
    name: Option<String>,
    domain: Option<String>,
}

fn sender_of(message: &Message<'_>) -> Option<Sender> {
    let from = message.from().and_then(|from| from.first())?;
    let name = from.name.as_deref().and_then(|name| non_empty(&rightly_decoded(name)));
    Some(Sender { name, domain: from.address.as_deref().and_then(domain) })
}

/// `Ana Ruiz <ana@paper.example>`, as a forwarded header prints it.
fn address(printed: &str) -> Sender {
    let found = printed.split(|c: char| c.is_whitespace() || "<>()[]\";,".contains(c)).find(|word| word.contains('@'));
    let name = printed.split(['<', '[']).next().map(|name| name.trim().trim_matches(['"', '\'', '*']));
    let name = name.filter(|name| !name.contains('@')).and_then(non_empty);
    Sender { name, domain: found.map(|found| found.trim_start_matches("mailto:")).and_then(domain) }
}

/// The publication's domain: mail goes out from hosts of its own.
fn domain(address: &str) -> Option<String> {
    const HOSTS: [&str; 16] = [
        "mail", "email", "e", "em", "m", "mailer", "mailing", "newsletter", "newsletters", "news", "send", "reply",
        "info", "notifications", "lists", "www",
    ];
    let mut domain = address.rsplit_once('@')?.1.trim().trim_end_matches(['>', '.']).to_ascii_lowercase();
    // `mail.com.example` is no host of `com.example`.
    let is_whole =
        |rest: &str| rest.split_once('.').is_some_and(|(first, behind)| first.len() > 3 || behind.contains('.'));
    while let Some((host, rest)) = domain.split_once('.')
        && is_whole(rest)
        && HOSTS.contains(&host)
    {
        domain = rest.to_owned();
    }
    Some(domain).filter(|domain| domain.contains('.'))
}

fn date_of(message: &Message<'_>) -> Option<Dated> {
    // The parser's rendering has the zone as written.
    message.date().filter(|date| date.is_valid()).and_then(|date| dated(&date.to_rfc3339()))
}

fn dated(text: &str) -> Option<Dated> {
    crate::parse_date(text, Origin::Header).map(|dated| Dated { origin: Origin::Header, ..dated })
}

/// A subject without what mail programs put in front.
fn without_prefixes(subject: &str) -> &str {
    const PREFIXES: [&str; 14] =
        ["fwd", "fw", "re", "aw", "wg", "tr", "rv", "enc", "i", "vs", "sv", "doorst", "пересл", "转发"];
    let mut rest = subject.trim();
    while let Some((prefix, behind)) = rest.split_once([':', '：'])
        && PREFIXES.contains(&prefix.trim().to_lowercase().as_str())
    {
        rest = behind.trim_start();
    }
    rest
}

/// The text of a message: HTML where it says as much as the plain text beside it.
fn blocks(message: &Message<'_>) -> Result<Vec<Paragraph>, (Reason, String)> {
    let mut html = Vec::new();
    for part in message.html_bodies() {
        let stated = || part.text_contents().unwrap_or_default().to_owned();
        match &part.body {
            PartType::Html(_) => html.extend(html_blocks(&transferred(message, part).unwrap_or_else(stated))?),
            PartType::Text(_) => html.extend(text_blocks(&transferred(message, part).unwrap_or_else(stated))),
            _ => {}
        }
    }
    let texts = message.text_bodies().filter(|part| matches!(part.body, PartType::Text(_)));
    let text: Vec<Paragraph> = texts
        .filter_map(|part| transferred(message, part).or_else(|| part.text_contents().map(str::to_owned)))
        .flat_map(|text| text_blocks(&text))
        .collect();
    // `Open this message in a browser` is all that some HTML parts say.
    let chars = |blocks: &[Paragraph]| blocks.iter().map(|block| block.text.len()).sum::<usize>();
    Ok(if chars(&html) * 4 >= chars(&text) { html } else { text })
}

/// A part with its transfer coding undone and its characters read by the house's rules, since messages misstate them
/// as pages do.
pub(crate) fn transferred(message: &Message<'_>, part: &MessagePart<'_>) -> Option<String> {
    let charset = part.content_type().and_then(|kind| kind.attribute("charset"));
    raw(message, part).map(|bytes| decode::decode(&bytes, charset).into_owned())
}

/// A part's bytes with the transfer coding undone.
pub(crate) fn raw(message: &Message<'_>, part: &MessagePart<'_>) -> Option<Vec<u8>> {
    let bytes = message.raw_message.get(part.offset_body as usize..part.offset_end as usize)?;
    match part.encoding {
        Encoding::None => Some(bytes.to_vec()),
        Encoding::QuotedPrintable => mail_parser::decoders::quoted_printable::quoted_printable_decode(bytes),
        Encoding::Base64 => mail_parser::decoders::base64::base64_decode(bytes),
    }
}

/// Preheaders are hidden text that only lists of messages show.
fn html_blocks(html: &str) -> Result<Vec<Paragraph>, (Reason, String)> {
    const HIDDEN: &str = "head, style, script, title, [hidden], [style*='display:none'], [style*='display: none'], \
        [style*='mso-hide:all'], [style*='visibility:hidden']";
    guard::check(html)?;
    let document = Document::from(html);
    document.select(HIDDEN).remove();
    markup::paragraphs(&document.html()).map_err(|error| (Reason::NoStory, error))
}

fn text_blocks(text: &str) -> Vec<Paragraph> {
    // A line of two strokes and a blank is where the signature begins.
    let text = text.replace("\r\n", "\n");
    let body = text.split("\n-- \n").next().unwrap_or(&text);
    let lines: Vec<&str> = body.lines().collect();
    let blocks = |text: &str| plain::paragraphs_of(text).into_iter().map(Paragraph::text).collect::<Vec<_>>();
    // The lines of a forwarded header must not be joined into a paragraph.
    let Some(Forwarded { body: at, .. }) = forward::find(&lines) else { return blocks(body) };
    let header = lines[..at].iter().filter_map(|line| non_empty(line)).map(Paragraph::text);
    let quoted = lines[at..].iter().filter(|line| !line.trim().is_empty()).all(|line| line.starts_with('>'));
    let unquoted = |line: &&str| if quoted { line.trim_start_matches('>').trim_start() } else { line }.to_owned();
    let rest: Vec<String> = lines[at..].iter().map(unquoted).collect();
    header.chain(blocks(&rest.join("\n"))).collect()
}

/// Lines of signs and bare addresses, which texts have in place of rules and links.
fn is_rule_or_address(line: &str) -> bool {
    let line = one_line(line);
    let is_address = |word: &str| {
        let word = word.trim_matches(['<', '>', '(', ')', '[', ']']);
        word.starts_with("http://") || word.starts_with("https://")
    };
    line.chars().all(|c| !c.is_alphanumeric()) || line.split(' ').all(is_address)
}

#[cfg(test)]
mod tests;
