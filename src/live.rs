//! What the page knows of live analysis.

use leptos::prelude::*;
use wiresift_engine::message::{
    Alert, Capturing, ErrorReport, Interface, LiveEvent, LiveLink, LiveSettings, LiveView, SidecarHealth,
};

use crate::browser;
use crate::state::Shared;

/// Where the address of the sidecar is kept for a reload of the page: this tab only, as long as it is open.
const KEY: &str = "wiresift-sidecar";

/// Live analysis, as components see it. Copies are the same.
#[derive(Clone, Copy)]
pub struct LiveState {
    /// The connection.
    pub link: RwSignal<LiveLink>,
    /// What can be captured from.
    pub interfaces: RwSignal<Vec<Interface>>,
    /// What is captured.
    pub capturing: RwSignal<Option<Capturing>>,
    /// How the sidecar fares.
    pub health: RwSignal<Option<SidecarHealth>>,
    /// What came so far.
    pub view: RwSignal<Option<Shared<LiveView>>>,
    /// The latest first.
    pub alerts: RwSignal<Vec<Alert>>,
    /// The last thing that happened and is worth a line.
    pub word: RwSignal<Option<Word>>,
    /// What the detectors and the baseline are set to.
    pub settings: RwSignal<LiveSettings>,
    /// How many alerts were heard of: tells the new ones.
    pub n_heard: RwSignal<u64>,
    /// Whether the browser notifies of alerts.
    pub notifies: RwSignal<bool>,
    /// Whether alerts sound.
    pub sounds: RwSignal<bool>,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Word {
    /// As it should.
    Fine(String),
    /// Not as it should.
    Wrong(ErrorReport),
}

impl LiveState {
    /// Nothing is known.
    pub fn new() -> Self {
        Self {
            link: RwSignal::new(LiveLink::Off),
            interfaces: RwSignal::new(Vec::new()),
            capturing: RwSignal::new(None),
            health: RwSignal::new(None),
            view: RwSignal::new(None),
            alerts: RwSignal::new(Vec::new()),
            word: RwSignal::new(None),
            settings: RwSignal::new(LiveSettings::default()),
            n_heard: RwSignal::new(0),
            notifies: RwSignal::new(false),
            sounds: RwSignal::new(false),
        }
    }

    /// Takes what the engine says.
    pub fn apply(&self, event: LiveEvent) {
        match event {
            LiveEvent::Link(link) => {
                if matches!(link, LiveLink::On(_)) {
                    self.word.set(None);
                }
                self.link.set(link);
            }
            LiveEvent::Interfaces(interfaces) => self.interfaces.set(interfaces),
            LiveEvent::Capturing(capturing) => self.capturing.set(capturing),
            LiveEvent::Ended { reason, is_fault } => self.word.set(Some(ended(reason, is_fault))),
            LiveEvent::Health(health) => self.health.set(Some(health)),
            LiveEvent::View(mut view) => {
                if let Some(alerts) = view.alerts.take() {
                    self.alerts.set(alerts);
                }
                self.view.set(Some(Shared::new(*view)));
            }
            LiveEvent::Saved { name, n_packets } => {
                let packets = crate::format::plural(n_packets, "packet", "packets");
                let text = format!("The sidecar saved {packets} as {name}.");
                self.word.set(Some(Word::Fine(text)));
            }
            LiveEvent::Failed(report) => self.word.set(Some(Word::Wrong(report))),
        }
    }

    /// The engine is gone, and all of this with it.
    pub fn lose(&self) {
        let fresh = LiveLink::Off;
        self.link.set(fresh);
        self.capturing.set(None);
        self.health.set(None);
        self.view.set(None);
        self.alerts.set(Vec::new());
        // The next engine counts from the start.
        self.n_heard.set(0);
    }
}

impl Default for LiveState {
    fn default() -> Self {
        Self::new()
    }
}

fn ended(reason: String, is_fault: bool) -> Word {
    if !is_fault {
        return Word::Fine(format!("The capture ended: {reason}."));
    }
    Word::Wrong(ErrorReport {
        kind: wiresift_engine::message::ErrorKind::Environment,
        message: format!("The capture broke off: {reason}."),
        hint: Some("What was seen stays. Choose an interface and start again.".to_owned()),
    })
}

/// Port and token of the address that a sidecar printed, such as `http://127.0.0.1:8947/#token=…`; of a token alone,
/// the port is the usual one.
pub fn parse_address(text: &str) -> Option<(u16, String)> {
    let text = text.trim();
    let (before, token) = text.split_once("#token=").unwrap_or(("", text));
    let is_token = |token: &str| {
        (8..=256).contains(&token.len()) && token.chars().all(|c| c.is_ascii_alphanumeric() || "-_=+/".contains(c))
    };
    if !is_token(token) {
        return None;
    }
    if before.is_empty() {
        return Some((wiresift_engine::message::DEFAULT_PORT, token.to_owned()));
    }
    let host = before.split_once("://").map_or(before, |(_, rest)| rest);
    let host = host.split('/').next().unwrap_or(host);
    let (name, port) = host.rsplit_once(':')?;
    let is_local = ["127.0.0.1", "localhost", "[::1]"].contains(&name);
    let port = port.parse().ok().filter(|_| is_local)?;
    Some((port, token.to_owned()))
}

/// The address that this page was opened with, or the one that was used before a reload. The token leaves the address bar, and the browser's history.
pub fn known_address() -> Option<(u16, String)> {
    let fragment = browser::fragment();
    if let Some(token) = fragment.trim_start_matches('#').strip_prefix("token=") {
        browser::replace_fragment("live");
        return parse_address(&format!("http://127.0.0.1:{}/#token={token}", browser::port()?));
    }
    let kept = browser::kept(KEY)?;
    parse_address(&kept)
}

/// Keeps the address for a reload, or forgets it.
pub fn keep_address(address: Option<(u16, &str)>) {
    let text = address.map(|(port, token)| format!("http://127.0.0.1:{port}/#token={token}"));
    browser::keep(KEY, text.as_deref());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_this_machine_are_taken_and_no_others() {
        let token = "abcdEFGH0123-_";
        let expected = |port| Some((port, token.to_owned()));
        assert_eq!(
            parse_address(&format!(" http://127.0.0.1:9000/#token={token}\n")),
            expected(9_000)
        );
        assert_eq!(
            parse_address(&format!("http://localhost:9000/#token={token}")),
            expected(9_000)
        );
        assert_eq!(parse_address(token), expected(8_947));
        for wrong in [
            "",
            "http://127.0.0.1:9000/",
            "http://127.0.0.1:9000/#token=",
            "http://127.0.0.1:99999/#token=abcdefgh12",
            "http://127.0.0.1.example.org:9000/#token=abcdefgh12",
            "http://192.0.2.1:9000/#token=abcdefgh12",
            "http://127.0.0.1:9000/#token=<script>alert(1)",
        ] {
            assert_eq!(parse_address(wrong), None, "{wrong}");
        }
    }
}
