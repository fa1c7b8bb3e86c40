//! Where the actors and places of an article stand in it, for those who ask why it is about them.

use std::collections::HashMap;

use dateline_model::{EntityId, Field, Mention, Usage};

/// Mentions that make something the matter of a story that opens with it; and of one that does not.
const AGAIN: u32 = 2;
const OFTEN: u32 = 3;

/// Where an entity stands in an article.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) headline: bool,
    pub(crate) lede: bool,
    pub(crate) count: u32,
}

impl Standing {
    /// What stands in the headline, or in the lede and again, or often, is what the story is about: headlines are written
    /// to say so, and a name that opens a story in passing does not come back.
    pub(crate) const fn is_salient(self) -> bool {
        self.headline || self.lede && self.count >= AGAIN || self.count >= OFTEN
    }

    /// Says it for people.
    pub(crate) fn in_words(self) -> String {
        let mut words = match self.count {
            1 => "named once".to_owned(),
            count => format!("named {count} times"),
        };
        if self.headline {
            words.push_str(", in the headline");
        }
        if self.lede {
            words.push_str(", in the lede");
        }
        words
    }
}

/// Counts where each actor and each scene stands. Places that only describe are not what a story is about, and where it
/// was filed says nothing of it.
pub(crate) fn standings(mentions: &[Mention]) -> HashMap<&EntityId, Standing> {
    let mut standings: HashMap<&EntityId, Standing> = HashMap::new();
    for mention in mentions {
        if mention.kind.is_actor() || mention.usage == Usage::Located {
            let standing = standings.entry(&mention.entity).or_default();
            standing.headline |= mention.field == Field::Headline;
            standing.lede |= mention.field == Field::Paragraph(0);
            standing.count += 1;
        }
    }
    standings
}
