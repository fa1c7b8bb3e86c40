//! Whether a place is the subject of a sentence in which somebody acts.

use dateline_model::Usage;

use crate::tokens::{Gap, Shape};
use crate::usage::{DOES, Place};
use crate::vocab;

/// How many words commas may insert between a subject and its verb.
const INSERTION: usize = 12;

impl Place<'_> {
    /// `Russia said`, `Iran, which backs them`, `Moscow and Washington agreed`, `Russia: talks are over`.
    pub(crate) fn subject(&self) -> Option<Usage> {
        if self.tokens[self.name.end - 1].possessive {
            return None;
        }
        if self.name.start == 0 && self.next(0).is_some_and(|next| next.gap == Gap::Colon) {
            return Some(Usage::Actor);
        }
        let mut at = self.over_list(self.name.end)?;
        if self.tokens.get(at)?.gap == Gap::Comma && self.tokens[at].is(vocab::RELATIVE) {
            at += 1;
        } else if self.tokens[at].gap == Gap::Comma {
            at = self.behind_insertion(at)?;
        } else if self.tokens[at].gap != Gap::Space {
            return None;
        }
        for _ in 0..3 {
            let token = self.tokens.get(at)?;
            let manner = token.shape == Shape::Lower && token.text.len() > 4 && token.text.ends_with("ly");
            let day = token.is(vocab::ON) && self.tokens.get(at + 1).is_some_and(|next| next.is(vocab::CALENDAR));
            let when = token.is(vocab::ADVERB | vocab::CALENDAR) || manner || day;
            let when = when && matches!(token.gap, Gap::Space | Gap::Comma);
            if when && !token.is(vocab::MODAL | DOES) {
                at += 1;
                continue;
            }
            if token.is_capital() && self.text.hit_at(at).is_some() {
                return None;
            }
            if token.is(vocab::MODAL | DOES) {
                return (!self.only_is(at)).then_some(Usage::Actor);
            }
            if token.is(vocab::BE) {
                return self.continues(at + 1);
            }
            return None;
        }
        None
    }

    /// `Spain, in line with the treaty, will not`: returns where the sentence goes on behind what commas insert.
    fn behind_insertion(&self, at: usize) -> Option<usize> {
        let rest = self.tokens.get(at + 1..)?;
        let ahead = rest.iter().take(INSERTION).position(|token| token.gap == Gap::Comma)?;
        // A sentence of its own between the commas has the verb, and another subject.
        let inserted = &self.tokens[at..at + 1 + ahead];
        let own_verb =
            inserted.iter().any(|token| token.is(vocab::SAYS | vocab::MODAL | vocab::BE) || token.gap == Gap::Break);
        let goes_on = self.tokens[at + 1 + ahead].is(vocab::MODAL | DOES);
        (!own_verb && goes_on).then_some(at + 1 + ahead)
    }

    /// `has been under military rule`, `does not have`: how things are, and no act.
    fn only_is(&self, at: usize) -> bool {
        let mut following = self.tokens.get(at + 1..).into_iter().flatten().take(3);
        let first = following.by_ref().find(|token| !token.is(vocab::ADVERB));
        match first.map(|token| token.text) {
            Some("been") => following.next().is_some_and(|next| {
                next.is(vocab::PREPOSITION | vocab::ARTICLE) || next.text == "under" || next.text == "without"
            }),
            Some("have") => self.tokens[at].is(vocab::MODAL),
            _ => false,
        }
    }

    /// `is seeking`, `are ready`: what comes after `is` says whether somebody acts.
    fn continues(&self, at: usize) -> Option<Usage> {
        let mut following = self.tokens.get(at..)?.iter().take(3).skip_while(|token| token.is(vocab::ADVERB));
        let verb = following.find(|token| !token.is(vocab::ARTICLE))?;
        if verb.is(vocab::SCENE) && verb.shape == Shape::Lower {
            return Some(Usage::Located);
        }
        // What befalls a country is no act of its government.
        let befalls = matches!(verb.text, "burning" | "suffering" | "becoming" | "reeling" | "sinking" | "including");
        let doing = verb.text.len() > 5 && verb.text.ends_with("ing") && verb.shape == Shape::Lower && !befalls;
        let acting = doing || matches!(verb.text, "ready" | "willing" | "prepared" | "set" | "determined");
        acting.then_some(Usage::Actor)
    }

    /// Skips the rest of a list of names: `Russia, Iran and Turkey agreed`.
    fn over_list(&self, mut at: usize) -> Option<usize> {
        for _ in 0..8 {
            let token = self.tokens.get(at)?;
            let mut next = at;
            if token.is(vocab::AND) && matches!(token.gap, Gap::Space | Gap::Comma) {
                next += 1;
            } else if token.gap != Gap::Comma {
                return Some(at);
            }
            while self.tokens.get(next).is_some_and(|token| token.is(vocab::ARTICLE)) {
                next += 1;
            }
            match self.text.hit_at(next) {
                Some(hit) => at = hit.tokens.end.max(next + 1),
                None => return Some(at),
            }
        }
        None
    }
}
