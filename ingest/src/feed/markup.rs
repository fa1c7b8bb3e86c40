//! A forgiving walk through the XML of feeds and sitemaps: one flat list of fields for each record.
//!
//! Feeds are made by templates. A bare `&`, entities of HTML, tags that nobody closes, prefixes that nobody declares
//! and a missing end are common, and none of them keeps anyone from reading the rest. What stands inside a field as
//! markup is kept as text, so that nothing here recurses, however deep foreign nesting goes.

use quick_xml::Reader;
use quick_xml::escape::{partial_escape, resolve_html5_entity};
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::vocabulary::{Scope, Vocabulary};
use crate::limits::{PAGE_DEPTH, RECORD_BYTES};

/// One element inside a record, without the elements inside it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Field {
    /// Open elements between this one and the record; 1 for its children.
    pub(crate) depth: usize,
    pub(crate) vocabulary: Vocabulary,
    /// Local name in lower case.
    pub(crate) name: String,
    /// Names as written, in lower case, and values with entities resolved.
    attributes: Vec<(String, String)>,
    /// Text of this element itself, character data and entities resolved.
    pub(crate) text: String,
    /// The same with the elements inside as markup; empty where there are none.
    pub(crate) markup: String,
}

impl Field {
    /// Returns the value of an attribute by its name as written, in lower case.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn is(&self, vocabulary: Vocabulary, name: &str) -> bool {
        self.vocabulary == vocabulary && self.name == name
    }
}

/// A record, or what surrounds the records: its fields in the order of the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fields {
    /// Local name of the element, in lower case.
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) list: Vec<Field>,
    bytes: usize,
}

impl Fields {
    /// Children of this name.
    pub(crate) fn children<'a>(&'a self, vocabulary: Vocabulary, name: &'a str) -> impl Iterator<Item = &'a Field> {
        self.list.iter().filter(move |field| field.depth == 1 && field.is(vocabulary, name))
    }

    /// Elements of this name at any depth.
    pub(crate) fn anywhere<'a>(&'a self, vocabulary: Vocabulary, name: &'a str) -> impl Iterator<Item = &'a Field> {
        self.list.iter().filter(move |field| field.is(vocabulary, name))
    }

    /// The text of an element inside a child.
    pub(crate) fn within<'a>(&'a self, parent: &Field, name: &str) -> Option<&'a Field> {
        let at = self.list.iter().position(|field| std::ptr::eq(field, parent))?;
        let inside = self.list[at + 1..].iter().take_while(|field| field.depth > parent.depth);
        inside.into_iter().find(|field| field.name == name)
    }

    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// What the walk meets.
#[derive(Debug)]
pub(crate) enum Met {
    /// A complete record.
    Record(Fields),
    /// A record over the limit of size.
    TooLarge,
    /// The end: what surrounds the records, and what was wrong with the text, if anything.
    End(Fields, Option<String>),
}

/// An element that is open.
struct Open {
    /// Name as written.
    name: String,
    /// Name in the markup that is kept.
    tag: String,
    /// Number of its field in the record or the head.
    field: Option<usize>,
    /// Something inside it is an element.
    has_markup: bool,
}

/// The walk itself.
pub(crate) struct Walk<'a> {
    reader: Reader<&'a [u8]>,
    is_record: fn(&str) -> bool,
    scope: Scope,
    open: Vec<Open>,
    head: Fields,
    /// Open elements around the fields of the head: the `channel` of RSS stands between.
    head_depth: usize,
    record: Option<Fields>,
    /// Open elements around the record.
    record_depth: usize,
    skips_records: bool,
    too_large: bool,
}

impl<'a> Walk<'a> {
    /// Walks through `text`; elements for which `is_record` says so (local name, lower case) are records.
    pub(crate) fn new(text: &'a str, is_record: fn(&str) -> bool) -> Self {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.allow_dangling_amp = true;
        config.allow_unmatched_ends = true;
        config.check_end_names = false;
        Self {
            reader,
            is_record,
            scope: Scope::default(),
            open: Vec::new(),
            head: Fields::default(),
            head_depth: 0,
            record: None,
            record_depth: 0,
            skips_records: false,
            too_large: false,
        }
    }

    /// What surrounds the records, and what was wrong with the text; the records are passed over.
    pub(crate) fn head(mut self) -> (Fields, Option<String>) {
        self.skips_records = true;
        loop {
            if let Met::End(head, damage) = self.next() {
                return (head, damage);
            }
        }
    }

    /// Goes on to the next record or the end; behind the end it is the end again.
    pub(crate) fn next(&mut self) -> Met {
        loop {
            match self.reader.read_event() {
                Ok(Event::Start(start)) => {
                    if self.open.len() >= PAGE_DEPTH {
                        let damage = format!("expected at most {PAGE_DEPTH} open elements, found more");
                        return self.end(Some(damage));
                    }
                    self.start(&start);
                }
                Ok(Event::Empty(start)) => {
                    self.start(&start);
                    if let Some(met) = self.close() {
                        return met;
                    }
                }
                Ok(Event::End(end)) => {
                    if let Some(met) = self.close_named(end.name().0) {
                        return met;
                    }
                }
                Ok(Event::Text(text)) => self.text(&text),
                Ok(Event::CData(data)) => self.text(&data),
                Ok(Event::GeneralRef(reference)) => self.text(&resolved(&reference)),
                Ok(Event::Eof) => {
                    let damage = self.open.first().map(|open| format!("expected `</{}>`, found the end", open.name));
                    return self.end(damage);
                }
                Ok(_) => {}
                Err(error) => {
                    let at = self.reader.error_position();
                    return self.end(Some(format!("expected XML, found {error} at byte {at}")));
                }
            }
        }
    }

    fn end(&mut self, damage: Option<String>) -> Met {
        self.open.clear();
        self.record = None;
        // Whoever asks again meets the end of the text.
        self.reader = Reader::from_str("");
        Met::End(std::mem::take(&mut self.head), damage)
    }

    fn start(&mut self, start: &BytesStart<'_>) {
        let written = start.name().0.to_owned();
        let attributes: Vec<(String, String)> = start
            .html_attributes()
            .with_checks(false)
            .flatten()
            .map(|attribute| (attribute.key.0.to_ascii_lowercase(), unescape(&attribute.value)))
            .collect();
        self.scope.enter(&written, &attributes);
        let name = local(&written);
        if let Some(parent) = self.open.last_mut() {
            parent.has_markup = true;
        }
        let tag = self.tag(&written, start);
        self.open_markup(&format!("<{tag}>"));
        let tag = tag.split([' ', '\t', '\n', '\r']).next().unwrap_or("").to_owned();
        if self.record.is_none() && (self.is_record)(&name) && self.scope.is_own(&written) {
            self.record = Some(Fields { name, attributes, list: Vec::new(), bytes: 0 });
            self.record_depth = self.open.len();
            self.too_large = false;
            self.open.push(Open { name: written, tag, field: None, has_markup: false });
            return;
        }
        if self.open.is_empty() {
            self.head_depth = usize::from(matches!(name.as_str(), "rss" | "rdf"));
            self.head = Fields { name, attributes, ..Fields::default() };
            self.open.push(Open { name: written, tag, field: None, has_markup: false });
            return;
        }
        let depth = self.open.len() - if self.record.is_some() { self.record_depth } else { self.head_depth };
        let vocabulary = self.scope.vocabulary(&written);
        let field = Field { depth, vocabulary, name, attributes, ..Field::default() };
        let field = self.collecting(written.len() + start.len()).map(|fields| {
            fields.list.push(field);
            fields.list.len() - 1
        });
        self.open.push(Open { name: written, tag, field, has_markup: false });
    }

    /// A start tag for the markup that is kept: XHTML without prefix and namespace, as HTML has it.
    fn tag(&self, written: &str, start: &BytesStart<'_>) -> String {
        if self.scope.vocabulary(written) != Vocabulary::Xhtml {
            return (**start).to_owned();
        }
        let mut tag = local(written);
        for attribute in start.html_attributes().with_checks(false).flatten() {
            if !attribute.key.0.starts_with("xmlns") {
                tag.push_str(&format!(" {}=\"{}\"", attribute.key.0, attribute.value.replace('"', "&quot;")));
            }
        }
        tag
    }

    /// The list that fields go to, unless nobody wants them or they are too many.
    fn collecting(&mut self, bytes: usize) -> Option<&mut Fields> {
        if self.record.is_some() && self.skips_records || self.is_beside_the_channel() {
            return None;
        }
        let in_record = self.record.is_some();
        let fields = self.record.as_mut().unwrap_or(&mut self.head);
        // A field costs more than its bytes.
        fields.bytes += bytes + 64;
        if fields.bytes > RECORD_BYTES {
            self.too_large = in_record;
            return None;
        }
        Some(fields)
    }

    /// The picture and the search box of a feed have titles too.
    fn is_beside_the_channel(&self) -> bool {
        self.record.is_none()
            && self.head_depth == 1
            && self.open.get(1).is_some_and(|open| local(&open.name) != "channel")
    }

    /// Writes a tag into the markup of the child that it stands in.
    fn open_markup(&mut self, tag: &str) {
        let Some(number) = self.child() else { return };
        if let Some(fields) = self.collecting(tag.len()) {
            let field = &mut fields.list[number];
            if field.markup.is_empty() {
                field.markup = partial_escape(&*field.text).into_owned();
            }
            field.markup.push_str(tag);
        }
    }

    /// Number of the field whose markup the present place belongs to: the child of the record or of the head.
    fn child(&self) -> Option<usize> {
        let around = if self.record.is_some() { self.record_depth } else { self.head_depth };
        self.open.get(around + 1).and_then(|open| open.field)
    }

    fn text(&mut self, text: &str) {
        let (Some(field), child) = (self.open.last().and_then(|open| open.field), self.child()) else { return };
        let Some(fields) = self.collecting(text.len()) else { return };
        fields.list[field].text.push_str(text);
        if let Some(child) = child
            && !fields.list[child].markup.is_empty()
        {
            fields.list[child].markup.push_str(&partial_escape(text));
        }
    }

    /// Closes the nearest open element of this name and what nobody closed inside it; an end without a beginning is
    /// passed over.
    fn close_named(&mut self, name: &str) -> Option<Met> {
        let at = self.open.iter().rposition(|open| open.name == name)?;
        let mut met = None;
        while self.open.len() > at {
            met = met.or(self.close());
        }
        met
    }

    fn close(&mut self) -> Option<Met> {
        let Open { tag, has_markup, .. } = self.open.pop()?;
        self.scope.leave();
        if self.record.is_some() && self.open.len() == self.record_depth {
            let record = self.record.take()?;
            return match (self.skips_records, self.too_large) {
                (true, _) => None,
                (false, true) => Some(Met::TooLarge),
                (false, false) => Some(Met::Record(record)),
            };
        }
        if let Some(child) = self.child() {
            let void = !has_markup && is_void(&tag);
            if let Some(fields) = self.collecting(tag.len() + 3)
                && !void
            {
                fields.list[child].markup.push_str(&format!("</{tag}>"));
            }
        }
        None
    }
}

fn local(written: &str) -> String {
    written.rsplit(':').next().unwrap_or(written).to_ascii_lowercase()
}

/// Elements of HTML that have no end tag; written with one, readers see two.
fn is_void(name: &str) -> bool {
    matches!(name.to_ascii_lowercase().as_str(), "br" | "hr" | "img" | "wbr" | "input" | "source" | "col" | "embed")
}

/// `&amp;`, `&#8217;`, `&eacute;`; what is none of them stays as it was written.
fn resolved(reference: &BytesRef<'_>) -> String {
    match reference.resolve_char_ref() {
        Ok(Some(character)) => character.to_string(),
        Ok(None) => resolve_html5_entity(reference).map_or_else(|| format!("&{};", &**reference), str::to_owned),
        Err(_) => format!("&{};", &**reference),
    }
}

/// An attribute with its entities resolved; what is no entity stays as it was written.
fn unescape(value: &str) -> String {
    if value.contains('&') { crate::repair::unescape(value) } else { value.to_owned() }
}
