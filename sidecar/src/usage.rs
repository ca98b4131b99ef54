//! What this process uses, and what time it is.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use wiresift_wire::Usage;

/// Nanoseconds since 1970.
pub(crate) fn now_nanos() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_nanos()).unwrap_or(i64::MAX)
}

/// Processor time between two looks.
#[derive(Debug)]
pub(crate) struct Meter {
    at: Instant,
    busy_secs: Option<f64>,
}

impl Meter {
    pub(crate) fn new() -> Self {
        Self {
            at: Instant::now(),
            busy_secs: busy_secs(),
        }
    }

    /// Use since the last call.
    pub(crate) fn read(&mut self) -> Usage {
        let (at, busy) = (Instant::now(), busy_secs());
        let passed = at.duration_since(self.at).as_secs_f64();
        #[expect(clippy::cast_possible_truncation, reason = "a few digits are shown")]
        let cpu_cores = match (busy, self.busy_secs) {
            (Some(now), Some(before)) if passed > 0.0 => Some(((now - before) / passed).max(0.0) as f32),
            _ => None,
        };
        (self.at, self.busy_secs) = (at, busy);
        Usage {
            cpu_cores,
            memory_bytes: resident_bytes(),
        }
    }
}

#[cfg(unix)]
fn busy_secs() -> Option<f64> {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeValLike;

    let usage = getrusage(UsageWho::RUSAGE_SELF).ok()?;
    let micros = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    Some(micros as f64 / 1e6)
}

#[cfg(not(unix))]
fn busy_secs() -> Option<f64> {
    None
}

/// Of Linux; elsewhere there is no file of that name.
fn resident_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib << 10)
}
