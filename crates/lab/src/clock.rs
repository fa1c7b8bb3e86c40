//! Times: wall and CPU, and what stands in the middle.

use std::time::{Duration, Instant};

/// Wall time and CPU time of some work.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spent {
    pub(crate) wall: Duration,
    /// CPU time of this process, all threads; zero where the system does not tell.
    pub(crate) cpu: Duration,
}

pub(crate) fn spend<T>(work: impl FnOnce() -> T) -> (T, Spent) {
    let (wall, cpu) = (Instant::now(), cpu_time());
    let value = work();
    (value, Spent { wall: wall.elapsed(), cpu: cpu_time().saturating_sub(cpu) })
}

/// User and system time of this process, from `/proc` where there is one.
fn cpu_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // Fields 14 and 15, counted behind the name in brackets; in hundredths of a second on every Linux.
    let ticks = stat
        .rsplit(')')
        .next()
        .map_or(0, |rest| rest.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum());
    Duration::from_millis(ticks * 10)
}

/// Median and 95th percentile of some times.
pub(crate) fn percentiles(times: &mut [Duration]) -> (Duration, Duration) {
    times.sort_unstable();
    let at = |share: usize| {
        times.get((times.len() * share / 100).min(times.len().saturating_sub(1))).copied().unwrap_or_default()
    };
    (at(50), at(95))
}

pub(crate) fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
