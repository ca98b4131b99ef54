//! What columns are, for people.

use wiresift_flow::features;

use super::Schema;

impl Schema {
    /// What a column of this table is, in words; `None` where the schema does not say.
    pub fn about(self, column: &str) -> Option<&'static str> {
        let own: &[(&str, &str)] = match self {
            Self::Kdd99 | Self::NslKdd => &KDD,
            Self::Flow10 => &FLOW10,
            Self::Flows | Self::ZeekConn => &ZEEK,
            // These name their columns for people, or nobody knows what they are.
            Self::SuricataEve | Self::Argus | Self::CicFlowMeter | Self::UnswNb15 | Self::TonIot | Self::Generic => {
                return None;
            }
        };
        let found = own.iter().find(|(name, _)| *name == column).map(|(_, about)| *about);
        // KDD'99's windows have the same names in every table that holds them.
        found.or_else(|| features::about(column))
    }
}

const KDD: [(&str, &str); 22] = [
    ("duration", "Length of the connection"),
    ("protocol_type", "Transport protocol"),
    ("service", "Service of the responder"),
    ("flag", "How the connection ended"),
    ("src_bytes", "Bytes from the originator"),
    ("dst_bytes", "Bytes from the responder"),
    ("land", "Both ends have the same address and port"),
    ("wrong_fragment", "Damaged fragments"),
    ("urgent", "Packets marked urgent"),
    (
        "hot",
        "Steps that hint at an intrusion, such as entering system folders",
    ),
    ("num_failed_logins", "Failed logins"),
    ("logged_in", "A login succeeded"),
    ("num_compromised", "Signs of a compromise, such as missing files"),
    ("root_shell", "A root shell was obtained"),
    ("su_attempted", "Attempts to become root"),
    ("num_root", "Accesses as root"),
    ("num_file_creations", "Files created"),
    ("num_shells", "Shells opened"),
    ("num_access_files", "Accesses to access control files"),
    ("num_outbound_cmds", "Outgoing commands in an FTP session"),
    ("is_host_login", "The login is one of the host's own"),
    ("is_guest_login", "The login is a guest's"),
];

const FLOW10: [(&str, &str); 10] = [
    ("packet_size", "Mean size of a packet"),
    ("duration", "Length of the flow"),
    ("src_bytes", "Bytes from the originator"),
    ("dst_bytes", "Bytes from the responder"),
    ("protocol_type", "Transport protocol"),
    ("flag", "How the connection ended"),
    ("src_port", "Port of the originator"),
    ("dst_port", "Port of the responder"),
    ("packet_rate", "Packets a second"),
    ("error_rate", "Share of packets with an error"),
];

const ZEEK: [(&str, &str); 14] = [
    ("id.orig_h", "Address of the originator"),
    ("id.orig_p", "Port of the originator"),
    ("id.resp_h", "Address of the responder"),
    ("id.resp_p", "Port of the responder"),
    ("proto", "Transport protocol"),
    ("service", "Service, as read from the payload"),
    ("duration", "Length of the flow"),
    ("orig_bytes", "Bytes of payload from the originator"),
    ("resp_bytes", "Bytes of payload from the responder"),
    ("conn_state", "How the connection went"),
    ("orig_pkts", "Packets from the originator"),
    ("resp_pkts", "Packets from the responder"),
    ("orig_ip_bytes", "Bytes of IP packets from the originator"),
    ("resp_ip_bytes", "Bytes of IP packets from the responder"),
];

#[cfg(test)]
mod tests {
    use super::{FLOW10, KDD, Schema, ZEEK};
    use crate::schema::{flow10, kdd, zeek};

    #[test]
    fn only_columns_that_exist_are_described() {
        let kdd: Vec<&str> = kdd::FEATURES.iter().map(|(name, _)| *name).collect();
        assert!(KDD.iter().all(|(name, _)| kdd.contains(name)));
        let flow10: Vec<&str> = flow10::FEATURES.iter().map(|(name, _)| *name).collect();
        assert!(FLOW10.iter().all(|(name, _)| flow10.contains(name)));
        let zeek: Vec<&str> = zeek::FIELDS.iter().map(|(name, _)| *name).collect();
        assert!(ZEEK.iter().all(|(name, _)| zeek.contains(name)));
    }

    #[test]
    fn every_feature_of_kdd_is_described() {
        for (name, _) in kdd::FEATURES {
            assert!(Schema::Kdd99.about(name).is_some(), "{name}");
        }
    }

    #[test]
    fn a_table_of_any_other_kind_speaks_for_itself() {
        assert_eq!(Schema::Generic.about("duration"), None);
    }
}
