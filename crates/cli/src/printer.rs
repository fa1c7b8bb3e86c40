//! Text for people or JSON for programs: data to stdout, words to stderr.

use std::io::{IsTerminal, Write};

use anstyle::{AnsiColor, Style};
use serde::Serialize;

pub(crate) const STRONG: Style = Style::new().bold();
pub(crate) const QUIET: Style = Style::new().dimmed();
/// Marks are bold and yellow; piped, the words stand alone.
pub(crate) const MARK: Style = AnsiColor::Yellow.on_default().bold();
pub(crate) const ACTOR: Style = AnsiColor::Cyan.on_default();
pub(crate) const PLACE: Style = AnsiColor::Green.on_default();
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
const WARN: Style = AnsiColor::Yellow.on_default().bold();

/// Standard output; colours are dropped where it is no terminal or `NO_COLOR` is set.
pub(crate) fn stdout() -> anstream::AutoStream<std::io::StdoutLock<'static>> {
    anstream::stdout().lock()
}

/// Prints a value as JSON: indented for people, on one line for programs.
pub(crate) fn json<T: Serialize>(value: &T) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    if out.is_terminal() {
        serde_json::to_writer_pretty(&mut out, value)?;
    } else {
        serde_json::to_writer(&mut out, value)?;
    }
    writeln!(out)?;
    Ok(())
}

/// A line on stderr.
pub(crate) fn say(line: &str) {
    // Where even stderr is gone there is nobody to tell.
    let _ = writeln!(anstream::stderr().lock(), "{line}");
}

pub(crate) fn warning(line: &str) {
    say(&format!("{WARN}warning:{WARN:#} {line}"));
}

pub(crate) fn error(line: &str, hint: Option<&str>) {
    say(&format!("{BAD}error:{BAD:#} {line}"));
    if let Some(hint) = hint {
        say(&format!("{STRONG}hint:{STRONG:#} {hint}"));
    }
}

/// Columns of the terminal, at most 100; 80 where there is none.
pub(crate) fn width() -> usize {
    terminal_size::terminal_size().map_or(80, |(width, _)| usize::from(width.0)).clamp(40, 100)
}

/// A number with its thousands apart: `12,345`.
pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::thousands;

    #[test]
    fn thousands_stand_apart() {
        assert_eq!([0, 999, 1000, 1_234_567].map(thousands), ["0", "999", "1,000", "1,234,567"]);
    }
}
