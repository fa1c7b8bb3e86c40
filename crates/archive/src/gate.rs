//! How many records an ingest has under way, and how large they are together.

use std::sync::{Condvar, Mutex, PoisonError};

use dateline_ingest::Stop;

/// Records that may be under way at once, and bytes of them as they were read: bounds the memory of a run whatever the
/// order in which threads end. A record larger than that is under way alone.
pub(crate) const UNDER_WAY: u64 = 1_000;
const UNDER_WAY_BYTES: u64 = 256 << 20;

/// Lets a record in only when at most [`UNDER_WAY`] and [`UNDER_WAY_BYTES`] are under way, so that one slow record does
/// not pile up the rest. Records are let in by number, so the one that the writer waits for is always inside.
#[derive(Default)]
pub(crate) struct Gate {
    state: Mutex<GateState>,
    moved: Condvar,
}

#[derive(Default)]
struct GateState {
    /// Records that the writer has taken.
    passed: u64,
    /// Bytes of the records that are inside.
    bytes: u64,
    closed: bool,
}

impl Gate {
    /// Waits until there is room for the record of this number.
    pub(crate) fn wait_for(&self, number: u64, bytes: u64) -> Result<(), Stop> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        while !state.closed
            && (number >= state.passed + UNDER_WAY || (state.bytes > 0 && state.bytes + bytes > UNDER_WAY_BYTES))
        {
            state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.bytes += bytes;
        if state.closed { Err(Stop) } else { Ok(()) }
    }

    /// Records below `next` are through; `bytes` of them are new.
    pub(crate) fn passed(&self, next: u64, bytes: u64) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.passed = next;
        state.bytes -= bytes;
        self.moved.notify_all();
    }

    /// Lets nobody in any more; who waits is told to stop.
    pub(crate) fn close(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).closed = true;
        self.moved.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gate_counts_records_and_bytes() {
        let gate = Gate::default();
        // One that is larger than all that may be under way is let in alone.
        assert!(gate.wait_for(0, UNDER_WAY_BYTES * 2).is_ok());
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| gate.wait_for(1, 1));
            gate.passed(1, UNDER_WAY_BYTES * 2);
            assert!(waiting.join().is_ok_and(|let_in| let_in.is_ok()));
            let waiting = scope.spawn(|| gate.wait_for(UNDER_WAY + 1, 0));
            gate.passed(2, 1);
            assert!(waiting.join().is_ok_and(|let_in| let_in.is_ok()));
            let waiting = scope.spawn(|| gate.wait_for(UNDER_WAY + 2, 0));
            gate.close();
            assert!(waiting.join().is_ok_and(|let_in| let_in == Err(Stop)));
        });
    }
}
