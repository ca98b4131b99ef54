//! Progress out, cancellation in.

use std::ops::ControlFlow;

use crate::error::Cancelled;

/// Called with the fraction that is done, in `[0, 1]` and never falling; [`ControlFlow::Break`] cancels the operation.
///
/// Called some hundred times per operation at most, between units of work of a few milliseconds.
pub type Progress<'a> = &'a mut dyn FnMut(f64) -> ControlFlow<()>;

/// A [`Progress`] callback's body that neither shows nor stops anything: `&mut ignore_progress`.
pub fn ignore_progress(_fraction: f64) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// Reports `done` of `total`.
pub(crate) fn report(progress: Progress<'_>, done: usize, total: usize) -> Result<(), Cancelled> {
    let fraction = if total == 0 { 1.0 } else { done as f64 / total as f64 };
    report_fraction(progress, fraction)
}

pub(crate) fn report_fraction(progress: Progress<'_>, fraction: f64) -> Result<(), Cancelled> {
    match progress(fraction.clamp(0.0, 1.0)) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(Cancelled),
    }
}
