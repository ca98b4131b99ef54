//! Packets written are the packets read.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use proptest::prelude::*;
use wiresift_capture::{CaptureOptions, CaptureReader, LinkType, Packet, Timestamp};
use wiresift_report::packets::{PacketFile, Packets};

#[derive(Clone, Debug, PartialEq, Eq)]
struct Seen {
    nanos: i64,
    link: LinkType,
    original: u32,
    frame: Vec<u8>,
}

fn read(file: &[u8]) -> Vec<Seen> {
    let mut seen = Vec::new();
    let mut reader = CaptureReader::new(CaptureOptions::default());
    let mut take = |packet: Packet<'_>| {
        seen.push(Seen {
            nanos: packet.timestamp.nanos(),
            link: packet.link_type,
            original: packet.original_len,
            frame: packet.frame.to_vec(),
        });
    };
    reader.push(file, &mut take).unwrap();
    let report = reader.finish(&mut take);
    assert_eq!(report.error, None);
    seen
}

/// The first packet of a capture that holds one frame, as the reader hands it out.
fn write(packets: &[Seen], max_bytes: usize) -> PacketFile {
    let mut written = Packets::new(max_bytes);
    let raw = pcap_of_one_frame();
    for seen in packets {
        let mut reader = CaptureReader::new(CaptureOptions::default());
        let mut take = |packet: Packet<'_>| {
            written.push(&Packet {
                timestamp: Timestamp(seen.nanos),
                link_type: seen.link,
                original_len: seen.original,
                frame: &seen.frame,
                ..packet
            });
        };
        reader.push(&raw, &mut take).unwrap();
        reader.finish(&mut take);
    }
    written.finish()
}

fn pcap_of_one_frame() -> Vec<u8> {
    let words = [0xa1b2_c3d4_u32, 0x0004_0002, 0, 0, 65_535, 1, 0, 0, 14, 14];
    let mut file: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
    file.extend([0; 14]);
    file
}

fn packet() -> impl Strategy<Value = Seen> {
    let links = prop_oneof![Just(LinkType::ETHERNET), Just(LinkType::RAW), Just(LinkType::LINUX_SLL)];
    let nanos = prop_oneof![
        0_i64..4_000_000_000_000_000_000,
        (0_i64..4_000_000_000_000_000).prop_map(|n| n * 1_000)
    ];
    (nanos, links, prop::collection::vec(any::<u8>(), 0..80), 0_u32..200).prop_map(|(nanos, link, frame, more)| Seen {
        nanos,
        link,
        original: u32::try_from(frame.len()).unwrap() + more,
        frame,
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(packets in prop::collection::vec(packet(), 1..20)) {
        let file = write(&packets, usize::MAX / 2);
        prop_assert_eq!(read(&file.bytes), packets.clone());
        let is_one_link = packets.iter().all(|packet| packet.link == packets[0].link);
        prop_assert_eq!(file.extension, if is_one_link { "pcap" } else { "pcapng" });
        prop_assert_eq!(file.n_packets, packets.len() as u64);
    }
}

#[test]
fn microseconds_are_enough_where_they_are() {
    let seen = |nanos| Seen {
        nanos,
        link: LinkType::ETHERNET,
        original: 4,
        frame: vec![1, 2, 3, 4],
    };
    let magic = |file: &PacketFile| u32::from_le_bytes(*file.bytes.first_chunk().unwrap());
    assert_eq!(magic(&write(&[seen(1_000)], 1 << 20)), 0xa1b2_c3d4);
    assert_eq!(magic(&write(&[seen(1_000), seen(1_001)], 1 << 20)), 0xa1b2_3c4d);
}

#[test]
fn what_is_too_much_is_counted() {
    let packets = vec![
        Seen {
            nanos: 0,
            link: LinkType::ETHERNET,
            original: 60,
            frame: vec![0; 60],
        };
        10
    ];
    let file = write(&packets, 400);
    assert!(file.bytes.len() <= 400);
    assert_eq!(file.n_packets + file.n_left_out, 10);
    assert!(file.n_packets > 0 && file.n_left_out > 0);
}
