//! Bytes as a text and as a weights' file: names lie in the text in order, a wrong file is refused, nothing panics.
#![no_main]

use dateline_entity::tagger::{Crf, Tagger};

/// The beginning of a file with one entry of the lists and one row.
const HEAD: &[u8] = b"dateline-tagger 1 tags=PER,ORG,LOC,NORP,MISC scale=4 lists=1 rows=1\n";
/// Transitions, the entry, the row.
const BODY: usize = 2 * 21 * 21 + 6 + 24;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = Crf::read(bytes);
    let text = String::from_utf8_lossy(bytes);
    let mut file = [HEAD, bytes].concat();
    file.resize(HEAD.len() + BODY, 0);
    let odd = Crf::read(&file).expect("as long as its first line says");
    for tagger in [&odd as &dyn Tagger, Crf::builtin()] {
        let mut end = 0;
        for span in tagger.spans(&[&text]) {
            assert!(span.bytes.start >= end && !text[span.bytes.clone()].is_empty());
            end = span.bytes.end;
        }
    }
});
