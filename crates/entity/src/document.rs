//! One article on its way through the rules: its texts as tokens, the known names in them, and what has been
//! claimed so far.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use dateline_model::{Article, ArticleId, Entity, EntityId, EntityKind, Field, Usage};

use crate::data::{Nature, PlaceKind};
use crate::lexicon::Lexicon;
use crate::names::{NameId, Sense, Way};
use crate::office::Days;
use crate::tagged::Tags;
use crate::tagger::{Span, Tagger};
use crate::tokens::{Gap, Style, Token, style, tokenise};
use crate::vocab;

/// The language that the tagger was fitted on.
const ENGLISH: &str = "en";

/// An article with everything that the rules have found.
#[derive(Debug)]
pub(crate) struct Document<'a> {
    /// The article's identifier.
    pub(crate) article: &'a ArticleId,
    pub(crate) lexicon: &'a Lexicon,
    pub(crate) texts: Vec<Text<'a>>,
    /// Every noun has a capital, so capitals prove nothing: German.
    pub(crate) nouns_capital: bool,
    /// What is mentioned, in the order in which the rules found it.
    pub(crate) claims: Vec<Claim>,
    /// Entities that the lexicon does not know.
    pub(crate) provisional: Vec<Entity>,
    /// What provisional places lie in, for those who show names of ancestors.
    pub(crate) ancestors: Vec<Entity>,
    by_id: HashMap<EntityId, usize>,
    /// The days it may have been published on.
    pub(crate) days: Option<Days>,
    /// The countries that names in it speak of.
    named_countries: HashSet<Box<str>>,
}

/// One field of the article.
#[derive(Debug)]
pub(crate) struct Text<'a> {
    pub(crate) field: Field,
    pub(crate) text: &'a str,
    pub(crate) tokens: Vec<Token<'a>>,
    pub(crate) style: Style,
    /// Known names, leftmost and longest first; they do not overlap.
    pub(crate) hits: Vec<Hit>,
    /// What the tagger sees.
    pub(crate) tags: Tags,
    /// Which hit covers a token.
    hit_of: Vec<Option<u32>>,
    /// Tokens that a claim covers.
    taken: Vec<bool>,
}

/// A known name in a text.
#[derive(Clone, Debug)]
pub(crate) struct Hit {
    pub(crate) tokens: Range<usize>,
    pub(crate) name: NameId,
    /// May mean an actor that is no person.
    pub(crate) actor: bool,
    /// May mean a person.
    pub(crate) person: bool,
    /// May mean a place by its name.
    pub(crate) place: bool,
    /// May mean a country by its name.
    pub(crate) country: bool,
    /// May mean a country or place by its demonym.
    pub(crate) demonym: bool,
    /// Means a place only where something says so.
    pub(crate) needs_cue: bool,
}

impl Hit {
    pub(crate) fn is_geographic(&self) -> bool {
        self.place || self.demonym
    }
}

/// A mention before it is written down.
#[derive(Clone, Debug)]
pub(crate) struct Claim {
    /// Index of the text.
    pub(crate) text: usize,
    pub(crate) tokens: Range<usize>,
    pub(crate) subject: Subject,
    pub(crate) usage: Usage,
    /// Tokens of the role that the text gives.
    pub(crate) role: Option<Range<usize>>,
    pub(crate) confidence: f32,
}

/// Which entity is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Subject {
    /// One of the lexicon.
    Known(u32),
    /// One that the text alone tells of.
    Provisional(usize),
}

/// Hands each text its spans, which come in the order of the texts. The dateline, which is the last, has none.
fn tag(texts: &mut [Text<'_>], spans: &[Span]) {
    for (at, text) in texts.iter_mut().enumerate().filter(|(_, text)| text.field != Field::Dateline) {
        let from = spans.partition_point(|span| span.text < at);
        let own = spans[from..].iter().take_while(|span| span.text == at);
        text.tags = Tags::new(&text.tokens, own);
    }
}

impl<'a> Document<'a> {
    /// Cuts an article into tokens and finds the known names in it; the tagger is asked where it knows the language.
    pub(crate) fn new(article: &'a Article, lexicon: &'a Lexicon, tagger: Option<&dyn Tagger>) -> Self {
        let language = article.language.as_deref().unwrap_or("");
        let dateline = article.dateline.iter().map(|dateline| (Field::Dateline, dateline.printed.as_str()));
        let fields: Vec<(Field, &str)> = article.fields().collect();
        let spans = tagger.filter(|_| language == ENGLISH).map(|tagger| {
            let texts: Vec<&str> = fields.iter().map(|(_, text)| *text).collect();
            tagger.spans(&texts)
        });
        let mut texts: Vec<Text<'a>> =
            fields.into_iter().chain(dateline).map(|(field, text)| Text::new(field, text, lexicon, language)).collect();
        if let Some(spans) = spans {
            tag(&mut texts, &spans);
        }
        Self {
            article: &article.id,
            lexicon,
            texts,
            nouns_capital: language == "de",
            claims: Vec::new(),
            provisional: Vec::new(),
            ancestors: Vec::new(),
            by_id: HashMap::new(),
            days: Days::of_article(article),
            named_countries: HashSet::new(),
        }
        .with_countries()
    }

    /// Notes the countries that the names of the article mean, whatever else they may mean.
    fn with_countries(mut self) -> Self {
        let mut named = HashSet::new();
        for text in &self.texts {
            for hit in text.hits.iter().filter(|hit| hit.is_geographic() && !hit.needs_cue) {
                let senses = self.senses(text, hit).map(|sense| self.lexicon.entry(sense.entry));
                named.extend(senses.filter_map(|entry| entry.entity.country.as_deref().map(Box::from)));
            }
        }
        self.named_countries = named;
        self
    }

    /// Says whether a name in the article may mean this country or a place in it.
    pub(crate) fn names_country(&self, code: &str) -> bool {
        self.named_countries.contains(code)
    }

    /// Returns every known name outside of datelines, as indexes of its text and among the hits of that; rules claim
    /// while they go over them.
    pub(crate) fn hits(&self) -> Vec<(usize, usize)> {
        let texts = self.texts.iter().enumerate().filter(|(_, text)| text.field != Field::Dateline);
        texts.flat_map(|(at, text)| (0..text.hits.len()).map(move |index| (at, index))).collect()
    }

    /// Records a mention; nothing else may claim its tokens.
    pub(crate) fn claim(&mut self, claim: Claim) {
        self.texts[claim.text].taken[claim.tokens.clone()].fill(true);
        self.claims.push(claim);
    }

    /// Returns the provisional entity of this identifier, made where there is none yet.
    pub(crate) fn provisional(
        &mut self,
        id: EntityId,
        kind: EntityKind,
        label: &str,
        country: Option<&str>,
    ) -> Subject {
        if let Some(known) = self.lexicon.index(id.as_str()) {
            return Subject::Known(known);
        }
        let next = self.provisional.len();
        let at = *self.by_id.entry(id.clone()).or_insert(next);
        if at == next {
            self.provisional.push(Entity { id, kind, label: label.to_owned(), country: country.map(str::to_owned) });
        }
        Subject::Provisional(at)
    }

    /// Returns the entity that a claim means.
    pub(crate) fn entity(&self, subject: Subject) -> &Entity {
        match subject {
            Subject::Known(entry) => &self.lexicon.entry(entry).entity,
            Subject::Provisional(at) => &self.provisional[at],
        }
    }

    /// Returns what a hit may mean.
    pub(crate) fn senses<'b>(&'b self, text: &'b Text<'a>, hit: &Hit) -> impl Iterator<Item = &'b Sense> {
        self.lexicon.names.senses(hit.name, &text.tokens[hit.tokens.clone()], text.style)
    }

    /// Returns the first country that hits within these tokens speak of ("Russian Foreign Minister", "IDF chief").
    pub(crate) fn country_within(&self, text: &Text<'a>, tokens: Range<usize>) -> Option<String> {
        let mut at = tokens.start;
        while at < tokens.end {
            let Some(hit) = text.hit_at(at) else {
                at += 1;
                continue;
            };
            let senses = || self.senses(text, hit).map(|sense| self.lexicon.entry(sense.entry));
            // A country by its name or demonym goes before a city or army of the same name.
            let country = senses().find(|entry| entry.nature == Nature::Place(PlaceKind::Country));
            if let Some(code) = country.or_else(|| senses().next()).and_then(|entry| entry.entity.country.clone()) {
                return Some(code);
            }
            at = hit.tokens.end;
        }
        None
    }
}

impl<'a> Text<'a> {
    fn new(field: Field, text: &'a str, lexicon: &Lexicon, language: &str) -> Self {
        let tokens = tokenise(text, &lexicon.words, language);
        let style = match (field, style(&tokens)) {
            (Field::Dateline, _) => Style::Caps,
            // A paragraph full of names is not written in title case.
            (Field::Paragraph(_) | Field::Caption(_), Style::Title) => Style::Sentence,
            (_, style) => style,
        };
        let mut this = Self {
            field,
            text,
            taken: vec![false; tokens.len()],
            hit_of: vec![None; tokens.len()],
            tokens,
            style,
            hits: Vec::new(),
            tags: Tags::default(),
        };
        this.find_names(lexicon);
        this
    }

    fn find_names(&mut self, lexicon: &Lexicon) {
        let mut at = 0;
        while at < self.tokens.len() {
            // `US$` is money.
            if self.text[self.tokens[at].end()..].starts_with('$') {
                at += 1;
                continue;
            }
            // `pro-Iranian forces` are no Iranian forces: behind such a prefix a name has one word.
            let prefixed = at > 0 && self.tokens[at].gap == Gap::Hyphen && self.tokens[at - 1].is(vocab::PREFIX);
            let end = if prefixed { at + 1 } else { self.tokens.len() };
            let Some(found) = lexicon.names.longest(&self.tokens[..end], at, self.style) else {
                at += 1;
                continue;
            };
            let tokens = at..at + found.len;
            let end = self.tokens[tokens.end - 1].end();
            self.push_hit(lexicon, tokens, found.name);
            at += found.len;
            // The pairs of Han characters overlap.
            while self.tokens.get(at).is_some_and(|token| token.start < end) {
                at += 1;
            }
        }
    }

    fn push_hit(&mut self, lexicon: &Lexicon, tokens: Range<usize>, name: NameId) {
        let mut hit = Hit {
            tokens: tokens.clone(),
            name,
            actor: false,
            person: false,
            place: false,
            country: false,
            demonym: false,
            needs_cue: true,
        };
        for sense in lexicon.names.senses(name, &self.tokens[tokens.clone()], self.style) {
            match (lexicon.entry(sense.entry).nature, sense.way) {
                (Nature::Place(_), Way::Demonym) => hit.demonym = true,
                (Nature::Place(kind), _) => {
                    hit.place = true;
                    hit.country |= kind == PlaceKind::Country;
                }
                (Nature::Actor(EntityKind::Person), _) => hit.person = true,
                (Nature::Actor(_) | Nature::State, _) => hit.actor = true,
            }
            hit.needs_cue &= sense.needs_cue;
        }
        self.hit_of[tokens].fill(u32::try_from(self.hits.len()).ok());
        self.hits.push(hit);
    }

    /// Returns the known name that covers a token.
    pub(crate) fn hit_at(&self, token: usize) -> Option<&Hit> {
        let hit = self.hit_of.get(token).copied().flatten()?;
        self.hits.get(hit as usize)
    }

    /// Returns the index of the known name that covers a token.
    pub(crate) fn hit_index(&self, token: usize) -> Option<usize> {
        self.hit_of.get(token).copied().flatten().map(|hit| hit as usize)
    }

    /// Says whether any of these tokens belongs to a claim.
    pub(crate) fn is_taken(&self, tokens: Range<usize>) -> bool {
        self.taken[tokens].contains(&true)
    }

    /// Returns the text of some tokens as written, with the full stop that ends an abbreviation: `U.S.`
    pub(crate) fn with_full_stop(&self, tokens: Range<usize>) -> &'a str {
        let written = self.written(tokens.clone());
        let abbreviated = |token: &Token<'_>| token.text.split('.').all(|part| part.chars().count() == 1);
        let Some(last) = tokens.end.checked_sub(1).and_then(|last| self.tokens.get(last)) else { return written };
        let stop = last.text.contains('.') && abbreviated(last) && self.text[last.end()..].starts_with('.');
        if stop && !written.is_empty() { &self.text[last.end() - written.len()..=last.end()] } else { written }
    }

    /// Returns the text of some tokens as written.
    pub(crate) fn written(&self, tokens: Range<usize>) -> &'a str {
        match (self.tokens.get(tokens.start), tokens.end.checked_sub(1).and_then(|last| self.tokens.get(last))) {
            (Some(first), Some(last)) if first.start <= last.end() => &self.text[first.start..last.end()],
            _ => "",
        }
    }
}
