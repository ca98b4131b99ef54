//! What both ends did together.

use super::side::{per_second, ratio};
use super::{Feature, Unit};

macro_rules! features {
    ($($name:literal, $unit:ident, $about:literal, $source:literal, $value:expr;)*) => {
        &[$(Feature { name: $name, unit: Unit::$unit, about: $about, source: $source, value: $value },)*]
    };
}

pub(super) const WHOLE: &[Feature] = features! {
    "duration", Seconds, "Time from the first to the last packet", "KDD'99 `duration`, Zeek `duration`",
        |flow| flow.duration();
    "packets_per_second", PerSecond, "Packets over the duration", "CICFlowMeter `Flow Packets/s`",
        |flow| per_second(flow.n_packets(), flow);
    "bytes_per_second", BytesPerSecond, "Bytes of IP packets over the duration", "CICFlowMeter `Flow Bytes/s`",
        |flow| per_second(flow.sent.ip_bytes.saturating_add(flow.received.ip_bytes), flow);
    "iat_min", Seconds, "Shortest time between packets, whoever sent them", "CICFlowMeter `Flow IAT Min`",
        |flow| flow.inter_arrival.min();
    "iat_mean", Seconds, "Mean time between packets, whoever sent them", "CICFlowMeter `Flow IAT Mean`",
        |flow| flow.inter_arrival.mean();
    "iat_std", Seconds, "Standard deviation of the time between packets, whoever sent them",
        "CICFlowMeter `Flow IAT Std`", |flow| flow.inter_arrival.std();
    "iat_max", Seconds, "Longest time between packets, whoever sent them", "CICFlowMeter `Flow IAT Max`",
        |flow| flow.inter_arrival.max();
    "active_mean", Seconds, "Mean length of periods with packets", "CICFlowMeter `Active Mean`",
        |flow| flow.active.mean();
    "active_max", Seconds, "Longest period with packets", "CICFlowMeter `Active Max`", |flow| flow.active.max();
    "idle_mean", Seconds, "Mean length of pauses", "CICFlowMeter `Idle Mean`", |flow| flow.idle.mean();
    "idle_max", Seconds, "Longest pause", "CICFlowMeter `Idle Max`", |flow| flow.idle.max();
    "down_up_packets", Ratio, "Packets of the responder for each of the originator", "CICFlowMeter `Down/Up Ratio`",
        |flow| ratio(flow.received.n_packets as f64, flow.sent.n_packets as f64);
    "down_up_bytes", Ratio, "Bytes of IP packets of the responder for each of the originator",
        "CICFlowMeter `Down/Up Ratio`, of bytes",
        |flow| ratio(flow.received.ip_bytes as f64, flow.sent.ip_bytes as f64);
    "handshake", Seconds, "Time from SYN to SYN-ACK", "UNSW-NB15 `synack`", |flow| flow.handshake.unwrap_or(0.0);
    "land", Flag, "Whether both ends have the same address and port", "KDD'99 `land`",
        |flow| f64::from(flow.originator == flow.responder);
    "fragments", Count, "IP fragments behind the first of a packet", "KDD'99 `wrong_fragment`, right ones too",
        |flow| f64::from(flow.sent.n_later_fragments) + f64::from(flow.received.n_later_fragments);
};
