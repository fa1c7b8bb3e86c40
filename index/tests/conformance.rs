//! The embedded engine keeps the contract, in memory and on disk, in one segment and in many.

use dateline_index::{Access, Index, WriterOptions};
use dateline_model::Seq;
use dateline_search::Engine;

#[test]
fn in_memory() {
    dateline_search::conformance::run(|| Index::in_memory().unwrap());
}

#[test]
fn on_disk() {
    let directory = tempfile::tempdir().unwrap();
    let number = std::cell::Cell::new(0);
    dateline_search::conformance::run(|| {
        number.set(number.get() + 1);
        let path = directory.path().join(number.get().to_string());
        Index::open(&path, Access::Write, WriterOptions { threads: 2, memory: 64 << 20 }).unwrap()
    });
}

#[test]
fn what_is_written_is_there_after_reopening_and_for_other_readers() {
    let directory = tempfile::tempdir().unwrap();
    let options = WriterOptions { threads: 1, memory: 32 << 20 };
    let writer = Index::open(directory.path(), Access::Write, options).unwrap();
    let reader = Index::open(directory.path(), Access::Read, options).unwrap();
    assert_eq!(reader.checkpoint().unwrap(), Seq(0));
    writer.write(&[], Seq(3)).unwrap();
    assert_eq!(reader.checkpoint().unwrap(), Seq(3), "a reader sees commits of another process");
    let error = reader.write(&[], Seq(4)).unwrap_err().to_string();
    assert!(error.ends_with("it is open for reading only"), "{error}");
    drop(writer);
    assert_eq!(Index::open(directory.path(), Access::Write, options).unwrap().checkpoint().unwrap(), Seq(3));
}
