//! Tables of flows that a tool or a data set writes, recognised by their column names.

use super::field::Use;
use super::{Reading, Recognized, Schema, argus, cic, eve, flows, normalize, ton, unique_names, unsw, zeek};
use crate::read::time::TimeOrder;

/// How a table is recognised, and what its columns are.
struct Format {
    schema: Schema,
    /// Normalized names that occur together nowhere else.
    required: &'static [&'static str],
    use_of: fn(&str) -> Option<Use>,
}

/// The more particular ones come first.
const FORMATS: [Format; 7] = [
    Format {
        schema: Schema::Flows,
        required: &[
            "uid",
            "id_orig_h",
            "id_resp_h",
            "conn_state",
            "orig_iat_mean",
            "beacon_score",
        ],
        use_of: flows::use_of,
    },
    Format {
        schema: Schema::TonIot,
        required: &[
            "src_ip",
            "dst_ip",
            "conn_state",
            "src_ip_bytes",
            "dns_query",
            "weird_name",
        ],
        use_of: ton::use_of,
    },
    Format {
        schema: Schema::ZeekConn,
        required: &["uid", "id_orig_h", "id_resp_h", "proto", "conn_state"],
        use_of: zeek::use_of,
    },
    Format {
        schema: Schema::Argus,
        required: &[
            "starttime",
            "dur",
            "proto",
            "srcaddr",
            "dstaddr",
            "dir",
            "state",
            "totpkts",
            "totbytes",
        ],
        use_of: argus::use_of,
    },
    Format {
        schema: Schema::CicFlowMeter,
        required: &[
            "flow_duration",
            "flow_iat_mean",
            "fwd_iat_mean",
            "idle_mean",
            "down_up_ratio",
        ],
        use_of: cic::use_of,
    },
    Format {
        schema: Schema::UnswNb15,
        required: &[
            "dur",
            "proto",
            "state",
            "sttl",
            "dttl",
            "ct_state_ttl",
            "ct_dst_src_ltm",
        ],
        use_of: unsw::use_of,
    },
    Format {
        schema: Schema::SuricataEve,
        required: &[
            "src_ip",
            "dest_ip",
            "proto",
            "flow_pkts_toserver",
            "flow_bytes_toserver",
        ],
        use_of: eve::use_of,
    },
];

/// The use of a column of a known schema, by its normalized name.
pub(crate) fn use_of(schema: Schema) -> Option<fn(&str) -> Option<Use>> {
    let format = FORMATS.iter().find(|format| format.schema == schema);
    format.map(|format| format.use_of)
}

pub(super) fn by_header(names: &[String], sample: &[Vec<String>]) -> Option<Recognized> {
    let normalized: Vec<String> = names.iter().map(|name| normalize(name)).collect();
    let has = |name: &&str| normalized.iter().any(|known| known == name);
    let format = FORMATS.iter().find(|format| format.required.iter().all(has))?;
    Some(recognized(
        format.schema,
        unique_names(Some(names), names.len()),
        sample,
    ))
}

/// A table of a known schema with these columns.
pub(super) fn recognized(schema: Schema, names: Vec<String>, sample: &[Vec<String>]) -> Recognized {
    let use_of = use_of(schema);
    let reading = |(at, name): (usize, &String)| {
        let known = use_of.and_then(|use_of| use_of(&normalize(name)))?;
        Some(known.reading((known == Use::Time).then(|| order_of(sample, at)).flatten()))
    };
    let readings = names
        .iter()
        .enumerate()
        .map(|named| reading(named).unwrap_or(Reading::Guess));
    Recognized {
        schema,
        readings: readings.collect(),
        names,
    }
}

/// How the times in a column of the sample are written; `None` where they are numbers.
pub(super) fn order_of(sample: &[Vec<String>], column: usize) -> Option<TimeOrder> {
    TimeOrder::of(sample.iter().filter_map(|row| row.get(column)).map(String::as_str))
}
