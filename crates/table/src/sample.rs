//! A small table of flows with known anomalies, to try things on.
//!
//! Normal flows stay within fixed ranges, with values near the middle more likely. Anomalies are of eight kinds, each
//! odd in a few features and normal in the others. All of it is decided by the seed.

use std::fmt::Write as _;

use rand::Rng;
use rand::SeedableRng as _;
use rand::seq::{IndexedRandom as _, SliceRandom as _};
use rand_chacha::ChaCha8Rng;

const HEADER: &str =
    "packet_size,duration,src_bytes,dst_bytes,protocol_type,flag,src_port,dst_port,packet_rate,error_rate,label\n";

/// The kinds of anomalies, as they stand in the label column.
pub const KINDS: [&str; 8] = [
    "large_packet",
    "tiny_packet_flood",
    "long_connection",
    "flash_connection",
    "exfiltration",
    "odd_ports",
    "icmp_excess",
    "high_error_rate",
];

/// Services that clients of an office network use, by how often.
const SERVICES: [(u16, &str); 10] = [
    (443, "tcp"),
    (443, "tcp"),
    (443, "tcp"),
    (443, "udp"),
    (80, "tcp"),
    (80, "tcp"),
    (53, "udp"),
    (53, "udp"),
    (993, "tcp"),
    (123, "udp"),
];
/// Ports of remote shells and old trojans.
const ODD_PORTS: [u16; 6] = [31_337, 12_345, 54_321, 27_374, 44_444, 16_660];

#[derive(Clone, Debug)]
struct Flow {
    packet_size: f64,
    duration: f64,
    src_bytes: f64,
    dst_bytes: f64,
    protocol_type: &'static str,
    flag: &'static str,
    src_port: u16,
    dst_port: u16,
    packet_rate: f64,
    error_rate: f64,
    label: &'static str,
}

/// A table in the ten-feature schema with header and labels, as CSV.
///
/// `anomaly_ratio` is cut to 0..1; `round(rows * anomaly_ratio)` rows are anomalies, the eight kinds in turn, shuffled
/// among the normal rows. The same arguments give the same text.
pub fn sample_table_csv(rows: usize, anomaly_ratio: f64, seed: u64) -> String {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let n_anomalies = share(rows, anomaly_ratio);
    let kinds = KINDS.iter().cycle().take(n_anomalies);
    let mut flows: Vec<Flow> = kinds.map(|kind| anomaly(kind, &mut rng)).collect();
    flows.extend((n_anomalies..rows).map(|_| normal(&mut rng)));
    flows.shuffle(&mut rng);
    let mut csv = String::with_capacity(HEADER.len() + 80 * rows);
    csv.push_str(HEADER);
    for flow in &flows {
        write_row(&mut csv, flow);
    }
    csv
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between 0 and rows"
)]
fn share(rows: usize, ratio: f64) -> usize {
    let ratio = if ratio.is_nan() { 0.0 } else { ratio.clamp(0.0, 1.0) };
    ((rows as f64 * ratio).round() as usize).min(rows)
}

fn write_row(csv: &mut String, flow: &Flow) {
    // Writing to a string cannot fail.
    let _infallible = writeln!(
        csv,
        "{:.0},{:.3},{:.0},{:.0},{},{},{},{},{:.1},{:.2},{}",
        flow.packet_size,
        flow.duration,
        flow.src_bytes,
        flow.dst_bytes,
        flow.protocol_type,
        flow.flag,
        flow.src_port,
        flow.dst_port,
        flow.packet_rate,
        flow.error_rate,
        flow.label,
    );
}

/// Between `low` and `high`, more often near the middle (the mean of two uniform values).
fn within(rng: &mut impl Rng, low: f64, high: f64) -> f64 {
    low + (high - low) * (rng.random::<f64>() + rng.random::<f64>()) / 2.0
}

/// Between `low` and `high`, evenly over orders of magnitude.
fn spread(rng: &mut impl Rng, low: f64, high: f64) -> f64 {
    (low.ln() + (high.ln() - low.ln()) * rng.random::<f64>()).exp()
}

fn normal(rng: &mut impl Rng) -> Flow {
    let &(dst_port, protocol_type) = SERVICES.choose(rng).unwrap_or(&(443, "tcp"));
    Flow {
        packet_size: within(rng, 400.0, 650.0),
        duration: within(rng, 0.5, 5.0),
        src_bytes: within(rng, 3_500.0, 6_500.0),
        dst_bytes: within(rng, 3_500.0, 6_500.0),
        protocol_type,
        flag: "SF",
        src_port: rng.random_range(49_152..=65_535),
        dst_port,
        packet_rate: within(rng, 35.0, 65.0),
        error_rate: within(rng, 0.2, 0.8),
        label: "normal",
    }
}

fn anomaly(kind: &'static str, rng: &mut impl Rng) -> Flow {
    let base = Flow {
        label: kind,
        ..normal(rng)
    };
    match kind {
        "large_packet" => Flow {
            packet_size: within(rng, 1_000.0, 1_500.0),
            src_bytes: within(rng, 7_500.0, 14_000.0),
            ..base
        },
        "tiny_packet_flood" => Flow {
            packet_size: within(rng, 40.0, 120.0),
            packet_rate: spread(rng, 150.0, 800.0),
            dst_bytes: within(rng, 0.0, 600.0),
            protocol_type: "tcp",
            flag: "S0",
            ..base
        },
        "long_connection" => Flow {
            duration: spread(rng, 30.0, 900.0),
            packet_rate: within(rng, 1.0, 15.0),
            ..base
        },
        "flash_connection" => Flow {
            duration: spread(rng, 0.001, 0.05),
            src_bytes: within(rng, 40.0, 400.0),
            dst_bytes: within(rng, 0.0, 200.0),
            protocol_type: "tcp",
            flag: "REJ",
            ..base
        },
        "exfiltration" => Flow {
            duration: spread(rng, 8.0, 60.0),
            src_bytes: spread(rng, 30_000.0, 500_000.0),
            dst_bytes: within(rng, 200.0, 1_500.0),
            ..base
        },
        "odd_ports" => Flow {
            src_port: rng.random_range(1..1_024),
            dst_port: ODD_PORTS.choose(rng).copied().unwrap_or(31_337),
            protocol_type: "tcp",
            flag: ["S1", "RSTR"].choose(rng).copied().unwrap_or("S1"),
            ..base
        },
        "icmp_excess" => Flow {
            packet_size: within(rng, 700.0, 1_400.0),
            protocol_type: "icmp",
            src_port: 0,
            dst_port: 0,
            packet_rate: spread(rng, 120.0, 600.0),
            ..base
        },
        _ => Flow {
            error_rate: spread(rng, 4.0, 30.0),
            packet_rate: within(rng, 5.0, 30.0),
            ..base
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(csv: &str) -> Vec<Vec<&str>> {
        csv.lines().skip(1).map(|line| line.split(',').collect()).collect()
    }

    #[test]
    fn the_seed_decides_everything() {
        assert_eq!(sample_table_csv(200, 0.15, 7), sample_table_csv(200, 0.15, 7));
        assert_ne!(sample_table_csv(200, 0.15, 7), sample_table_csv(200, 0.15, 8));
    }

    #[test]
    fn the_kinds_take_turns() {
        let csv = sample_table_csv(1_000, 0.15, 0);
        let rows = rows(&csv);
        assert_eq!(rows.len(), 1_000);
        let count = |label: &str| rows.iter().filter(|row| row[10] == label).count();
        assert_eq!(count("normal"), 850);
        for kind in KINDS {
            assert!((18..=19).contains(&count(kind)), "{kind}");
        }
    }

    #[test]
    fn normal_rows_stay_in_their_ranges() {
        let csv = sample_table_csv(2_000, 0.0, 3);
        let ranges = [
            (0, 400.0, 650.0),
            (1, 0.5, 5.0),
            (2, 3500.0, 6500.0),
            (3, 3500.0, 6500.0),
            (8, 35.0, 65.0),
            (9, 0.2, 0.8),
        ];
        for row in rows(&csv) {
            for (column, low, high) in ranges {
                let value: f64 = row[column].parse().unwrap();
                assert!((low..=high).contains(&value), "{row:?}");
            }
        }
    }

    #[test]
    fn odd_arguments_are_cut() {
        assert_eq!(sample_table_csv(0, 0.5, 0), HEADER);
        assert_eq!(
            rows(&sample_table_csv(5, f64::NAN, 0))
                .iter()
                .filter(|row| row[10] == "normal")
                .count(),
            5
        );
        assert!(rows(&sample_table_csv(5, 7.0, 0)).iter().all(|row| row[10] != "normal"));
    }
}
