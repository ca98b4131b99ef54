//! Formats, limits and damage.

use super::build::{Seen, Writer, error, gzip, mixed_pcapng, read, read_in};
use crate::{
    BlockCount, BlockKind, ByteOrder, CaptureError, CaptureOptions, Format, Layer, LinkType, LinkTypeCount, Reason,
    Skip, SkipCount, Timestamp, UndecodedCount,
};

const ORDERS: [ByteOrder; 2] = [ByteOrder::Little, ByteOrder::Big];
const PCAP: u32 = 0xa1b2_c3d4;

fn pcap(order: ByteOrder, frames: &[&[u8]]) -> Vec<u8> {
    let header = Writer::new(order).pcap_header(PCAP, 4, 1);
    let file = frames.iter().fold(header, |file, frame| file.pcap_record(10, 7, frame));
    file.bytes
}

#[test]
fn pcap_in_both_orders_and_resolutions() {
    for order in ORDERS {
        for (magic, format, nanos) in [(PCAP, Format::Pcap, 7_000), (0xa1b2_3c4d, Format::PcapNanos, 7)] {
            let file = Writer::new(order)
                .pcap_header(magic, 4, 101)
                .pcap_record(10, 7, b"frame")
                .bytes;
            let (seen, report) = read(&file);
            let expected = Seen {
                number: 1,
                nanos: 10_000_000_000 + nanos,
                interface: 0,
                link_type: 101,
                original_len: 9,
                frame: b"frame".to_vec(),
                comment: None,
            };
            assert_eq!(seen, [expected], "{order:?} {format}");
            assert_eq!(report.format, Some(format));
            assert_eq!(
                (report.error, report.n_cut_packets, report.cut_tail_bytes),
                (None, 1, 0)
            );
        }
    }
}

#[test]
fn the_modified_format_has_longer_records() {
    let record = |file: Writer| {
        file.u32(10)
            .u32(7)
            .u32(3)
            .u32(3)
            .u32(5)
            .u16(0x800)
            .raw(&[0, 0])
            .raw(b"abc")
    };
    let file = record(record(Writer::new(ByteOrder::Little).pcap_header(0xa1b2_cd34, 4, 1))).bytes;
    let (seen, report) = read(&file);
    assert_eq!(report.format, Some(Format::PcapModified));
    assert_eq!(
        seen.iter().map(|seen| seen.frame.as_slice()).collect::<Vec<_>>(),
        [b"abc", b"abc"]
    );
    assert_eq!(seen[1].interface, 5);
}

#[test]
fn old_versions_swap_the_lengths() {
    for (minor, first, second) in [(2, 60, 3), (3, 60, 3), (3, 3, 60), (4, 3, 60)] {
        let header = Writer::new(ByteOrder::Little).pcap_header(PCAP, minor, 1);
        let (seen, _) = read(&header.u32(0).u32(0).u32(first).u32(second).raw(b"abc").bytes);
        assert_eq!(
            (seen[0].frame.as_slice(), seen[0].original_len),
            (&b"abc"[..], 60),
            "2.{minor}"
        );
    }
}

#[test]
fn the_upper_half_of_the_link_type_is_not_the_link_type() {
    let file = Writer::new(ByteOrder::Big).pcap_header(PCAP, 4, 0x1400_0001).bytes;
    let types = read(&file).1.link_types;
    assert_eq!(
        types,
        [LinkTypeCount {
            link_type: LinkType::ETHERNET,
            n_packets: 0
        }]
    );
}

/// Number, nanoseconds, interface, link type, original length, frame.
type Row = (u64, i64, u32, u16, u32, &'static [u8]);

#[test]
fn all_of_pcapng() {
    let (seen, report) = read(&mixed_pcapng());
    let expected: [Row; 6] = [
        (1, 1_500_000_000, 0, 1, 13, b"frame one"),
        (2, 1_500_000, 1, 101, 7, b"two"),
        (3, 1_500_000, 0, 1, 11, b"three three"),
        (4, 1_500_000, 0, 113, 11, b"four"),
        (5, 11_500_000_000, 0, 113, 4, b"five"),
        (7, 12_000_000_000, 0, 113, 7, b"six"),
    ];
    assert_eq!(seen.len(), expected.len());
    for (seen, expected) in seen.iter().zip(expected) {
        let found = (
            seen.number,
            seen.nanos,
            seen.interface,
            seen.link_type,
            seen.original_len,
            &*seen.frame,
        );
        assert_eq!(found, expected);
    }
    assert_eq!(seen[0].comment.as_deref(), Some(&b"look here"[..]));
    assert_eq!((report.n_comments, report.error, report.cut_tail_bytes), (1, None, 0));
    assert_eq!(
        (report.first, report.last),
        (Some(Timestamp(1_500_000)), Some(Timestamp(12_000_000_000)))
    );
    let skipped = SkipCount {
        reason: Skip::UnknownInterface,
        n_records: 1,
    };
    assert_eq!(report.skipped, [skipped]);
    let kinds = [
        BlockKind::NameResolution,
        BlockKind::InterfaceStatistics,
        BlockKind::DecryptionSecrets,
        BlockKind::Custom,
    ];
    assert_eq!(report.blocks, kinds.map(|kind| BlockCount { kind, n_blocks: 1 }));
    let types = report
        .link_types
        .iter()
        .map(|count| (count.link_type.0, count.n_packets));
    assert_eq!(types.collect::<Vec<_>>(), [(1, 2), (101, 1), (113, 3)]);
}

#[test]
fn a_record_that_contradicts_its_block_is_skipped() {
    for order in ORDERS {
        let file = Writer::new(order)
            .section()
            .interface(1, 0, |body| body)
            .block(6, |body| body.u32(0).u32(0).u32(0).u32(50).u32(50).raw(b"short"))
            .enhanced(0, 0, b"good", |body| body);
        let (seen, report) = read(&file.bytes);
        assert_eq!((seen.len(), seen[0].number, report.error), (1, 2, None));
        assert_eq!(
            report.skipped,
            [SkipCount {
                reason: Skip::BadRecord,
                n_records: 1
            }]
        );
    }
}

#[test]
fn long_frames_are_passed_over_without_being_held() {
    let options = CaptureOptions {
        max_frame_bytes: 10,
        max_block_bytes: 60,
        ..CaptureOptions::default()
    };
    let long = [1; 200];
    let expected = [SkipCount {
        reason: Skip::TooLong,
        n_records: 1,
    }];
    let file = pcap(ByteOrder::Little, &[b"one", &long, b"two"]);
    let (seen, report) = read_in(&file, &[3], options.clone());
    assert_eq!((seen.len(), seen[1].number, report.skipped), (2, 3, expected.to_vec()));

    let none = |body: Writer| body;
    for length in [11, 200] {
        let file = Writer::new(ByteOrder::Little).section().interface(1, 0, none);
        let file = file.enhanced(0, 0, &long[..length], none).enhanced(0, 0, b"two", none);
        let (seen, report) = read_in(&file.bytes, &[3], options.clone());
        assert_eq!((seen.len(), seen[0].number, report.skipped), (1, 2, expected.to_vec()));
    }
    let interface = Writer::new(ByteOrder::Big)
        .section()
        .interface(1, 0, |body| body.option(2, &[b'x'; 80]));
    let report = read_in(&interface.bytes, &[3], options).1;
    assert!(matches!(
        report.error,
        Some(CaptureError::BlockLength {
            kind: BlockKind::Interface,
            max: 60,
            ..
        })
    ));
}

#[test]
fn interfaces_are_capped() {
    let options = CaptureOptions {
        max_interfaces: 1,
        ..CaptureOptions::default()
    };
    let none = |body: Writer| body;
    let file = Writer::new(ByteOrder::Big)
        .section()
        .interface(1, 0, none)
        .interface(101, 0, none);
    let file = file.enhanced(0, 0, b"one", none).enhanced(1, 0, b"two", none);
    let (seen, report) = read_in(&file.bytes, &[1000], options);
    assert_eq!((seen.len(), report.skipped[0].reason), (1, Skip::UnknownInterface));
}

#[test]
fn what_is_no_capture_says_so() {
    assert_eq!(error(b""), CaptureError::Empty);
    assert_eq!(error(b"\xd4\xc3"), CaptureError::CutHeader { n_bytes: 2 });
    assert_eq!(
        error(&pcap(ByteOrder::Big, &[])[..23]),
        CaptureError::CutHeader { n_bytes: 23 }
    );
    let magic = *b"%PDF";
    assert_eq!(error(b"%PDF-1.7 and so on"), CaptureError::NotACapture { magic });
    assert_eq!(error(&gzip(b"%PDF-1.7")), CaptureError::NotACapture { magic });
    let mut file = pcap(ByteOrder::Little, &[]);
    file[4] = 3;
    assert!(matches!(error(&file), CaptureError::Version { major: 3, minor: 4, .. }));
}

#[test]
fn damage_stops_the_reading_and_leaves_what_came_before() {
    let mut file = pcap(ByteOrder::Little, &[b"one"]);
    let offset = file.len() as u64;
    file.extend([0xff; 40]);
    let (seen, report) = read(&file);
    let expected = CaptureError::RecordLength {
        offset,
        max: 64 << 20,
        found: u32::MAX,
    };
    assert_eq!((seen.len(), report.error), (1, Some(expected)));

    let good = Writer::new(ByteOrder::Little).section().interface(1, 0, |body| body);
    let offset = good.bytes.len() as u64;
    let bad_trailer = good.clone().u32(6).u32(32).raw(&[0; 20]).u32(36);
    let expected = CaptureError::BlockTrailer {
        offset,
        kind: BlockKind::EnhancedPacket,
        length: 32,
        trailer: 36,
    };
    assert_eq!(error(&bad_trailer.bytes), expected);
    let short = good.clone().u32(6).u32(12).u32(12);
    assert!(matches!(
        error(&short.bytes),
        CaptureError::BlockLength { min: 32, found: 12, .. }
    ));
    let no_order = good.u32(0x0a0d_0d0a).u32(28).raw(b"\x1a\x2b\x3c\x4e");
    assert_eq!(
        error(&no_order.bytes),
        CaptureError::ByteOrderMagic {
            offset,
            found: *b"\x1a\x2b\x3c\x4e"
        }
    );
}

#[test]
fn after_an_error_comes_the_same_error() {
    let mut reader = crate::CaptureReader::new(CaptureOptions::default());
    let first = reader.push(b"GIF89a", &mut |_| ());
    assert_eq!(first, Err(CaptureError::NotACapture { magic: *b"GIF8" }));
    assert_eq!(reader.push(&pcap(ByteOrder::Little, &[b"one"]), &mut |_| ()), first);
}

#[test]
fn frames_without_ip_are_counted_by_layer_and_reason() {
    let arp = [&[0; 12][..], &[8, 6], &[0; 28]].concat();
    let (_, report) = read(&pcap(ByteOrder::Little, &[&arp, b"short", &arp]));
    let count = |reason, n_packets| UndecodedCount {
        layer: Layer::Ethernet,
        reason,
        n_packets,
    };
    assert_eq!(report.undecoded, [count(Reason::Truncated, 1), count(Reason::Arp, 2)]);
    assert_eq!((report.n_packets, report.n_ip_packets), (3, 0));
}

#[test]
fn gzip_of_several_members_with_a_tail() {
    let file = pcap(ByteOrder::Little, &[b"one", b"two"]);
    let (head, tail) = file.split_at(30);
    let members = [gzip(head), gzip(tail), vec![0; 9]].concat();
    let (seen, report) = read_in(&members, &[7], CaptureOptions::default());
    assert_eq!(seen, read(&file).0);
    assert!(report.is_gzip && report.has_bytes_after_gzip && !report.is_gzip_cut);
    assert_eq!(
        (report.n_bytes, report.n_file_bytes),
        (file.len() as u64, members.len() as u64)
    );
}

#[test]
fn gzip_is_limited() {
    let options = CaptureOptions {
        max_inflated_bytes: 100,
        ..CaptureOptions::default()
    };
    let file = gzip(&pcap(ByteOrder::Little, &[&[0; 200]]));
    let report = read_in(&file, &[1000], options).1;
    assert_eq!(report.error, Some(CaptureError::TooLarge { max: 100 }));

    let frame = vec![0; 65_000];
    let frames = vec![frame.as_slice(); 2_000];
    let options = CaptureOptions {
        max_inflate_ratio: 50,
        ..CaptureOptions::default()
    };
    let report = read_in(&gzip(&pcap(ByteOrder::Little, &frames)), &[1000], options).1;
    assert!(
        matches!(report.error, Some(CaptureError::InflateRatio { .. })),
        "{:?}",
        report.error
    );

    let mut damaged = gzip(&pcap(ByteOrder::Little, &[b"one"]));
    let checksum = damaged.len() - 8;
    damaged[checksum] ^= 0xff;
    assert!(matches!(error(&damaged), CaptureError::CorruptGzip { .. }));
}
