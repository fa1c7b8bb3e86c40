//! Texts as dates.
#![no_main]

use dateline_ingest::parse_date;
use dateline_model::Origin;

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Some(dated) = parse_date(text, Origin::Text) {
        let _ = (dated.value(), dated.earliest());
    }
});
