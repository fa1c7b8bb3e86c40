//! Progress on stderr, or none.

use std::io::IsTerminal;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use dateline_archive::{Progress, Unit};
use indicatif::{ProgressBar, ProgressStyle};

/// A bar with rate and time left while stderr is a terminal; nothing otherwise.
#[derive(Debug, Default)]
pub(crate) struct Bars {
    bar: Mutex<Option<ProgressBar>>,
    notes: bool,
    hidden: bool,
}

impl Bars {
    /// With `notes`, lines about single records are shown too.
    pub(crate) fn new(quiet: bool, notes: bool) -> Self {
        Self { bar: Mutex::new(None), notes: notes && !quiet, hidden: quiet || !std::io::stderr().is_terminal() }
    }

    fn with(&self, work: impl FnOnce(&ProgressBar)) {
        if let Some(bar) = &*self.bar.lock().unwrap_or_else(PoisonError::into_inner) {
            work(bar);
        }
    }
}

impl Progress for Bars {
    fn begin(&self, what: &str, unit: Unit, total: Option<u64>) {
        if self.hidden {
            return;
        }
        let counts = match unit {
            Unit::Bytes => "{decimal_bytes} of {decimal_total_bytes}, {decimal_bytes_per_sec}",
            Unit::Records => "{human_pos} of {human_len}, {per_sec}",
        };
        let template = match total {
            Some(_) => format!("{{msg:>9}} {{bar:28}} {counts}, {{eta}} left"),
            None => "{msg:>9} {spinner} {human_pos}, {elapsed}".to_owned(),
        };
        let bar = total.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
        // The templates are ours: a mistake in one shows a plain bar.
        bar.set_style(ProgressStyle::with_template(&template).unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.set_message(what.to_owned());
        bar.enable_steady_tick(Duration::from_millis(200));
        *self.bar.lock().unwrap_or_else(PoisonError::into_inner) = Some(bar);
    }

    fn advance(&self, by: u64) {
        self.with(|bar| bar.inc(by));
    }

    fn note(&self, line: &str) {
        if !self.notes {
            return;
        }
        let shown = &*self.bar.lock().unwrap_or_else(PoisonError::into_inner);
        match shown {
            Some(bar) => bar.suspend(|| crate::printer::warning(line)),
            None => crate::printer::warning(line),
        }
    }

    fn end(&self) {
        if let Some(bar) = self.bar.lock().unwrap_or_else(PoisonError::into_inner).take() {
            bar.finish_and_clear();
        }
    }
}
