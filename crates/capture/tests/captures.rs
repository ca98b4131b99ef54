//! The project's captures: counts as capinfos has them, whole, cut and damaged.
//!
//! They are looked for in `$WIRESIFT_DATA/captures`, then in `../shared/data/captures` beside the workspace; without
//! them the tests say that they were skipped.

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use wiresift_capture::{CaptureError, CaptureOptions, CaptureReader, CaptureReport, LinkType, Protocol, Tunnel};

/// One that is neither a power of two nor a multiple of any header.
const CHUNK: usize = 60_001;

struct Capture {
    name: String,
    link_type: String,
    n_packets: u64,
    n_cut_packets: u64,
    bytes: Vec<u8>,
}

fn folder() -> Option<PathBuf> {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let data = std::env::var_os("WIRESIFT_DATA").map_or(shared, PathBuf::from);
    let folder = data.join("captures");
    if folder.join("MANIFEST.csv").is_file() {
        return Some(folder);
    }
    println!("skipped: no captures at {} (set WIRESIFT_DATA)", folder.display());
    None
}

/// The captures of the manifest; its first columns have no quotes.
fn captures() -> Vec<Capture> {
    let Some(folder) = folder() else { return Vec::new() };
    let manifest = std::fs::read_to_string(folder.join("MANIFEST.csv")).unwrap();
    let rows = manifest.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>());
    rows.map(|row| Capture {
        name: row[0].to_owned(),
        link_type: row[5].to_owned(),
        n_packets: row[7].parse().unwrap(),
        n_cut_packets: row[9].parse().unwrap(),
        bytes: std::fs::read(folder.join(row[0])).unwrap(),
    })
    .collect()
}

/// The report, and the tunnels that packets came in.
fn read(bytes: &[u8]) -> (CaptureReport, BTreeSet<Tunnel>) {
    let mut tunnels = BTreeSet::new();
    let mut reader = CaptureReader::new(CaptureOptions::default());
    let mut sink = |packet: wiresift_capture::Packet<'_>| {
        if let Ok(ip) = &packet.ip {
            tunnels.extend(ip.parents.iter().map(|parent| parent.tunnel));
            assert!(ip.payload.len() <= ip.payload_len as usize);
        }
    };
    for chunk in bytes.chunks(CHUNK) {
        if reader.push(chunk, &mut sink).is_err() {
            break;
        }
    }
    let report = reader.finish(&mut sink);
    (report, tunnels)
}

/// As the manifest writes them: names or numbers of all interfaces.
fn link_types(report: &CaptureReport) -> BTreeSet<String> {
    let name = |link_type: LinkType| match link_type {
        // The manifest has no name for it.
        LinkType::NFLOG => "239".to_owned(),
        other => other.to_string(),
    };
    report.link_types.iter().map(|count| name(count.link_type)).collect()
}

#[test]
fn packets_and_link_types_are_those_of_the_manifest() {
    for capture in captures() {
        let (report, _) = read(&capture.bytes);
        let name = &capture.name;
        assert_eq!(report.n_packets, capture.n_packets, "{name}: {report:?}");
        assert_eq!(report.n_cut_packets, capture.n_cut_packets, "{name}");
        assert!(report.skipped.is_empty(), "{name}: {report:?}");
        // The only file of which nothing can be made has no bytes.
        let expected = capture.bytes.is_empty().then_some(CaptureError::Empty);
        assert_eq!(report.error, expected, "{name}");
        let types = capture.link_type.split('+').filter(|name| !matches!(*name, "" | "-"));
        assert_eq!(link_types(&report), types.map(str::to_owned).collect(), "{name}");
        let n_undecoded: u64 = report.undecoded.iter().map(|count| count.n_packets).sum();
        assert_eq!(report.n_ip_packets + n_undecoded, report.n_packets, "{name}");
    }
}

#[test]
fn cut_files_are_told_from_whole_ones() {
    let cut = [
        ("derived_cut_mid_block.pcapng", 1),
        ("derived_cut_mid_packet.pcap", 566),
        ("scapy_bad_rsn_parsing_overrides_ssid.pcap", 1),
        ("ndpi_fuzz-2021-10-13.pcap", 2),
        ("zui_bad.pcapng", 1),
    ];
    for capture in captures() {
        let expected = cut.iter().find(|(name, _)| *name == capture.name);
        let (report, _) = read(&capture.bytes);
        assert_eq!(
            report.cut_tail_bytes,
            expected.map_or(0, |(_, n)| *n),
            "{}",
            capture.name
        );
    }
}

#[test]
fn tunnels_are_opened() {
    let expected = [
        ("ndpi_4in4tunnel.pcap", Tunnel::IpInIp),
        ("ndpi_4in6tunnel.pcap", Tunnel::IpInIp),
        ("ndpi_6in4tunnel.pcap", Tunnel::IpInIp),
        ("pcpp_GrePackets.cap", Tunnel::Gre),
        ("ndpi_vxlan.pcap", Tunnel::Vxlan),
        ("nfs_gtp-u.pcap", Tunnel::GtpU),
        ("ndpi_ipv6_in_gtp.pcap", Tunnel::GtpU),
        ("ndpi_teredo.pcap", Tunnel::Teredo),
    ];
    for capture in captures() {
        if let Some((name, tunnel)) = expected.iter().find(|(name, _)| *name == capture.name) {
            let (report, tunnels) = read(&capture.bytes);
            assert!(tunnels.contains(tunnel), "{name}: {tunnels:?}, {report:?}");
        }
    }
}

#[test]
fn files_cut_anywhere_give_no_more_packets() {
    for capture in captures() {
        for tenth in 1..10 {
            let n = capture.bytes.len() * tenth / 10;
            let (report, _) = read(&capture.bytes[..n]);
            assert!(report.n_packets <= capture.n_packets, "{}, {n} bytes", capture.name);
        }
    }
}

/// Knuth's MMIX generator: the same damage in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % n
    }
}

#[test]
fn damaged_files_are_read_or_refused() {
    let mut captures = captures();
    captures.retain(|capture| (100..60_000).contains(&capture.bytes.len()));
    if captures.is_empty() {
        return;
    }
    let mut random = Random(7);
    for _ in 0..1_000 {
        let at = random.below(captures.len());
        let mut bytes = captures[at].bytes.clone();
        for _ in 0..=random.below(16) {
            let at = random.below(bytes.len());
            bytes[at] = u8::try_from(random.below(256)).unwrap();
        }
        let (report, _) = read(&bytes);
        let n_undecoded: u64 = report.undecoded.iter().map(|count| count.n_packets).sum();
        assert_eq!(
            report.n_ip_packets + n_undecoded,
            report.n_packets,
            "{}",
            captures[at].name
        );
    }
}

/// Every packet without IP of the captures has a sound reason: nothing that is known is taken for malformed.
#[test]
fn ip_is_found_where_there_is_some() {
    let n_malformed = |report: &CaptureReport| -> u64 {
        let malformed = report.undecoded.iter().filter(|count| count.reason.is_malformed());
        malformed.map(|count| count.n_packets).sum()
    };
    for capture in captures() {
        let (report, _) = read(&capture.bytes);
        let is_made_to_be_bad = capture.name.contains("fuzz") || capture.name.contains("pngtest");
        if is_made_to_be_bad {
            continue;
        }
        assert_eq!(n_malformed(&report), 0, "{}: {:?}", capture.name, report.undecoded);
    }
}

/// Packets in which tshark 4.0.17 finds IP, and TCP, UDP or SCTP in the innermost IP (but not in ICMP's quotes), with
/// reassembly off: `-o ip.defragment:FALSE -o ipv6.defragment:FALSE`.
const TSHARK: &str = include_str!("tshark.csv");

/// Files where another count is right here, or at least no worse.
const NOT_AS_TSHARK: &[&str] = &[
    // CAPWAP and LISP are no tunnels that are opened: the datagram is given, not what is in it.
    "ndpi_capwap.pcap",
    "ndpi_capwap_data.pcapng",
    "pcpp_ipv6.pcapng",
    // Headers of impossible versions, lengths or ends, which tshark names IP and gives no address.
    "ndpi_fuzz-2006-06-26-2594.pcap",
    "ndpi_fuzz-2006-09-29-28586.pcap",
    "ndpi_fuzz-2020-02-16-11740.pcap",
    "pcpp_ip4_bad_fragment.pcap",
];

#[test]
fn transports_are_found_where_tshark_finds_them() {
    for capture in captures() {
        let row = |line: &&str| line.split(',').next() == Some(&*capture.name);
        let Some(expected) = TSHARK.lines().find(row) else {
            assert_eq!(capture.n_packets, 0, "{}", capture.name);
            continue;
        };
        let found = format!("{},{}", capture.name, counts(&capture.bytes));
        assert_eq!(
            found != expected,
            NOT_AS_TSHARK.contains(&&*capture.name),
            "{found}, not {expected}"
        );
    }
}

/// Packets with IP, TCP, UDP, SCTP.
fn counts(bytes: &[u8]) -> String {
    let mut counts = [0_u64; 4];
    let mut sink = |packet: wiresift_capture::Packet<'_>| {
        let Ok(ip) = &packet.ip else { return };
        counts[0] += 1;
        if ip.ports().is_some() {
            let protocols = [Protocol::TCP, Protocol::UDP, Protocol::SCTP];
            let at = protocols.iter().position(|protocol| *protocol == ip.protocol).unwrap();
            counts[at + 1] += 1;
        }
    };
    let mut reader = CaptureReader::new(CaptureOptions::default());
    reader.push(bytes, &mut sink).unwrap();
    reader.finish(&mut sink);
    counts.map(|n| n.to_string()).join(",")
}
