//! Words: folding, tokens with offsets, sentences, stems, language.
//!
//! One chain serves the index, the query side, the highlighter and the recognisers, so that a word means the
//! same everywhere:
//!
//! 1. [`words()`] cuts a text into words by Unicode's rules (UAX #29), strips possessives, splits off French and
//!    Italian elisions (`l'Iran` is `Iran`), and cuts runs of Han, Kana and Hangul into pairs of characters;
//! 2. [`fold()`] brings a word to a comparable form: case, accents, width, apostrophes, dots of abbreviations;
//! 3. [`Stems`] adds the stem in the language of the text.
//!
//! Offsets are bytes unless a name says `chars`.

mod fold;
mod language;
mod sentences;
mod spans;
mod stem;
mod words;

pub use fold::{fold, fold_into, fold_name};
pub use language::{detect, normalise_code};
pub use sentences::sentences;
pub use spans::CharOffsets;
pub use stem::Stems;
pub use words::{RawWord, Words, is_cjk, positions, words};
