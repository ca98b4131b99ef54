//! What each end sent.

use wiresift_capture::TcpFlags;

use super::{Feature, Unit};
use crate::{Flow, Side};

/// Two features from each definition: `orig_…` of what the originator sent, `resp_…` of what the responder sent.
macro_rules! of_sides {
    ($($name:literal, $unit:ident, $about:literal, [$originator:literal, $responder:literal], $value:expr;)*) => {
        &[$(
            Feature {
                name: concat!("orig_", $name),
                unit: Unit::$unit,
                about: concat!($about, ", from the originator"),
                source: $originator,
                value: |flow| of_side($value, flow, &flow.sent),
            },
            Feature {
                name: concat!("resp_", $name),
                unit: Unit::$unit,
                about: concat!($about, ", from the responder"),
                source: $responder,
                value: |flow| of_side($value, flow, &flow.received),
            },
        )*]
    };
}

type SideValue = fn(&Side, &Flow) -> f64;

fn of_side(value: SideValue, flow: &Flow, side: &Side) -> f64 {
    value(side, flow)
}

pub(super) const SIDES: &[Feature] = of_sides! {
    "packets", Count, "Packets",
        ["Zeek `orig_pkts`", "Zeek `resp_pkts`"], |side, _| side.n_packets as f64;
    "ip_bytes", Bytes, "Bytes of IP packets",
        ["Zeek `orig_ip_bytes`", "Zeek `resp_ip_bytes`"], |side, _| side.ip_bytes as f64;
    "payload_bytes", Bytes, "Bytes of payload, repetitions included",
        ["KDD'99 `src_bytes`", "KDD'99 `dst_bytes`"], |side, _| side.payload_bytes as f64;
    "header_bytes", Bytes, "Bytes of IP and transport headers",
        ["CICFlowMeter `Fwd Header Length`", "CICFlowMeter `Bwd Header Length`"], |side, _| side.header_bytes as f64;
    "data_packets", Count, "Packets with payload",
        ["CICFlowMeter `Fwd Act Data Pkts`", "CICFlowMeter `Fwd Act Data Pkts`, backward"],
        |side, _| side.n_data_packets as f64;
    "packet_size_min", Bytes, "Smallest IP packet",
        ["CICFlowMeter `Fwd Packet Length Min`", "CICFlowMeter `Bwd Packet Length Min`"], |side, _| side.sizes.min();
    "packet_size_mean", Bytes, "Mean size of IP packets",
        ["CICFlowMeter `Fwd Packet Length Mean`", "CICFlowMeter `Bwd Packet Length Mean`"], |side, _| side.sizes.mean();
    "packet_size_std", Bytes, "Standard deviation of the size of IP packets",
        ["CICFlowMeter `Fwd Packet Length Std`", "CICFlowMeter `Bwd Packet Length Std`"], |side, _| side.sizes.std();
    "packet_size_max", Bytes, "Largest IP packet",
        ["CICFlowMeter `Fwd Packet Length Max`", "CICFlowMeter `Bwd Packet Length Max`"], |side, _| side.sizes.max();
    "iat_min", Seconds, "Shortest time between packets",
        ["CICFlowMeter `Fwd IAT Min`", "CICFlowMeter `Bwd IAT Min`"], |side, _| side.inter_arrival.min();
    "iat_mean", Seconds, "Mean time between packets",
        ["CICFlowMeter `Fwd IAT Mean`", "CICFlowMeter `Bwd IAT Mean`"], |side, _| side.inter_arrival.mean();
    "iat_std", Seconds, "Standard deviation of the time between packets",
        ["CICFlowMeter `Fwd IAT Std`", "CICFlowMeter `Bwd IAT Std`"], |side, _| side.inter_arrival.std();
    "iat_max", Seconds, "Longest time between packets",
        ["CICFlowMeter `Fwd IAT Max`", "CICFlowMeter `Bwd IAT Max`"], |side, _| side.inter_arrival.max();
    "packets_per_second", PerSecond, "Packets over the duration of the flow",
        ["CICFlowMeter `Fwd Packets/s`", "CICFlowMeter `Bwd Packets/s`"], |side, flow| per_second(side.n_packets, flow);
    "bytes_per_second", BytesPerSecond, "Bytes of IP packets over the duration of the flow",
        ["UNSW-NB15 `Sload`, in bytes", "UNSW-NB15 `Dload`, in bytes"], |side, flow| per_second(side.ip_bytes, flow);
    "syn_packets", Count, "Packets with SYN",
        ["NFStream `src2dst_syn_packets`", "NFStream `dst2src_syn_packets`"], |side, _| flags(side, TcpFlags::SYN);
    "fin_packets", Count, "Packets with FIN",
        ["NFStream `src2dst_fin_packets`", "NFStream `dst2src_fin_packets`"], |side, _| flags(side, TcpFlags::FIN);
    "rst_packets", Count, "Packets with RST",
        ["NFStream `src2dst_rst_packets`", "NFStream `dst2src_rst_packets`"], |side, _| flags(side, TcpFlags::RST);
    "psh_packets", Count, "Packets with PSH",
        ["NFStream `src2dst_psh_packets`", "NFStream `dst2src_psh_packets`"], |side, _| flags(side, TcpFlags::PSH);
    "ack_packets", Count, "Packets with ACK",
        ["NFStream `src2dst_ack_packets`", "NFStream `dst2src_ack_packets`"], |side, _| flags(side, TcpFlags::ACK);
    "urg_packets", Count, "Packets with URG",
        ["NFStream `src2dst_urg_packets`", "NFStream `dst2src_urg_packets`"], |side, _| flags(side, TcpFlags::URG);
    "ece_packets", Count, "Packets with ECE",
        ["NFStream `src2dst_ece_packets`", "NFStream `dst2src_ece_packets`"], |side, _| flags(side, TcpFlags::ECE);
    "cwr_packets", Count, "Packets with CWR",
        ["NFStream `src2dst_cwr_packets`", "NFStream `dst2src_cwr_packets`"], |side, _| flags(side, TcpFlags::CWR);
    "first_window", Bytes, "First TCP window, not scaled",
        ["CICFlowMeter `FWD Init Win Bytes`", "CICFlowMeter `Bwd Init Win Bytes`"], |side, _| side.first_window.into();
    "min_window", Bytes, "Smallest later TCP window, not scaled", ["own", "own"], |side, _| side.min_window.into();
    "max_window", Bytes, "Largest TCP window, not scaled", ["own", "own"], |side, _| side.max_window.into();
    "zero_windows", Count, "Packets with a TCP window of 0 that neither open nor reset",
        ["Zeek `history`, `W`", "Zeek `history`, `w`"], |side, _| side.n_zero_windows.into();
    "retransmissions", Count, "Packets whose bytes were sent before",
        ["UNSW-NB15 `sloss`", "UNSW-NB15 `dloss`"], |side, _| side.n_retransmissions.into();
    "missed_bytes", Bytes, "Bytes that were sent but are not in the capture",
        ["Zeek `missed_bytes`, one side", "Zeek `missed_bytes`, one side"], |side, _| side.missed_bytes as f64;
    "ttl", Count, "Smallest time to live or hop limit",
        ["UNSW-NB15 `sttl`", "UNSW-NB15 `dttl`"], |side, _| side.min_ttl.into();
    "payload_entropy", Bits, "Shannon entropy of the bytes of the first payload",
        ["own", "own"], |side, _| side.payload_entropy.into();
};

fn flags(side: &Side, flag: TcpFlags) -> f64 {
    side.flags.get(flag).into()
}

/// `n` over the duration; 0 for a flow that takes no time, which has no rate.
pub(super) fn per_second(n: u64, flow: &Flow) -> f64 {
    ratio(n as f64, flow.duration())
}

/// `a / b`; 0 where `b` is.
pub(super) fn ratio(a: f64, b: f64) -> f64 {
    if b > 0.0 { a / b } else { 0.0 }
}
