//! Bytes as a list of actors in every format: what comes out as a record can be kept, read back and used.
#![no_main]

use dateline_entity::{ActorFormat, ActorItem, Authority, Lexicon, read_actors};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    for format in ActorFormat::ALL.map(Some).into_iter().chain([None]) {
        let mut authority = Authority::default();
        let mut sink = |line, item| {
            assert!(line > 0);
            if let ActorItem::Record(record) = item {
                authority.join(*record);
            }
        };
        read_actors(&mut &*bytes, format, Lexicon::builtin(), &mut sink).expect("memory can be read");
        let mut kept = Vec::new();
        authority.write(&mut kept).expect("memory can be written");
        assert_eq!(Authority::read(&kept).as_ref(), Ok(&authority));
    }
});
