//! Batches come back as they were written, and no broken byte does harm.

use proptest::prelude::*;
use wiresift_capture::{ByteOrder, LinkType, Packet, Timestamp, decode};
use wiresift_flow::{Flow, FlowOptions, FlowTable};
use wiresift_wire::{
    Batch, FlowBatchWriter, HEADER_BYTES, MAX_BATCH_BYTES, MAX_RECORDS, PacketBatchWriter, PacketRecord, WireError,
};

/// A packet with owned bytes.
#[derive(Clone, Debug, PartialEq)]
struct Owned {
    nanos: i64,
    extra: u32,
    frame: Vec<u8>,
}

impl Owned {
    fn record(&self) -> PacketRecord<'_> {
        PacketRecord {
            timestamp: Timestamp(self.nanos),
            original_len: u32::try_from(self.frame.len())
                .unwrap_or(u32::MAX)
                .saturating_add(self.extra),
            frame: &self.frame,
        }
    }
}

fn owned() -> impl Strategy<Value = Owned> {
    (any::<i64>(), 0_u32..2_000, prop::collection::vec(any::<u8>(), 0..200)).prop_map(|(nanos, extra, frame)| Owned {
        nanos,
        extra,
        frame,
    })
}

fn message(packets: &[Owned], first: u64) -> Vec<u8> {
    let mut writer = PacketBatchWriter::new(9, first, 3, LinkType::ETHERNET);
    for packet in packets {
        assert!(writer.push(&packet.record()));
    }
    writer.finish()
}

/// A datagram from `port`, in Ethernet and IPv4.
fn datagram(port: u16) -> Vec<u8> {
    let mut frame = vec![2; 12];
    frame.extend([8, 0, 0x45, 0, 0, 32, 0, 1, 0, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2]);
    frame.extend(port.to_be_bytes());
    frame.extend([0, 53, 0, 12, 0, 0, 1, 2, 3, 4]);
    frame
}

fn flows(n: u16) -> Vec<Flow> {
    let mut table = FlowTable::new(FlowOptions {
        inspect_payload: false,
        ..FlowOptions::default()
    });
    for (port, number) in (5_000..5_000 + n).zip(1..) {
        let frame = datagram(port);
        for _ in 0..2 {
            table.push(
                &Packet {
                    number,
                    timestamp: Timestamp(i64::from(port) * 1_000),
                    interface: 0,
                    link_type: LinkType::ETHERNET,
                    original_len: 46,
                    frame: &frame,
                    comment: None,
                    ip: decode(LinkType::ETHERNET, ByteOrder::Little, &frame, 46),
                },
                &mut |_| (),
            );
        }
    }
    let mut flows = Vec::new();
    table.finish(&mut |flow| flows.push(flow));
    assert_eq!(flows.len(), usize::from(n));
    flows
}

fn flow_message(flows: &[Flow]) -> Vec<u8> {
    let mut writer = FlowBatchWriter::new(9, 5);
    for flow in flows {
        assert_eq!(writer.push(flow), Ok(true));
    }
    writer.finish()
}

#[test]
fn flows_come_back_as_they_were() {
    let flows = flows(40);
    let message = flow_message(&flows);
    let Ok(Batch::Flows(batch)) = Batch::decode(&message) else {
        panic!("no batch of flows");
    };
    assert_eq!(format!("{:?}", batch.flows), format!("{flows:?}"));
    assert_eq!((batch.header.first, batch.header.n_records), (5, 40));
}

#[test]
fn every_prefix_is_refused() {
    for message in [flow_message(&flows(3)), message(&[owned_packet(), owned_packet()], 0)] {
        for len in 0..message.len() {
            assert!(Batch::decode(&message[..len]).is_err(), "{len} of {}", message.len());
        }
    }
}

fn owned_packet() -> Owned {
    Owned {
        nanos: 1,
        extra: 4,
        frame: vec![7; 60],
    }
}

#[test]
fn a_batch_is_full_at_its_limits() {
    let mut writer = PacketBatchWriter::new(1, 0, 0, LinkType::RAW);
    let empty = Owned {
        nanos: 0,
        extra: 0,
        frame: Vec::new(),
    };
    let n = (0..=MAX_RECORDS).take_while(|_| writer.push(&empty.record())).count();
    assert_eq!(n, MAX_RECORDS as usize, "one is refused");
    let mut writer = PacketBatchWriter::new(1, 0, 0, LinkType::RAW);
    let long = Owned {
        frame: vec![0; 200_000],
        ..empty
    };
    let n = (0..=MAX_RECORDS).take_while(|_| writer.push(&long.record())).count();
    assert_eq!(n, 5);
    let message = writer.finish();
    assert!(message.len() <= MAX_BATCH_BYTES && Batch::decode(&message).is_ok());
}

#[test]
fn a_packet_longer_than_a_batch_is_cut() {
    let mut writer = PacketBatchWriter::new(1, 0, 0, LinkType::RAW);
    let frame = vec![1; MAX_BATCH_BYTES * 2];
    let packet = Owned {
        nanos: 0,
        extra: 0,
        frame,
    };
    assert!(writer.push(&packet.record()));
    let message = writer.finish();
    assert_eq!(message.len(), MAX_BATCH_BYTES);
    let Ok(Batch::Packets(batch)) = Batch::decode(&message) else {
        panic!("no batch of packets");
    };
    let (_, record) = batch.records().next().unwrap();
    assert_eq!(record.original_len as usize, MAX_BATCH_BYTES * 2);
}

#[test]
fn what_a_header_claims_is_checked() {
    let good = message(&[owned_packet()], 0);
    let broken = |at: usize, byte: u8| {
        let mut message = good.clone();
        message[at] = byte;
        Batch::decode(&message).unwrap_err()
    };
    assert_eq!(broken(0, 9), WireError::Kind { kind: 9 });
    assert!(matches!(broken(1, 9), WireError::Version { theirs: 9, .. }));
    assert!(matches!(broken(27, 1), WireError::TooManyRecords { .. }));
    assert!(matches!(broken(24, 2), WireError::Truncated { record: 1, .. }));
    assert!(matches!(broken(24, 0), WireError::Trailing { .. }));
    // More captured than there was on the wire.
    assert!(matches!(
        broken(HEADER_BYTES + 8, 1),
        WireError::Record { record: 0, .. }
    ));
    let mut long = good.clone();
    long.resize(MAX_BATCH_BYTES + 1, 0);
    assert!(matches!(Batch::decode(&long), Err(WireError::TooLong { .. })));
    let mut late = good;
    late[16..24].fill(0xff);
    assert!(matches!(Batch::decode(&late), Err(WireError::Record { .. })));
}

proptest! {
    #[test]
    fn packets_come_back_as_they_were(packets in prop::collection::vec(owned(), 0..40), first in 0..u64::MAX / 2) {
        let message = message(&packets, first);
        let Ok(Batch::Packets(batch)) = Batch::decode(&message) else {
            panic!("no batch of packets");
        };
        prop_assert_eq!(batch.header().link_type, LinkType::ETHERNET);
        prop_assert_eq!((batch.header().interface, batch.header().capture), (3, 9));
        let records: Vec<_> = batch.records().collect();
        let expected: Vec<_> = (first..).zip(packets.iter().map(Owned::record)).collect();
        prop_assert_eq!(records, expected);
        prop_assert_eq!(batch.packets().count(), packets.len());
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        if let Ok(batch) = Batch::decode(&bytes) {
            prop_assert!(batch.header().n_records <= MAX_RECORDS);
        }
    }

    #[test]
    fn changed_bytes_are_read_or_refused(
        is_flows in any::<bool>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
    ) {
        let mut bytes = if is_flows { flow_message(&flows(4)) } else { message(&[owned_packet(), owned_packet()], 0) };
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Ok(Batch::Packets(batch)) = Batch::decode(&bytes) {
            prop_assert_eq!(batch.records().count(), batch.header().n_records as usize);
        }
    }
}
