//! Why pages became the articles they became; nothing is written.

use dateline_ingest::{Explanation, FieldMap, Input, Record, Stop, limits, unpack_with};
use dateline_model::Location;
use jiff::Timestamp;

use crate::{Error, Kind};

/// What became of a record, and why.
#[derive(Clone, Debug)]
pub struct Explained {
    /// Where it was found.
    pub location: Location,
    /// All that was found in it; `None` where the record is no page and states its fields by name, or is no article by
    /// its nature.
    pub page: Option<Explanation>,
}

/// Explains every record of some inputs in order. `each` returns false where it wants no more.
///
/// # Errors
///
/// Fails where no thread can be started.
pub fn explain(
    inputs: &[Input],
    map: &FieldMap,
    each: &mut (dyn FnMut(Explained) -> bool + Send),
) -> Result<(), Error> {
    let now = Timestamp::now();
    let mut sink = |record: Record| {
        let record = if let Record::Coded(coded) = record { coded.open() } else { record };
        let explained = match record {
            Record::Capture(capture) => {
                let is_page = matches!(capture.media_type.as_str(), "text/html" | "application/xhtml+xml");
                let page = is_page.then(|| dateline_ingest::explain(&capture, now));
                Explained { location: capture.location, page }
            }
            Record::Rejected(rejection) => Explained { location: rejection.location, page: None },
            Record::Coded(_) | Record::Skipped { .. } | Record::Sitemap { .. } => return Ok(()),
        };
        if each(explained) { Ok(()) } else { Err(Stop) }
    };
    // Pages are read on a stack that no legitimate page exhausts.
    std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().name("explain".to_owned()).stack_size(limits::STACK_BYTES);
        let thread = builder.spawn_scoped(scope, || unpack_with(inputs, map, &mut sink, &mut |_| {}));
        match thread.map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(error) => Err(Error::new(Kind::System, format!("failed to start a thread: {error}"))),
        }
    })
}
