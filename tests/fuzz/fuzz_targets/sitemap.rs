//! Bytes as a sitemap: its entries, and the hints in it.
#![no_main]

use dateline_ingest::{Hints, Input, unpack};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(
        file.path(),
        [b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>".as_slice(), bytes].concat(),
    )
    .expect("writing");
    let inputs = [Input::Path(file.path().to_owned())];
    let _ = Hints::gather(&inputs);
    unpack(&inputs, &mut |_| Ok(()), &mut |_| {});
});
