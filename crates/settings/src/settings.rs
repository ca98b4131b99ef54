//! The settings, and their defaults.

use crate::place::{is_syslog, is_webhook};

/// Of alerts, the least first.
const SEVERITIES: [&str; 3] = ["low", "medium", "high"];

/// Makes a table: the values as programs use them, and as they are read, with their places in the text.
macro_rules! table {
    ($(#[doc = $doc:literal])* $name:ident, $raw:ident, $table:literal {
        $($(#[doc = $field_doc:literal])* $field:ident: $type:ty = $default:expr, $is_valid:expr, $expected:literal;)*
    }) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize)]
        pub struct $name {
            $($(#[doc = $field_doc])* pub $field: $type,)*
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $($field: $default,)* }
            }
        }

        #[derive(Debug, Default, serde::Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub(crate) struct $raw {
            $($field: Option<toml::Spanned<$type>>,)*
        }

        impl $raw {
            pub(crate) fn check(self, text: &str) -> Result<$name, $crate::SettingsError> {
                Ok($name {
                    $($field: match self.$field {
                        None => $default,
                        Some(value) => $crate::check::take(
                            text,
                            value,
                            concat!($table, ".", stringify!($field)),
                            $is_valid,
                            $expected,
                        )?,
                    },)*
                })
            }
        }
    };
}

table! {
    /// `[capture]`: what is captured, and how.
    Capture, RawCapture, "capture" {
        /// Name of the interface; empty: chosen later.
        interface: String = String::new(), |name: &String| name.len() <= 256, "at most 256 bytes long";
        /// Filter in libpcap's language; empty for everything.
        filter: String = String::new(), |filter: &String| filter.len() <= 4_096, "at most 4096 bytes long";
        /// Whether packets for other machines are taken too.
        promiscuous: bool = true, |_: &bool| true, "true or false";
        /// Bytes kept of a packet.
        snaplen: u32 = 512, |n: &u32| (64..=262_144).contains(n), "64 to 262144 bytes";
        /// The kernel's ring buffer, in MiB.
        buffer_mib: u32 = 64, |n: &u32| (1..=1_024).contains(n), "1 to 1024 MiB";
    }
}

table! {
    /// `[baseline]`: what ordinary traffic is learnt from.
    Baseline, RawBaseline, "baseline" {
        /// Seconds for which flows are collected.
        duration_secs: u32 = 1_800, |n: &u32| (10..=604_800).contains(n), "10 to 604800 seconds";
        /// Seconds over which behaviour is computed.
        window_secs: u32 = 60, |n: &u32| (1..=3_600).contains(n), "1 to 3600 seconds";
    }
}

table! {
    /// `[detection]`: what counts as unusual.
    Detection, RawDetection, "detection" {
        /// Share of flows that are expected to be unusual.
        sensitivity: f64 = 0.15, |x: &f64| *x > 0.0 && *x <= 0.5, "above 0 and at most 0.5";
        /// Votes that make an alert.
        alert_threshold: u32 = 2, |n: &u32| (1..=4).contains(n), "1 to 4 votes";
        /// Seed of everything that is drawn.
        seed: u64 = 42, |_: &u64| true, "a whole number";
    }
}

table! {
    /// `[alerts]`: where alerts are sent.
    Alerts, RawAlerts, "alerts" {
        /// URL that gets each alert by POST, as JSON; empty for none.
        webhook: String = String::new(), |url: &String| is_webhook(url), "a URL such as https://example.org/hook";
        /// Where syslog messages go; empty for none.
        syslog: String = String::new(), |place: &String| is_syslog(place), "udp://host:port or tcp://host:port";
        /// The least severity that is sent.
        min_severity: String = "low".to_owned(), |name: &String| SEVERITIES.contains(&name.as_str()), "low, medium or high";
    }
}

table! {
    /// `[isolation_forest]`.
    IsolationForest, RawIsolationForest, "isolation_forest" {
        /// Trees.
        n_estimators: u32 = 100, |n: &u32| (1..=10_000).contains(n), "1 to 10000 trees";
        /// Rows of each tree.
        max_samples: u32 = 256, |n: &u32| (2..=1_000_000).contains(n), "2 to 1000000 rows";
    }
}

table! {
    /// `[local_outlier_factor]`.
    LocalOutlierFactor, RawLocalOutlierFactor, "local_outlier_factor" {
        /// Neighbours that a row is compared with.
        n_neighbors: u32 = 20, |n: &u32| (1..=1_000).contains(n), "1 to 1000 neighbours";
    }
}

table! {
    /// `[one_class_svm]`.
    OneClassSvm, RawOneClassSvm, "one_class_svm" {
        /// Bound on the share of training rows outside.
        nu: f64 = 0.1, |x: &f64| *x > 0.0 && *x <= 1.0, "above 0 and at most 1";
    }
}

table! {
    /// `[autoencoder]`.
    Autoencoder, RawAutoencoder, "autoencoder" {
        /// Passes over the training rows.
        epochs: u32 = 30, |n: &u32| (1..=10_000).contains(n), "1 to 10000 epochs";
    }
}

/// All settings.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
pub struct Settings {
    /// `[capture]`.
    pub capture: Capture,
    /// `[baseline]`.
    pub baseline: Baseline,
    /// `[detection]`.
    pub detection: Detection,
    /// `[alerts]`.
    pub alerts: Alerts,
    /// `[isolation_forest]`.
    pub isolation_forest: IsolationForest,
    /// `[local_outlier_factor]`.
    pub local_outlier_factor: LocalOutlierFactor,
    /// `[one_class_svm]`.
    pub one_class_svm: OneClassSvm,
    /// `[autoencoder]`.
    pub autoencoder: Autoencoder,
}

/// As read, before values are checked.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct RawSettings {
    pub(crate) capture: RawCapture,
    pub(crate) baseline: RawBaseline,
    pub(crate) detection: RawDetection,
    pub(crate) alerts: RawAlerts,
    pub(crate) isolation_forest: RawIsolationForest,
    pub(crate) local_outlier_factor: RawLocalOutlierFactor,
    pub(crate) one_class_svm: RawOneClassSvm,
    pub(crate) autoencoder: RawAutoencoder,
}

impl Settings {
    /// As a file that [`crate::parse`] reads back.
    pub fn to_toml(&self) -> String {
        // Plain tables of numbers and texts: nothing in them can fail to be written.
        toml::to_string(self).unwrap_or_default()
    }
}
