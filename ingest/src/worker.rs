//! Normalising within a time limit: on a thread that can be left alone.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use dateline_model::{Article, Capture};
use jiff::Timestamp;

use crate::limits::{ABANDONED_THREADS, PAGE_TIME, STACK_BYTES};
use crate::{Reason, Rejection, normalise};

type Normalise = dyn Fn(&Capture, Timestamp) -> Result<Article, Rejection> + Send + Sync;

/// What the workers of a run have in common: the time limit, and how many threads were left alone with a page.
///
/// A thread of Rust cannot be stopped from outside. One that takes too long is therefore left alone: it ends when it is
/// done with its page, or with the process. At most [`ABANDONED_THREADS`] are left so; when there are as many, the next
/// page that takes too long is waited for, until it is done or one of them is. The run then slows down, and the
/// rejections say so, but threads and memory do not pile up.
#[derive(Clone)]
pub struct Workers {
    limit: Duration,
    normalise: Arc<Normalise>,
    abandoned: Arc<AtomicUsize>,
}

impl Default for Workers {
    fn default() -> Self {
        Self::with(PAGE_TIME, normalise)
    }
}

impl fmt::Debug for Workers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Workers")
            .field("limit", &self.limit)
            .field("abandoned", &self.abandoned)
            .finish_non_exhaustive()
    }
}

impl Workers {
    /// Workers with another limit, and another way of making articles.
    fn with(
        limit: Duration,
        normalise: impl Fn(&Capture, Timestamp) -> Result<Article, Rejection> + Send + Sync + 'static,
    ) -> Self {
        Self { limit, normalise: Arc::new(normalise), abandoned: Arc::default() }
    }

    /// Returns a worker, for one thread to ask.
    #[must_use]
    pub fn worker(&self) -> Worker {
        Worker { shared: self.clone(), thread: None }
    }

    fn start(&self) -> std::io::Result<Thread> {
        let (to_thread, tasks) = channel::<(Capture, Timestamp)>();
        let (answer, answers) = channel();
        let state = Arc::new(AtomicUsize::new(AT_WORK));
        let (normalise, abandoned, own_state) =
            (Arc::clone(&self.normalise), Arc::clone(&self.abandoned), Arc::clone(&state));
        // Pages are read on a stack that no legitimate page exhausts.
        std::thread::Builder::new().name("page".to_owned()).stack_size(STACK_BYTES).spawn(move || {
            for (capture, now) in tasks {
                let made = make(&*normalise, capture, now);
                if answer.send(made).is_err() {
                    break;
                }
            }
            if own_state.swap(ENDED, Ordering::AcqRel) == LEFT_ALONE {
                abandoned.fetch_sub(1, Ordering::AcqRel);
            }
        })?;
        Ok(Thread { tasks: to_thread, answers, state })
    }

    /// Takes one of the places for threads that are left alone, if one is free.
    fn may_abandon(&self) -> bool {
        let more = |count: usize| (count < ABANDONED_THREADS).then_some(count + 1);
        self.abandoned.fetch_update(Ordering::AcqRel, Ordering::Acquire, more).is_ok()
    }
}

type Made = Result<(Capture, Article), Rejection>;

/// States of a thread: whoever comes second to the change of one gives the place back.
const AT_WORK: usize = 0;
const LEFT_ALONE: usize = 1;
const ENDED: usize = 2;

struct Thread {
    tasks: Sender<(Capture, Timestamp)>,
    answers: Receiver<Made>,
    state: Arc<AtomicUsize>,
}

/// A reader that panics on a page must not take the run with it.
fn make(normalise: &Normalise, capture: Capture, now: Timestamp) -> Made {
    match std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| normalise(&capture, now))) {
        Ok(made) => made.map(|article| (capture, article)),
        Err(_) => {
            let detail = "the reader of this format failed on it; please report the file";
            Err(Rejection::new(&capture.location, Reason::Broken, detail))
        }
    }
}

/// A thread that normalises one capture after the other, replaced by another where it takes too long.
pub struct Worker {
    shared: Workers,
    thread: Option<Thread>,
}

impl fmt::Debug for Worker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Worker").field("shared", &self.shared).finish_non_exhaustive()
    }
}

impl Worker {
    /// Turns a capture into an article as [`normalise()`] does, and gives the capture back with it.
    ///
    /// # Errors
    ///
    /// Fails as [`normalise()`] does; with [`Reason::TooSlow`] where it takes longer than
    /// [`PAGE_TIME`], and with [`Reason::Broken`] where it panics.
    pub fn normalise(&mut self, capture: Capture, now: Timestamp) -> Result<(Capture, Article), Rejection> {
        let location = capture.location.clone();
        let thread = match self.thread.take().map_or_else(|| self.shared.start(), Ok) {
            Ok(thread) => thread,
            // Without a thread more, without a limit.
            Err(_) => return make(&*self.shared.normalise, capture, now),
        };
        if thread.tasks.send((capture, now)).is_err() {
            return Err(Rejection::new(&location, Reason::Broken, "the thread that reads pages ended"));
        }
        loop {
            match thread.answers.recv_timeout(self.shared.limit) {
                Ok(made) => {
                    self.thread = Some(thread);
                    return made;
                }
                Err(RecvTimeoutError::Timeout) if self.shared.may_abandon() => break,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(Rejection::new(&location, Reason::Broken, "the thread that reads pages ended"));
                }
            }
        }
        let state = Arc::clone(&thread.state);
        // It ends when it finds nobody to answer to.
        drop(thread);
        if state.swap(LEFT_ALONE, Ordering::AcqRel) == ENDED {
            self.shared.abandoned.fetch_sub(1, Ordering::AcqRel);
        }
        Err(Rejection::new(&location, Reason::TooSlow, self.too_slow()))
    }

    fn too_slow(&self) -> String {
        let seconds = self.shared.limit.as_secs_f32();
        let count = self.shared.abandoned.load(Ordering::Acquire);
        let waits = if count >= ABANDONED_THREADS { ": until one of them ends, slow pages are waited for" } else { "" };
        format!(
            "expected an article within {seconds} seconds, found none; {count} of at most {ABANDONED_THREADS} threads \
             are still at such pages{waits}"
        )
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use dateline_model::Location;

    use super::*;

    fn capture(name: &str) -> Capture {
        let payload = b"Talks began in Geneva\n\nThe talks began on Monday, the office said.\n".to_vec();
        Capture {
            location: Location::file(name),
            uri: None,
            captured: None,
            media_type: "text/plain".to_owned(),
            charset: None,
            payload,
        }
    }

    /// Normalises; a page named `slow` waits until it is let go.
    fn gated(limit: Duration) -> (Workers, Sender<()>) {
        let (go, gate) = channel::<()>();
        let gate = Mutex::new(gate);
        let workers = Workers::with(limit, move |capture: &Capture, now| {
            if capture.location.path == "slow" {
                gate.lock().unwrap().recv().ok();
            }
            assert_ne!(capture.location.path, "panic");
            normalise(capture, now)
        });
        (workers, go)
    }

    #[test]
    fn a_slow_page_is_given_up_and_the_next_one_read() {
        let (workers, go) = gated(Duration::from_secs(3));
        let mut worker = workers.worker();
        let now = Timestamp::UNIX_EPOCH;
        let rejection = worker.normalise(capture("slow"), now).unwrap_err();
        assert_eq!(rejection.reason, Reason::TooSlow);
        assert_eq!(
            rejection.to_string(),
            "slow: too slow: expected an article within 3 seconds, found none; 1 of at most 4 threads are still at \
             such pages"
        );
        let (back, article) = worker.normalise(capture("quick"), now).unwrap();
        assert_eq!((back, article.headline.as_str()), (capture("quick"), "Talks began in Geneva"));
        go.send(()).unwrap();
        while workers.abandoned.load(Ordering::Acquire) > 0 {
            std::thread::yield_now();
        }
    }

    #[test]
    fn a_panic_costs_its_page() {
        let mut worker = gated(PAGE_TIME).0.worker();
        let rejection = worker.normalise(capture("panic"), Timestamp::UNIX_EPOCH).unwrap_err();
        assert_eq!(rejection.reason, Reason::Broken);
        assert!(worker.normalise(capture("quick"), Timestamp::UNIX_EPOCH).is_ok());
    }

    #[test]
    fn threads_do_not_pile_up() {
        let (workers, go) = gated(Duration::from_millis(20));
        let mut worker = workers.worker();
        let now = Timestamp::UNIX_EPOCH;
        for count in 1..=ABANDONED_THREADS {
            let rejection = worker.normalise(capture("slow"), now).unwrap_err();
            assert_eq!(rejection.detail.contains("are waited for"), count == ABANDONED_THREADS, "{rejection}");
        }
        // The next one is waited for, and read when it is done.
        let waiting = std::thread::spawn(move || worker.normalise(capture("slow"), now).map(|_| ()));
        assert_eq!(workers.abandoned.load(Ordering::Acquire), ABANDONED_THREADS);
        // All are let go: the waiting one is either read or given up in the place of one that ended.
        drop(go);
        let outcome = waiting.join().unwrap();
        assert!(outcome.is_ok() || outcome.is_err_and(|rejection| rejection.reason == Reason::TooSlow));
        while workers.abandoned.load(Ordering::Acquire) > 0 {
            std::thread::yield_now();
        }
    }
}
