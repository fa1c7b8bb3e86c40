//! How much foreign input may cost.
//!
//! Measured on hostile pages: every HTML reader there is takes quadratic time on deep nesting, and overflows the
//! stack (which ends the process) on 20,000 nested elements. The worst legitimate page of 1,990 stays far below
//! these limits.

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
/// Bytes of the headers of a mail message or of MHTML; a message that went through many hands has some 20 kB.
pub const HEADER_BYTES: usize = 1 << 20;
