//! Tables on stdout.

use std::io::Write;

/// Prints a line; whoever closed stdout has read enough.
pub(crate) fn line(text: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}
