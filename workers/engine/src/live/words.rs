//! What can go wrong between page and sidecar, in words, with what to do.

use wiresift_engine::message::{ErrorKind, ErrorReport};
use wiresift_wire::FailureKind;

fn environment(message: &str, hint: &str) -> ErrorReport {
    ErrorReport::environment(message.to_owned(), hint)
}

/// Nothing answers, and nothing ever did. A sidecar that does not know the page's origin looks the same from here.
pub(super) fn absent(port: u16, origin: &str) -> ErrorReport {
    ErrorReport::environment(
        format!("No sidecar answers on port {port} of this machine, or it does not let this page in."),
        &format!(
            "Start it with --allow-origin {origin} and paste the address that it prints. If the browser asks whether this \
             page may reach devices on your local network, allow it. Safari refuses when the page comes from https: open \
             the sidecar's own address there."
        ),
    )
}

/// It was there before.
pub(super) fn gone() -> ErrorReport {
    environment(
        "The connection to the sidecar broke.",
        "What was seen stays. The page comes back to the sidecar when it answers again; if it was started anew, paste its \
         new address.",
    )
}

/// The browser does not even try.
pub(super) fn forbidden(reason: &str) -> ErrorReport {
    ErrorReport::environment(
        format!("The browser does not let this page speak to the sidecar ({reason})."),
        "Safari and some settings forbid it for pages from https. Open the address that the sidecar prints: the page comes \
         from the sidecar itself then.",
    )
}

pub(super) fn not_connected() -> ErrorReport {
    ErrorReport::setting("No sidecar is connected.".to_owned(), Some("Connect first."))
}

pub(super) fn not_sent(reason: &str) -> ErrorReport {
    ErrorReport::environment(
        format!("The sidecar could not be told ({reason})."),
        "Wait until it is connected again.",
    )
}

pub(super) fn not_understood(reason: &str) -> ErrorReport {
    ErrorReport::environment(
        format!("The sidecar said something that this page does not understand ({reason})."),
        "Page and sidecar may be of different versions. Open the address that the sidecar prints.",
    )
}

/// Whether another try would end the same.
pub(super) fn is_final(kind: FailureKind) -> bool {
    matches!(kind, FailureKind::Token | FailureKind::Version)
}

/// What the sidecar says, with what to do about it.
pub(super) fn failure(kind: FailureKind, message: String) -> ErrorReport {
    let (kind, hint) = match kind {
        FailureKind::Token => (
            ErrorKind::BadSetting,
            "Every start of the sidecar has a new token: paste the address that it printed last.",
        ),
        FailureKind::Version => (
            ErrorKind::Environment,
            "Open the address that the sidecar prints, or update the older of the two.",
        ),
        FailureKind::Limit => (ErrorKind::Environment, "Close other pages that watch, and try again."),
        FailureKind::Source => (ErrorKind::BadSetting, "Choose another interface or mend the filter."),
        FailureKind::Rights => (
            ErrorKind::Environment,
            "Give the sidecar the right to capture, for example by: sudo setcap cap_net_raw+ep wiresift-sidecar",
        ),
        FailureKind::Save => (ErrorKind::Environment, "Check the folder and the space on the disk."),
        FailureKind::Request | FailureKind::Internal => {
            (ErrorKind::Bug, "Try again; if it stays, restart the sidecar.")
        }
    };
    ErrorReport {
        kind,
        message,
        hint: Some(hint.to_owned()),
    }
}

/// An alert's flow is no longer kept.
pub(crate) fn forgotten() -> ErrorReport {
    ErrorReport::setting("The flow of this alert is no longer kept.".to_owned(), None)
}

/// There is nothing to open.
pub(crate) fn nothing() -> ErrorReport {
    ErrorReport::setting(
        "No flows were seen yet.".to_owned(),
        Some("Start a capture and wait for traffic."),
    )
}
