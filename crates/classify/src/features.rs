//! Which columns a model is trained on.

use serde::{Deserialize, Serialize};
use wiresift_table::EncoderOptions;

/// The features of KDD'99 that packets alone give: the connection, and the windows of connections around it.
///
/// Left out are the 13 features that the content of logins and sessions gives, and `wrong_fragment` and `urgent`, whose
/// counts the published tables do not define.
pub const PACKET_FEATURES: [&str; 26] = [
    "duration",
    "protocol_type",
    "service",
    "flag",
    "src_bytes",
    "dst_bytes",
    "land",
    "count",
    "srv_count",
    "serror_rate",
    "srv_serror_rate",
    "rerror_rate",
    "srv_rerror_rate",
    "same_srv_rate",
    "diff_srv_rate",
    "srv_diff_host_rate",
    "dst_host_count",
    "dst_host_srv_count",
    "dst_host_same_srv_rate",
    "dst_host_diff_srv_rate",
    "dst_host_same_src_port_rate",
    "dst_host_srv_diff_host_rate",
    "dst_host_serror_rate",
    "dst_host_srv_serror_rate",
    "dst_host_rerror_rate",
    "dst_host_srv_rerror_rate",
];

/// Connections in the windows of our own flows; the published tables have up to 255.
const WINDOW: f64 = 100.0;

/// Which features a model is trained on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FeatureSet {
    /// Every feature of the table.
    All,
    /// Of a KDD table, what packets alone give: such a model judges captures.
    Packets,
}

impl FeatureSet {
    /// How a table is encoded for it.
    pub fn encoding(self) -> EncoderOptions {
        match self {
            Self::All => EncoderOptions::default(),
            Self::Packets => EncoderOptions {
                only: Some(PACKET_FEATURES.map(str::to_owned).to_vec()),
                // Larger counts than a flow of ours can have would teach what is never asked.
                caps: vec![
                    ("dst_host_count".to_owned(), WINDOW),
                    ("dst_host_srv_count".to_owned(), WINDOW),
                ],
                ..EncoderOptions::default()
            },
        }
    }
}
