//! The names of an article that may be places, and what each may mean.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use dateline_model::Field;

use super::atlas::{Atlas, Class, Facts, Meaning};
use super::weights;
use super::{Candidate, Found, Link, Name, Organisations, Resolution, Toponym};
use crate::data::Nature;
use crate::document::{Document, Text};
use crate::gazetteer::key_into;
use crate::names::Way;
use crate::tokens::{Gap, Shape, Style};
use crate::vocab;

/// Most tokens of a name that no lexicon has.
const LONGEST: usize = 5;
/// Most candidates of one name; the gazetteer has hardly a name with more.
const MOST: usize = 200;

/// Words around the name of a place that are no part of it, for names that are not known as they stand.
const AROUND: [&str; 34] = [
    "north", "south", "east", "west", "northern", "southern", "eastern", "western", "central", "northeast",
    "northwest", "southeast", "southwest", "downtown", "greater", "upper", "lower", "inner", "outer", "metropolitan",
    "city", "town", "township", "village", "area", "region", "district", "province", "state", "of", "island",
    "islands", "metro", "borough",
];

/// Words that follow the name of a town or county in the names of its offices.
const CIVIC: [&str; 30] = [
    "police", "fire", "city", "county", "school", "schools", "council", "university", "sheriff", "hospital", "mayor",
    "township", "chamber", "public", "board", "department", "municipal", "court", "high", "community", "college",
    "district", "airport", "municipality", "town", "borough", "regional", "area", "elementary", "parish",
];
/// Words that end the name of a division.
const DIVISIONS: [&str; 6] = ["county", "parish", "township", "province", "oblast", "borough"];

/// Finds names and candidates.
pub(super) fn collect(document: &Document<'_>, atlas: &Atlas<'_>, given: &[(usize, Range<usize>)]) -> Resolution {
    let mut this = Collector {
        document,
        atlas,
        resolution: Resolution { organisations: Organisations::of(document), ..Resolution::default() },
        by_key: HashMap::new(),
        key: String::new(),
    };
    for at in 0..document.texts.len() {
        this.text(at, given);
    }
    this.link();
    this.resolution
}

/// The spans of one text so far; they do not overlap.
struct Spans {
    all: Vec<(Range<usize>, Found)>,
    /// The span that covers a token, counted from 1; 0 where none does.
    of: Vec<u32>,
}

impl Spans {
    fn new(tokens: usize) -> Self {
        Self { all: Vec::new(), of: vec![0; tokens] }
    }

    /// Says whether no span covers any of these tokens.
    fn is_free(&self, tokens: &Range<usize>) -> bool {
        self.of[tokens.clone()].iter().all(|span| *span == 0)
    }

    /// Adds a span where none is.
    fn add(&mut self, tokens: Range<usize>, found: Found) {
        if self.is_free(&tokens) {
            self.of[tokens.clone()].fill(u32::try_from(self.all.len() + 1).unwrap_or(u32::MAX));
            self.all.push((tokens, found));
        }
    }

    /// Returns the span that begins at a token.
    fn at(&self, token: usize) -> Option<&(Range<usize>, Found)> {
        self.all.get((*self.of.get(token)? as usize).checked_sub(1)?).filter(|(tokens, _)| tokens.start == token)
    }
}

struct Collector<'a, 'b> {
    document: &'b Document<'a>,
    atlas: &'b Atlas<'b>,
    resolution: Resolution,
    by_key: HashMap<String, usize>,
    key: String,
}

impl Collector<'_, '_> {
    /// Adds the toponyms of one text in order, without overlaps. `given` are sorted by text.
    fn text(&mut self, at: usize, given: &[(usize, Range<usize>)]) {
        let text = &self.document.texts[at];
        let mut spans = Spans::new(text.tokens.len());
        let given = &given[given.partition_point(|(text, _)| *text < at)..];
        let here = given.iter().take_while(|(text, _)| *text == at).map(|(_, tokens)| tokens.clone());
        for tokens in here.filter(|tokens| !tokens.is_empty() && tokens.end <= text.tokens.len()) {
            if text.is_taken(tokens.clone()) && !self.in_organisation(at, &tokens) {
                continue;
            }
            let tokens = self.without_direction(text, tokens);
            // What the lexicon has under exactly these words says more than the span alone.
            let hit =
                text.hit_index(tokens.start).filter(|&hit| text.hits[hit].place && text.hits[hit].tokens == tokens);
            let short =
                hit.is_none() && self.abbreviation(text, tokens.start).is_some_and(|(end, _)| end == tokens.end);
            let found = if short { Found::Abbreviation } else { hit.map_or(Found::Given, Found::Hit) };
            spans.add(tokens, found);
        }
        for (index, hit) in text.hits.iter().enumerate() {
            if hit.place && (!text.is_taken(hit.tokens.clone()) || self.in_organisation(at, &hit.tokens)) {
                spans.add(hit.tokens.clone(), Found::Hit(index));
            }
        }
        self.placed(text, &mut spans);
        self.civic(at, &mut spans);
        self.in_known_names(text, &mut spans);
        self.filed(text, &mut spans);
        spans.all.sort_by_key(|(tokens, _)| tokens.start);
        for (tokens, found) in spans.all {
            if let Some(name) = self.name(text, &tokens, found) {
                let embedded = found == Found::Part || text.is_taken(tokens.clone());
                self.resolution.toponyms.push(Toponym {
                    text: at,
                    tokens,
                    found,
                    name,
                    embedded,
                    next: None,
                    meant: None,
                    inside: false,
                });
            } else if found == Found::Given {
                self.resolution.unknown.push((at, tokens));
            }
        }
    }

    /// `Western Qalamoun` lies in Qalamoun, unless it is known by its whole name, as `South Sudan` is.
    fn without_direction(&mut self, text: &Text<'_>, tokens: Range<usize>) -> Range<usize> {
        const DIRECTIONS: [&str; 12] = [
            "northern", "southern", "eastern", "western", "central", "north", "south", "east", "west", "upper",
            "lower", "greater",
        ];
        let inner = tokens.start + 1..tokens.end;
        let is_direction = DIRECTIONS.iter().any(|word| text.tokens[tokens.start].text.eq_ignore_ascii_case(word));
        let is_known = |tokens: &Range<usize>| {
            text.hit_index(tokens.start).is_some_and(|hit| text.hits[hit].place && text.hits[hit].tokens == *tokens)
        };
        if inner.is_empty() || !is_direction || is_known(&tokens) || !is_known(&inner) {
            return tokens;
        }
        key_into(text.written(tokens.clone()), &mut self.key);
        if self.atlas.gazetteer.knows(&self.key) { tokens } else { inner }
    }

    /// Adds abbreviations of states, and unknown names that stand in front of what they lie in or in the dateline.
    fn placed(&mut self, text: &Text<'_>, spans: &mut Spans) {
        for at in 1..text.tokens.len() {
            let token = &text.tokens[at];
            if !matches!(token.gap, Gap::Comma | Gap::Open) || !text.tokens[at - 1].is_capital() {
                continue;
            }
            let holders = match spans.at(at).map(|(_, found)| *found) {
                Some(Found::Hit(hit)) => self.holders(text, hit),
                Some(_) => None,
                None => {
                    let free = |end: &usize| spans.is_free(&(at..*end)) && !text.is_taken(at..*end);
                    self.abbreviation(text, at).filter(|(end, _)| free(end)).map(|(end, state)| {
                        spans.add(at..end, Found::Abbreviation);
                        vec![state]
                    })
                }
            };
            let Some(holders) = holders else { continue };
            let run = capital_run(text, at);
            let free = !run.is_empty() && spans.is_free(&run) && !text.is_taken(run.clone());
            if free && self.lies_in_any(text, &run, &holders) {
                spans.add(run, Found::Placed);
            }
        }
        if text.field == Field::Dateline && !text.tokens.is_empty() {
            let end = (1..text.tokens.len()).find(|&at| text.tokens[at].gap != Gap::Space);
            let run = 0..end.unwrap_or(text.tokens.len()).min(LONGEST);
            key_into(text.written(run.clone()), &mut self.key);
            if !text.is_taken(run.clone()) && self.atlas.gazetteer.knows(&self.key) {
                spans.add(run, Found::Placed);
            }
        }
    }

    /// Adds the places with which known names of organisations begin: `U.S. Army`.
    fn in_known_names(&self, text: &Text<'_>, spans: &mut Spans) {
        for hit in text.hits.iter().filter(|hit| hit.actor && !hit.place && hit.tokens.len() > 1) {
            let tokens = &text.tokens[..hit.tokens.end - 1];
            let lexicon = self.document.lexicon;
            let Some(found) = lexicon.names.longest(tokens, hit.tokens.start, text.style) else { continue };
            let run = hit.tokens.start..hit.tokens.start + found.len;
            let senses = lexicon.names.senses(found.name, &text.tokens[run.clone()], text.style);
            let places = senses.filter(|sense| sense.way == Way::Name && !sense.needs_cue);
            let mut natures = places.map(|sense| lexicon.entry(sense.entry).nature);
            if natures.any(|nature| matches!(nature, Nature::Place(_))) {
                spans.add(run, Found::Part);
            }
        }
    }

    /// Adds the place in capitals with which a paragraph begins before a dash or bracket: `CAIRO (Reuters)`.
    fn filed(&mut self, text: &Text<'_>, spans: &mut Spans) {
        if text.style != Style::Sentence {
            return;
        }
        let is_caps =
            |at: usize| text.tokens.get(at).is_some_and(|token| token.shape == Shape::Caps && token.text.len() > 2);
        for start in (0..text.tokens.len()).filter(|&at| text.tokens[at].starts && is_caps(at)) {
            let mut end = start + 1;
            while end < start + LONGEST && is_caps(end) && text.tokens[end].gap == Gap::Space {
                end += 1;
            }
            let dash = text.tokens.get(end).is_some_and(|next| matches!(next.gap, Gap::Other | Gap::Open | Gap::Comma));
            let run = start..end;
            let free = spans.is_free(&run) && !text.is_taken(run.clone());
            key_into(text.written(run.clone()), &mut self.key);
            if dash && free && self.key.len() > 3 && self.atlas.gazetteer.knows(&self.key) {
                spans.add(run, Found::Placed);
            }
        }
    }

    /// Returns the countries and states that a hit may mean.
    fn holders(&self, text: &Text<'_>, hit: usize) -> Option<Vec<(Meaning, Facts)>> {
        let senses = self.document.senses(text, &text.hits[hit]).filter(|sense| sense.way == Way::Name);
        let holders: Vec<(Meaning, Facts)> = senses
            .map(|sense| Meaning::Own(sense.entry))
            .filter_map(|meaning| Some((meaning, self.atlas.facts(meaning)?)))
            .filter(|(_, facts)| matches!(facts.class, Class::Country | Class::State))
            .collect();
        (!holders.is_empty()).then_some(holders)
    }

    /// Returns the state that tokens abbreviate, and where they end: `Tenn.`, `TX`, `W.Va.`
    fn abbreviation(&mut self, text: &Text<'_>, at: usize) -> Option<(usize, (Meaning, Facts))> {
        let token = &text.tokens[at];
        let pair = text.tokens.get(at + 1).filter(|next| token.is_initial() && next.joins() && next.is_capital());
        for end in [pair.map(|_| at + 2), Some(at + 1)].into_iter().flatten() {
            key_into(text.written(at..end), &mut self.key);
            let Some(entry) = self.atlas.abbreviated(&self.key) else { continue };
            let last = &text.tokens[end - 1];
            let dotted = text.text[last.end()..].starts_with('.') || text.written(at..end).contains('.');
            if token.shape == Shape::Caps || token.is_capital() && dotted {
                let meaning = Meaning::Own(entry);
                return Some((end, (meaning, self.atlas.facts(meaning)?)));
            }
        }
        None
    }

    /// Says whether these tokens are a part of the name of an organisation, and not all of it.
    fn in_organisation(&self, at: usize, tokens: &Range<usize>) -> bool {
        self.resolution.organisations.hold(at, tokens)
    }

    /// Adds the towns and counties with which the names of their offices begin: `Oxford City Council`.
    fn civic(&mut self, at: usize, spans: &mut Spans) {
        let text = &self.document.texts[at];
        for name in self.resolution.organisations.names(at) {
            let folded = |at: usize| text.tokens[at].text.to_lowercase();
            for end in (name.start + 1..name.end.min(name.start + 4)).rev() {
                let run = name.start..end;
                let speaks = CIVIC.contains(&folded(end).as_str()) || DIVISIONS.contains(&folded(end - 1).as_str());
                if !spans.is_free(&run) || !speaks || !text.tokens[name.start].is_capital() {
                    continue;
                }
                key_into(text.written(run.clone()), &mut self.key);
                let (atlas, mut main) = (self.atlas, false);
                atlas.each_named(&self.key, |_, is_main| main |= is_main);
                if main {
                    spans.add(run, Found::Placed);
                    break;
                }
            }
        }
    }

    /// Says whether a name may mean something in one of these.
    fn lies_in_any(&mut self, text: &Text<'_>, run: &Range<usize>, holders: &[(Meaning, Facts)]) -> bool {
        key_into(text.written(run.clone()), &mut self.key);
        let (atlas, mut found) = (self.atlas, false);
        atlas.each_named(&self.key, |meaning, _| {
            let facts = if found { None } else { atlas.facts(meaning) };
            found |= facts.is_some_and(|facts| {
                holders.iter().any(|(outer, around)| atlas.lies_in((meaning, &facts), (*outer, around)))
            });
        });
        found
    }

    /// Returns the name at these tokens with its candidates; `None` where it means nothing.
    fn name(&mut self, text: &Text<'_>, tokens: &Range<usize>, found: Found) -> Option<usize> {
        let written = text.written(tokens.clone());
        key_into(written, &mut self.key);
        if self.key.is_empty() {
            return None;
        }
        if found == Found::Abbreviation {
            self.key.insert(0, '.');
        }
        if let Some(&known) = self.by_key.get(&self.key) {
            return Some(known);
        }
        let start = self.resolution.candidates.len();
        if let Found::Hit(hit) = found {
            let hit = &text.hits[hit];
            for sense in self.document.senses(text, hit).filter(|sense| sense.way == Way::Name) {
                if let Nature::Place(_) = self.document.lexicon.entry(sense.entry).nature {
                    self.candidate(Meaning::Own(sense.entry), true, start);
                }
            }
        }
        if matches!(found, Found::Given | Found::Placed | Found::Part) {
            let lexicon = self.document.lexicon;
            for sense in lexicon.senses_named(written).iter().filter(|sense| sense.way == Way::Name) {
                if let Nature::Place(_) = lexicon.entry(sense.entry).nature {
                    self.candidate(Meaning::Own(sense.entry), true, start);
                }
            }
        }
        if found == Found::Abbreviation {
            if let Some(state) = self.atlas.abbreviated(&self.key[1..]) {
                self.candidate(Meaning::Own(state), true, start);
            }
        } else if self.key.len() > 3 || !written.chars().all(|c| c.is_uppercase() || c == '.') {
            let key = std::mem::take(&mut self.key);
            self.named(&key, start);
            self.key = key;
            if self.resolution.candidates.len() == start {
                let bare = bare(&self.key);
                if !bare.is_empty() && bare != self.key {
                    let atlas = self.atlas;
                    // A part of a name is another name of the place at best.
                    atlas.each_named(&bare, |meaning, _| self.candidate(meaning, false, start));
                }
            }
        }
        let end = self.resolution.candidates.len();
        if end == start {
            return None;
        }
        let name = self.resolution.names.len();
        self.resolution.names.push(Name { candidates: start..end, chosen: None, probability: 0.0 });
        self.by_key.insert(self.key.clone(), name);
        Some(name)
    }

    fn named(&mut self, key: &str, start: usize) {
        let atlas = self.atlas;
        atlas.each_named(key, |meaning, main| self.candidate(meaning, main, start));
    }

    fn candidate(&mut self, meaning: Meaning, main: bool, start: usize) {
        let candidates = &mut self.resolution.candidates;
        if candidates.len() - start >= MOST || candidates[start..].iter().any(|known| known.meaning == meaning) {
            return;
        }
        let Some(facts) = self.atlas.facts(meaning) else { return };
        let vector = [0.0; weights::COUNT];
        candidates.push(Candidate { meaning, facts, main, vector, score: 0.0, probability: 0.0 });
    }

    /// Notes which names stand in front of which.
    fn link(&mut self) {
        let Resolution { toponyms, links, .. } = &mut self.resolution;
        for at in 1..toponyms.len() {
            let (before, this) = (&toponyms[at - 1], &toponyms[at]);
            if before.text != this.text {
                continue;
            }
            let tokens = &self.document.texts[this.text].tokens;
            let gap = tokens[this.tokens.start].gap;
            let touches = before.tokens.end == this.tokens.start;
            let comma = touches && matches!(gap, Gap::Comma | Gap::Open);
            let within = this.tokens.start == before.tokens.end + 1
                && gap == Gap::Space
                && tokens[before.tokens.end].text == "in"
                && tokens[before.tokens.end].gap == Gap::Space;
            if comma || within {
                links.push(Link { inner: before.name, outer: this.name, comma });
                // `Athens, Limestone County, Alabama`.
                if let Some(first) = at.checked_sub(2).filter(|&first| comma && toponyms[first].next == Some(at - 1)) {
                    links.push(Link { inner: toponyms[first].name, outer: this.name, comma });
                }
            }
            if comma {
                toponyms[at - 1].next = Some(at);
            }
        }
        let mut seen = HashSet::new();
        links.retain(|link| seen.insert(*link));
    }
}

/// Returns the capitalised words in front of a comma, as far as they may be one name.
fn capital_run(text: &Text<'_>, comma: usize) -> Range<usize> {
    let mut start = comma;
    while start > 0 && comma - start < LONGEST {
        let token = &text.tokens[start - 1];
        let closed = start < comma && !text.tokens[start].joins();
        if closed || !token.is_capital() || token.is(vocab::PREPOSITION | vocab::ARTICLE) || token.possessive {
            break;
        }
        start -= 1;
    }
    start..comma
}

/// Returns a key without the words around a name that are no part of it.
fn bare(key: &str) -> String {
    let mut words: Vec<&str> = key.split(' ').collect();
    while words.len() > 1 && words.first().is_some_and(|word| AROUND.contains(word)) {
        words.remove(0);
    }
    while words.len() > 1 && words.last().is_some_and(|word| AROUND.contains(word)) {
        words.pop();
    }
    words.join(" ")
}
