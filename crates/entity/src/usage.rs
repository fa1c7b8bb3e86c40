//! In which sense a place is named: as the scene, as someone who acts, or only to describe.

use dateline_model::Usage;
use std::ops::Range;

use crate::document::Text;
use crate::tokens::{Gap, Shape, Style, Token};
use crate::vocab;

/// The verbs whose subject acts.
pub(crate) const DOES: vocab::Parts = vocab::ACTS | vocab::SAYS | vocab::ADDRESSES | vocab::ENTERS;

/// How far what a country owns may stand behind its name: `Iraq's former higher education minister`.
const POSSESSED: usize = 5;

/// Parts that ordinary nouns play: all others make a word a verb, a preposition and so on.
const ORDINARY: vocab::Parts = vocab::LAND
    | vocab::LINE
    | vocab::ACTION
    | vocab::TIE
    | vocab::NO_SURNAME
    | vocab::ROLE_PART
    | vocab::GIVEN
    | vocab::SURNAME
    | vocab::ORG_LAST
    | vocab::ORG_FIRST
    | vocab::SCENE
    | vocab::CALENDAR
    | vocab::LOWER_START;

/// What kind of name is judged: only states and their capitals act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scale {
    Country,
    Capital,
    Other,
}

/// A judgement, and whether something in the text speaks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) usage: Usage,
    pub(crate) sure: bool,
}

/// The last place judged in a text, from which the next one in a list takes its sense.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Neighbour {
    pub(crate) end: usize,
    pub(crate) verdict: Verdict,
}

/// Judges the name at these tokens.
pub(crate) fn judge(text: &Text<'_>, name: Range<usize>, scale: Scale, before: Option<Neighbour>) -> Verdict {
    let place = Place { text, tokens: &text.tokens, name, scale };
    let cue = place.hyphen().or_else(|| place.possessive()).or_else(|| place.describes());
    let cue = cue.or_else(|| place.preposition()).or_else(|| place.object());
    if cue.is_none()
        && let Some(shared) = place.joined_to(before)
    {
        return Verdict { usage: place.scaled(shared.usage), sure: shared.sure };
    }
    // A town that "says" something is rather a person.
    let cue = cue.or_else(|| if scale == Scale::Other { None } else { place.subject() });
    if let Some(usage) = cue {
        return Verdict { usage: place.scaled(usage), sure: true };
    }
    if let Some(shared) = place.listed_behind(before) {
        return Verdict { usage: place.scaled(shared.usage), sure: shared.sure };
    }
    let usage = if scale == Scale::Country { Usage::Modifier } else { Usage::Located };
    Verdict { usage, sure: false }
}

/// A name with its surroundings.
pub(crate) struct Place<'a> {
    pub(crate) text: &'a Text<'a>,
    pub(crate) tokens: &'a [Token<'a>],
    pub(crate) name: Range<usize>,
    pub(crate) scale: Scale,
}

impl<'a> Place<'a> {
    /// Towns and regions do not act: what happens with them happens there.
    fn scaled(&self, usage: Usage) -> Usage {
        if self.scale == Scale::Other && usage == Usage::Actor { Usage::Located } else { usage }
    }

    pub(crate) fn next(&self, ahead: usize) -> Option<&'a Token<'a>> {
        self.tokens.get(self.name.end + ahead)
    }

    /// `US-Russian`, `Iran-backed`, `Paris-based`, `anti-Russia`.
    fn hyphen(&self) -> Option<Usage> {
        if let Some(next) = self.next(0).filter(|next| next.gap == Gap::Hyphen) {
            return Some(if next.is(vocab::BASED) {
                Usage::Located
            } else if next.is(vocab::BACKED) {
                Usage::Actor
            } else {
                Usage::Modifier
            });
        }
        (self.tokens[self.name.start].gap == Gap::Hyphen).then_some(Usage::Modifier)
    }

    /// `Syria's north`, `Moscow's intervention`.
    fn possessive(&self) -> Option<Usage> {
        if !self.tokens[self.name.end - 1].possessive {
            return None;
        }
        for ahead in 0..POSSESSED {
            let next = self.next(ahead).filter(|next| next.joins())?;
            // `Thailand's state-owned media`: the first part of a compound is not what is owned.
            let compound = self.next(ahead + 1).is_some_and(|after| after.gap == Gap::Hyphen);
            // `Syria's Idlib province`, but `Mexico's state oil company`.
            let named_state = ahead > 0 && next.text == "state" && self.next(ahead - 1).is_some_and(Token::is_capital);
            if !compound && (next.is(vocab::LAND) || named_state) {
                return Some(Usage::Located);
            }
            // Whose president it is describes the president, who acts; `Russia's decision` is Russia's act.
            if next.is(vocab::ROLE)
                || matches!(next.text, "ministers" | "leaders" | "presidents" | "officials" | "ambassadors")
            {
                return (self.scale != Scale::Other).then_some(Usage::Modifier);
            }
            if next.is(vocab::GOVERNS | vocab::ACTION) {
                return Some(Usage::Actor);
            }
            if next.is(vocab::PREPOSITION | vocab::MODAL | vocab::BE) {
                return None;
            }
        }
        None
    }

    /// `US officials`, `the Syria talks`, `the Damascus government`.
    fn describes(&self) -> Option<Usage> {
        let next = self.next(0).filter(|next| next.gap == Gap::Space)?;
        if self.tokens[self.name.end - 1].possessive {
            return None;
        }
        if next.is(vocab::GOVERNS) {
            return Some(Usage::Actor);
        }
        let role = next.is(vocab::ROLE) || next.is(vocab::ROLE_PART) && next.is_capital();
        // `Washington Mayor Anna Holt`, `Seoul police`; but `the Geneva talks` are there.
        if self.scale == Scale::Capital && (next.is(vocab::ROLE) && next.is_capital() || next.text == "police") {
            return Some(Usage::Modifier);
        }
        let noun = next.is(vocab::DESCRIBED) && !self.verb_follows_as_object(next);
        // `the US wording of it`: an acronym in front of an ordinary word only describes.
        let acronym = self.name.len() == 1
            && self.tokens[self.name.start].shape == Shape::Caps
            && self.text.style == Style::Sentence
            && next.shape == Shape::Lower
            && next.parts & !ORDINARY == 0
            && next.text.len() > 3;
        (self.scale == Scale::Country && (role || noun || acronym)).then_some(Usage::Modifier)
    }

    /// `Israel strikes Syria`, `Iran attacks`: some words are nouns and verbs; an object behind tells.
    fn verb_follows_as_object(&self, next: &Token<'_>) -> bool {
        next.is(DOES)
            && self.next(1).is_some_and(|after| {
                after.gap == Gap::Space && (after.is_capital() || after.is(vocab::ARTICLE | vocab::TO))
            })
    }

    /// The index of the word that governs the name, articles and points of the compass skipped.
    fn governor(&self) -> Option<usize> {
        // `to Russia's Greyfell group`: the preposition belongs to what Russia has.
        if self.scale == Scale::Country && self.tokens[self.name.end - 1].possessive {
            return None;
        }
        let mut at = self.name.start;
        for _ in 0..5 {
            if self.tokens[at].gap != Gap::Space && self.tokens[at].gap != Gap::Hyphen {
                return None;
            }
            at = at.checked_sub(1)?;
            let token = &self.tokens[at];
            let adjective = token.is(vocab::ARTICLE | vocab::COMPASS) && !token.is(vocab::PREPOSITION);
            if !adjective {
                return Some(at);
            }
        }
        None
    }

    fn preposition(&self) -> Option<Usage> {
        let at = self.governor()?;
        let governor = &self.tokens[at];
        if !governor.is(vocab::PREPOSITION) {
            return None;
        }
        let head = |parts| self.head_before(at, parts);
        Some(if governor.is(vocab::SPATIAL) {
            let government = self.scale == Scale::Capital && governor.text.eq_ignore_ascii_case("in");
            if government && head(vocab::ALLY) { Usage::Actor } else { Usage::Located }
        } else if governor.is(vocab::WITH) {
            if head(vocab::LINE) { Usage::Located } else { Usage::Actor }
        } else if governor.is(vocab::TO) {
            if head(vocab::TIE | vocab::SAYS) { Usage::Actor } else { Usage::Located }
        } else if governor.is(vocab::FROM) {
            if head(vocab::TIE) { Usage::Actor } else { Usage::Located }
        } else if governor.is(vocab::OF) {
            if head(vocab::LAND) {
                Usage::Located
            } else if head(vocab::TIE | vocab::GOVERNS) {
                Usage::Actor
            } else if head(vocab::ROLE | vocab::DESCRIBED) || self.of_a_name(at) {
                Usage::Modifier
            } else {
                Usage::Located
            }
        } else if governor.is(vocab::ON) {
            if head(vocab::TIE | vocab::ADDRESSES) {
                Usage::Actor
            } else if head(vocab::DESCRIBED) && !self.word_before(at).is_some_and(|word| word.is(vocab::ACTION)) {
                Usage::Modifier
            } else {
                Usage::Located
            }
        } else if governor.is(vocab::FOR) {
            // `called for Iran to stop`: the object of the wish is the one who shall act.
            let shall_act = self.next(0).is_some_and(|next| next.gap == Gap::Space && next.is(vocab::TO));
            if shall_act {
                Usage::Actor
            } else if head(vocab::MOTION) {
                Usage::Located
            } else if head(vocab::TIE) {
                Usage::Actor
            } else {
                Usage::Modifier
            }
        } else {
            Usage::Modifier
        })
    }

    /// `Anna Holt of Italy`: says where she is from.
    fn of_a_name(&self, of: usize) -> bool {
        let Some(at) = of.checked_sub(1) else { return false };
        let word = &self.tokens[at];
        let unknown = self.text.hit_at(at).is_none_or(|hit| hit.person);
        // Towns lie in many things with names; people come from them.
        (self.scale == Scale::Country || self.text.is_taken(at..of))
            && word.shape == Shape::Title
            && !word.starts
            && unknown
            && !word.is(vocab::NO_SURNAME)
    }

    fn word_before(&self, at: usize) -> Option<&Token<'a>> {
        at.checked_sub(1).map(|before| &self.tokens[before]).filter(|_| self.tokens[at].gap == Gap::Space)
    }

    /// Says whether the word in front of a preposition, or the one before that, plays this part.
    fn head_before(&self, preposition: usize, parts: vocab::Parts) -> bool {
        let Some(first) = self.word_before(preposition) else { return false };
        if first.is(parts) {
            return true;
        }
        // `sold weapons to`, `ties yesterday with`; but not over another preposition.
        let second = self.word_before(preposition - 1).filter(|_| !first.is(vocab::PREPOSITION | vocab::ARTICLE));
        second.is_some_and(|second| second.is(parts) && second.shape == Shape::Lower)
    }

    /// `urged Iran`, `invaded Syria`.
    fn object(&self) -> Option<Usage> {
        let at = self.governor()?;
        let verb = &self.tokens[at];
        if verb.shape != Shape::Lower && !verb.is(vocab::ENTERS | vocab::ADDRESSES) {
            return None;
        }
        let wish = verb.is(vocab::ACTS | vocab::ADDRESSES) || verb.shape == Shape::Lower && verb.text.ends_with("ing");
        if wish && self.next(0).is_some_and(|next| next.gap == Gap::Space && next.is(vocab::TO)) {
            // `wants Russia to stop`, `prompting Japan to act`.
            Some(Usage::Actor)
        } else if verb.is(vocab::ENTERS) {
            Some(Usage::Located)
        } else if verb.is(vocab::ADDRESSES) {
            Some(Usage::Actor)
        } else {
            None
        }
    }

    /// Returns the sense of the name in front of `and`, `or`: `the ministers of Japan and South Korea have met`.
    fn joined_to(&self, before: Option<Neighbour>) -> Option<Verdict> {
        let before = before.filter(|before| before.end <= self.name.start)?;
        let joined = match &self.tokens[before.end..self.name.start] {
            [first, rest @ ..] => {
                first.gap == Gap::Space && first.is(vocab::AND) && rest.iter().all(|token| token.is(vocab::ARTICLE))
            }
            [] => false,
        };
        (joined && before.verdict.sure).then_some(before.verdict)
    }

    /// Returns the sense of the name before in a list: `with Cairo, Ankara and Amman`.
    fn listed_behind(&self, before: Option<Neighbour>) -> Option<Verdict> {
        let before = before.filter(|before| before.end <= self.name.start)?;
        let between = &self.tokens[before.end..self.name.start];
        let listed = match between {
            [] => matches!(self.tokens[self.name.start].gap, Gap::Comma | Gap::Slash),
            [first, rest @ ..] => {
                matches!(first.gap, Gap::Space | Gap::Comma)
                    && first.is(vocab::AND)
                    && rest.iter().all(|token| token.is(vocab::ARTICLE | vocab::COMPASS))
            }
        };
        (listed && before.verdict.sure).then_some(before.verdict)
    }
}

#[cfg(test)]
mod tests {
    use dateline_model::Field;

    use super::*;
    use crate::testing::text_of;

    /// Judges the names of a sentence in order and returns the verdict on the last but `back` of them.
    fn usages(sentence: &str, scale: Scale) -> Vec<Usage> {
        let text = text_of(Field::Paragraph(0), sentence);
        let mut before = None;
        let mut found = Vec::new();
        for hit in text.hits.iter().filter(|hit| hit.place) {
            let verdict = judge(&text, hit.tokens.clone(), scale, before);
            before = Some(Neighbour { end: hit.tokens.end, verdict });
            found.push(verdict.usage);
        }
        found
    }

    #[test]
    fn countries() {
        use Usage::{Actor, Located, Modifier};
        for (sentence, expected) in [
            ("They fought in Syria", vec![Located]),
            ("They fought in war-torn southern Syria", vec![Located]),
            ("Clashes in Syria’s north went on", vec![Located]),
            ("Troops crossed from Iraq into Syria", vec![Located, Located]),
            ("Russia said so", vec![Actor]),
            ("Russia never agreed to it", vec![Actor]),
            ("Iran will not get it", vec![Actor]),
            ("Iran is seeking more", vec![Actor]),
            ("Iran is large", vec![Modifier]),
            ("a deal with Iran", vec![Actor]),
            ("talks between Iran and Russia", vec![Actor, Actor]),
            ("traded with the United States and Jordan", vec![Actor, Actor]),
            ("Russia and Iran agreed", vec![Actor, Actor]),
            ("Russia, Iran and Turkey agreed", vec![Actor, Actor, Actor]),
            ("the border with Israel", vec![Located]),
            ("talks on Syria", vec![Modifier]),
            ("sanctions on Iran", vec![Actor]),
            ("they called on Israel to stop", vec![Actor]),
            ("in the U.S. state they left", vec![Modifier]),
            ("an attack on Israel", vec![Located]),
            ("the Syria talks", vec![Modifier]),
            ("US officials left", vec![Modifier]),
            ("the US-Russian deal", vec![Modifier]),
            ("thanks to the US wording of it", vec![Modifier]),
            ("in Syria, including southern Syria", vec![Located, Located]),
            ("Iran-backed fighters", vec![Actor]),
            ("a Syria-based group", vec![Located]),
            ("they urged Iran", vec![Actor]),
            ("they invaded Ukraine", vec![Located]),
            ("Israel strikes Syria", vec![Actor, Located]),
            ("Russia: talks are over", vec![Actor]),
            ("Iran’s aggression", vec![Actor]),
            ("Iran’s saffron", vec![Modifier]),
            ("they turned to Russia’s Greyfell group", vec![Modifier]),
            ("Iran is stopping that", vec![Actor]),
            ("Russia, which backs them", vec![Actor]),
            ("the approval of Russia", vec![Actor]),
            ("the north of Syria", vec![Located]),
            ("aid to Ukraine", vec![Actor]),
            ("he flew to Ukraine", vec![Located]),
            ("he left for Ukraine", vec![Located]),
            ("Des combats dans le nord de la Syrie", vec![Located]),
            ("un accord avec l'Iran", vec![Actor]),
            ("Gespräche in Syrien", vec![Located]),
            ("un acuerdo con Siria", vec![Actor]),
        ] {
            assert_eq!(usages(sentence, Scale::Country), expected, "{sentence}");
        }
    }

    #[test]
    fn capitals() {
        use Usage::{Actor, Located};
        for (sentence, expected) in [
            ("They met in Moscow", vec![Located]),
            ("his allies in Cairo", vec![Actor]),
            ("Moscow and Washington agreed", vec![Actor, Actor]),
            ("a treaty with Cairo, Ankara and Amman", vec![Actor, Actor, Actor]),
            ("after Cairo’s intervention", vec![Actor]),
            ("Moscow’s streets were empty", vec![Located]),
            ("a ferry pact between Athens and Cairo", vec![Actor, Actor]),
            ("a school in Amman", vec![Located]),
            ("a train to Brussels", vec![Located]),
        ] {
            assert_eq!(usages(sentence, Scale::Capital), expected, "{sentence}");
        }
    }

    #[test]
    fn towns_do_not_act() {
        assert_eq!(usages("Geneva said", Scale::Other), [Usage::Located]);
    }
}
