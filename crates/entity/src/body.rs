//! The bodies that every state has: `Russian Foreign Ministry`, `army of Chad`, `Peru's parliament`.

use std::collections::HashSet;
use std::ops::Range;

use dateline_model::{Entity, EntityId, EntityKind, Usage};

use crate::data::{Nature, PlaceKind};
use crate::document::{Claim, Document, Hit, Subject, Text};
use crate::lexicon::{Builder, Entry, Lexicon};
use crate::tokens::{Gap, Shape};
use crate::vocab;

/// A body that every state has, whether or not the authority file lists it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Body {
    /// Path below the state.
    pub(crate) path: &'static str,
    /// Its name in front of `of` and the country.
    pub(crate) label: &'static str,
    /// States that have none, or whose file calls it otherwise.
    without: &'static str,
    /// What it is called, folded, behind a country or in front of `of`.
    names: &'static str,
}

impl Body {
    /// Says whether a state has it.
    pub(crate) fn has(&self, code: &str) -> bool {
        !self.without.split(' ').any(|other| other == code)
    }
}

/// The bodies; the US have departments instead of ministries. States without armed forces as of 2025.
pub(crate) const EVERY_STATE: &[Body] = &[
    Body {
        path: "/government",
        label: "Government",
        without: "",
        names: "government|regime|authorities|cabinet|leadership|presidency|administration|council of ministers",
    },
    Body {
        path: "/military",
        label: "Armed Forces",
        without: "AD CR DM FM GD IS KI KN LC LI MC MH MU NR PA PS PW SB SM TV VA VC WS",
        names: "army|military|armed forces|troops|navy|air force|forces|defence forces|defense forces|soldiers",
    },
    Body { path: "/legislature", label: "Parliament", without: "", names: "parliament|legislature|national assembly" },
    Body { path: "/police", label: "Police", without: "", names: "police|police force|national police" },
    Body {
        path: "/government/foreign-ministry",
        label: "Ministry of Foreign Affairs",
        without: "US",
        names: "foreign ministry|ministry of foreign affairs|foreign affairs ministry|ministry for foreign affairs",
    },
    Body {
        path: "/government/defence-ministry",
        label: "Ministry of Defence",
        without: "",
        names: "defence ministry|defense ministry|ministry of defence|ministry of defense|ministry of national defence|\
                ministry of national defense",
    },
    Body {
        path: "/government/interior-ministry",
        label: "Ministry of the Interior",
        without: "US",
        names: "interior ministry|ministry of interior|ministry of the interior|home ministry|ministry of internal affairs|\
                internal affairs ministry",
    },
    Body {
        path: "/government/finance-ministry",
        label: "Ministry of Finance",
        without: "US",
        names: "finance ministry|ministry of finance",
    },
];

/// The most words a name has.
const LONGEST: usize = 4;

/// Claims the bodies of states that no name of the lexicon covers.
pub(crate) fn find(document: &mut Document<'_>) {
    for (at, index) in document.hits() {
        let text = &document.texts[at];
        let hit = &text.hits[index];
        if let Some(known) = listed(document, text, hit) {
            let (subject, tokens) = (Subject::Known(known), hit.tokens.clone());
            document.claim(Claim { text: at, tokens, subject, usage: Usage::Actor, role: None, confidence: 0.95 });
            continue;
        }
        if !(hit.demonym || hit.country) || hit.actor || text.is_taken(hit.tokens.clone()) {
            continue;
        }
        let Some((tokens, body)) = behind(text, hit).or_else(|| in_front(text, hit)) else { continue };
        if text.is_taken(tokens.clone()) {
            continue;
        }
        let Some(code) = country(document, text, hit) else { continue };
        if let Some(known) = document.lexicon.index(&format!("/state/{code}{}", body.path)) {
            let subject = Subject::Known(known);
            document.claim(Claim { text: at, tokens, subject, usage: Usage::Actor, role: None, confidence: 0.85 });
        }
    }
}

/// Returns the body of a state that a name of several words means and nothing else: `China's Foreign Ministry`. It is
/// claimed before the country in it is read as a place.
fn listed(document: &Document<'_>, text: &Text<'_>, hit: &Hit) -> Option<u32> {
    let only = hit.actor && !hit.place && !hit.person && !hit.demonym && hit.tokens.len() > 1;
    if !only || text.is_taken(hit.tokens.clone()) {
        return None;
    }
    let mut senses = document.senses(text, hit).map(|sense| sense.entry);
    let first = senses.next()?;
    let body = document.lexicon.entry(first).nature == Nature::Actor(EntityKind::State);
    (body && senses.all(|other| other == first)).then_some(first)
}

/// Returns the body of a state by what every state calls it: `Congress`, `Supreme Court`.
pub(crate) fn of_state(lexicon: &Lexicon, code: &str, name: &str) -> Option<u32> {
    /// Those that most states have, by the path they have where they are listed.
    const OTHERS: &[(&str, &str)] = &[
        ("congress", "/legislature"),
        ("senate", "/legislature/senate"),
        ("supreme court", "/court/supreme"),
        ("constitutional court", "/court/constitutional"),
        ("central bank", "/central-bank"),
    ];
    let folded = dateline_text::fold_name(name);
    let body = EVERY_STATE.iter().find(|body| body.names.split('|').any(|name| name == folded)).map(|body| body.path);
    let path = body.or_else(|| OTHERS.iter().find(|(name, _)| *name == folded).map(|(_, path)| *path))?;
    lexicon.index(&format!("/state/{code}{path}"))
}

/// Returns the country that a name or demonym means: a state, not a region.
fn country(document: &Document<'_>, text: &Text<'_>, hit: &Hit) -> Option<String> {
    let mut entries = document.senses(text, hit).map(|sense| document.lexicon.entry(sense.entry));
    entries.find(|entry| entry.nature == Nature::Place(PlaceKind::Country))?.entity.country.clone()
}

/// `Russian Foreign Ministry`, `Iran's air force`.
fn behind(text: &Text<'_>, hit: &Hit) -> Option<(Range<usize>, &'static Body)> {
    let start = hit.tokens.end;
    let last = &text.tokens[start - 1];
    if text.tokens.get(start)?.gap != Gap::Space {
        return None;
    }
    let (end, body) = longest(text, start)?;
    // `Chad army` is a headline's way; `in Chad forces of the rebels met` is none.
    let attributive = hit.demonym || last.possessive || last.shape == Shape::Caps || end - start > 1;
    attributive.then_some((hit.tokens.start..end, body))
}

/// `the army of Chad`.
fn in_front(text: &Text<'_>, hit: &Hit) -> Option<(Range<usize>, &'static Body)> {
    if hit.demonym && !hit.country || text.tokens[hit.tokens.start].gap != Gap::Space {
        return None;
    }
    let mut of = hit.tokens.start.checked_sub(1)?;
    if text.tokens[of].is(vocab::ARTICLE) && text.tokens[of].gap == Gap::Space {
        of = of.checked_sub(1)?;
    }
    if !text.tokens[of].text.eq_ignore_ascii_case("of") || text.tokens[of].gap != Gap::Space {
        return None;
    }
    // The longest name that ends in front of `of`.
    (of.saturating_sub(LONGEST)..of).find_map(|start| {
        let (end, body) = longest(text, start)?;
        (end == of).then_some((start..hit.tokens.end, body))
    })
}

/// Returns the longest name of a body that begins at a token.
fn longest(text: &Text<'_>, start: usize) -> Option<(usize, &'static Body)> {
    let mut folded = String::new();
    let mut found = None;
    for (end, token) in (start + 1..).zip(text.tokens.get(start..)?).take(LONGEST) {
        if end > start + 1 {
            if token.gap != Gap::Space || text.tokens[end - 2].possessive {
                break;
            }
            folded.push(' ');
        }
        // Another known name in it (`Foreign Ministry Bank`) is read as that.
        if text.hit_at(end - 1).is_some_and(|hit| hit.actor || hit.is_geographic()) {
            break;
        }
        dateline_text::fold_into(token.text, &mut folded);
        let body = EVERY_STATE.iter().find(|body| body.names.split('|').any(|name| name == folded));
        found = body.map(|body| (end, body)).or(found);
    }
    // `the Greek government bond`, `police officer`: the body only describes.
    let (end, _) = found?;
    let goes_on = text.tokens.get(end).is_some_and(|next| next.gap == Gap::Hyphen);
    found.filter(|_| !goes_on)
}

impl Builder {
    /// Adds the states and governments that the actors do not list.
    pub(crate) fn finish_states(&mut self) {
        let codes: Vec<Box<str>> = self.lexicon.countries.keys().cloned().collect();
        let listed: HashSet<u32> = (0..)
            .zip(&self.lexicon.entries)
            .filter(|(_, entry)| entry.nature == Nature::State)
            .map(|(at, _)| at)
            .collect();
        for code in codes {
            let place = self.lexicon.country(&code).and_then(|country| country.place);
            let label = place.map_or("", |place| self.lexicon.entry(place).entity.label.as_str()).to_owned();
            let state = self.actor_of(&code, "", &label);
            let government = self.actor_of(&code, "/government", &format!("Government of {label}"));
            if listed.contains(&state) {
                for body in EVERY_STATE.iter().filter(|body| body.has(&code)) {
                    self.actor_of(&code, body.path, &format!("{} of {label}", body.label));
                }
            }
            let country = self.lexicon.countries.entry(code).or_default();
            country.state = Some(state);
            country.government = Some(government);
        }
    }

    fn actor_of(&mut self, code: &str, path: &str, label: &str) -> u32 {
        let id = EntityId::new(&format!("/state/{code}{path}"));
        if let Some(known) = self.lexicon.index(id.as_str()) {
            return known;
        }
        let entity = Entity { id, kind: EntityKind::State, label: label.to_owned(), country: Some(code.to_owned()) };
        let nature = if path.is_empty() { Nature::State } else { Nature::Actor(EntityKind::State) };
        let countries = vec![code.to_owned()];
        self.add(Entry { entity, nature, population: 0.0, point: None, parents: Vec::new(), countries })
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{ids, lexicon, paragraph};

    #[test]
    fn every_state_has_its_bodies() {
        for (text, expected) in [
            ("Then the Tuvaluan Foreign Ministry closed.", "/state/TV/government/foreign-ministry"),
            ("A note of the Foreign Ministry of Tuvalu came.", "/state/TV/government/foreign-ministry"),
            ("A note of the Ministry of Foreign Affairs of Bhutan came.", "/state/BT/government/foreign-ministry"),
            ("Bhutan's interior ministry closed.", "/state/BT/government/interior-ministry"),
            ("The army of Chad left.", "/state/TD/military"),
            ("The government of the Seychelles met.", "/state/SC/government"),
            ("The Laotian finance ministry closed.", "/state/LA/government/finance-ministry"),
            ("Zambian police came.", "/state/ZM/police"),
            ("The Belgian leadership met.", "/state/BE/government"),
            ("Troops of Syria's navy left.", "/state/SY/military"),
            ("The Iranian parliament met.", "/state/IR/legislature"),
        ] {
            assert_eq!(ids(&paragraph(text)), [expected], "{text}");
        }
    }

    #[test]
    fn bodies_are_complete() {
        let states: Vec<&str> = include_str!("../data/actors.tsv")
            .lines()
            .filter_map(|line| line.split('\t').nth(1).filter(|kind| *kind == "state").and(line.split('\t').nth(4)))
            .collect();
        assert!(states.len() > 190, "{}", states.len());
        for code in states {
            for body in super::EVERY_STATE.iter().filter(|body| body.has(code)) {
                assert!(lexicon().entity(&format!("/state/{code}{}", body.path)).is_some(), "{code}{}", body.path);
            }
        }
    }

    #[test]
    fn not_every_body_is_one_of_a_state() {
        for text in ["The forces of nature won.", "The government of the day fell.", "Texan police came."] {
            let found = ids(&paragraph(text));
            assert!(found.iter().all(|id| !id.starts_with("/state")), "{text}: {found:?}");
        }
    }
}
