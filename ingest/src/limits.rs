//! How much foreign input may cost.
//!
//! Measured on hostile pages: every HTML reader there is takes quadratic time on deep nesting, and overflows the
//! stack (which ends the process) on 20,000 nested elements. The worst legitimate page of 1,990 stays far below
//! these limits.

use std::time::Duration;

/// Bytes of one HTML page.
pub const PAGE_BYTES: usize = 5 << 20;
/// Elements of one HTML page.
pub const PAGE_ELEMENTS: usize = 60_000;
/// Open elements inside one another.
pub const PAGE_DEPTH: usize = 250;
/// Bytes of one record: a line of a dump, the body of a web archive's record, a plain-text file.
pub const RECORD_BYTES: usize = 64 << 20;
/// Bytes of a file that can only be read whole: a feed, a JSON document.
pub const DOCUMENT_BYTES: usize = 512 << 20;
/// Stack of a thread that reads pages, in bytes: with [`PAGE_DEPTH`] it is never the problem.
pub const STACK_BYTES: usize = 64 << 20;
/// Containers inside one another: a page in a tar archive that is compressed is two.
pub const CONTAINER_DEPTH: usize = 8;
/// Bytes that decompressing one input may give before [`EXPANSION`] counts.
pub const EXPANDED_BYTES: u64 = 4 << 30;
/// Bytes that a compressed byte may stand for, beyond [`EXPANDED_BYTES`] in an input and [`RECORD_BYTES`] in a member:
/// pages shrink to a tenth, repeated ones to a hundredth, bombs to a thousandth and less.
pub const EXPANSION: u64 = 200;
/// Bytes of a zip archive that is no file on the disk and must be copied to one to be read.
pub const SPOOL_BYTES: u64 = 16 << 30;
/// How long one page may take: a thousand times what pages do take.
pub const PAGE_TIME: Duration = Duration::from_secs(20);
/// Threads that may still be at pages that were given up. They cannot be stopped, only be left alone: with so many of
/// them, a page is waited for instead.
pub const ABANDONED_THREADS: usize = 4;
/// Bytes of the headers of a mail message or of MHTML; a message that went through many hands has some 20 kB.
pub const HEADER_BYTES: usize = 1 << 20;
