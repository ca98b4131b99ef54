//! Packets as JSON.

use std::collections::BTreeMap;
use std::net::IpAddr;

use axum::body::Bytes;
use serde::Serialize;
use wiresift_capture::{Packet, Protocol};
use wiresift_wire::Batch;

/// Most packets that are given.
const MAX_PACKETS: usize = 500;
/// Most addresses that are given.
const MAX_TALKERS: usize = 20;
/// Batches that statistics are made of: enough for seconds of busy traffic, and quick.
const MAX_BATCHES: usize = 64;

/// Headers of a packet.
#[derive(Debug, Serialize)]
pub(super) struct PacketRow {
    number: u64,
    nanos: i64,
    length: u32,
    source: Option<IpAddr>,
    destination: Option<IpAddr>,
    protocol: Option<String>,
    source_port: Option<u16>,
    destination_port: Option<u16>,
}

impl PacketRow {
    fn of(packet: &Packet<'_>) -> Self {
        let ip = packet.ip.as_ref().ok();
        let ports = ip.and_then(wiresift_capture::IpPacket::ports);
        Self {
            number: packet.number,
            nanos: packet.timestamp.nanos(),
            length: packet.original_len,
            source: ip.map(|ip| ip.source),
            destination: ip.map(|ip| ip.destination),
            protocol: ip.map(|ip| ip.protocol.to_string()),
            source_port: ports.map(|ports| ports.0),
            destination_port: ports.map(|ports| ports.1),
        }
    }
}

/// The last packets, oldest first.
pub(super) fn packets(batches: &[Bytes]) -> Vec<PacketRow> {
    let mut newest_first = Vec::new();
    for batch in batches.iter().rev() {
        let Ok(Batch::Packets(packets)) = Batch::decode(batch) else {
            continue;
        };
        let mut rows: Vec<_> = packets.packets().map(|packet| PacketRow::of(&packet)).collect();
        rows.reverse();
        newest_first.append(&mut rows);
        if newest_first.len() >= MAX_PACKETS {
            break;
        }
    }
    newest_first.truncate(MAX_PACKETS);
    newest_first.reverse();
    newest_first
}

/// What packets are made of.
#[derive(Debug, Default, Serialize)]
pub(super) struct Statistics {
    packets: u64,
    bytes: u64,
    first_nanos: Option<i64>,
    last_nanos: Option<i64>,
    protocols: BTreeMap<String, Share>,
    talkers: Vec<Talker>,
}

/// A part of the packets.
#[derive(Clone, Copy, Debug, Default, Serialize)]
struct Share {
    packets: u64,
    bytes: u64,
}

/// An address, and what it sent and received.
#[derive(Debug, Serialize)]
struct Talker {
    address: IpAddr,
    packets: u64,
    bytes: u64,
}

/// Statistics of the last batches.
pub(super) fn statistics(batches: &[Bytes]) -> Statistics {
    let mut statistics = Statistics::default();
    let mut protocols: BTreeMap<Option<Protocol>, Share> = BTreeMap::new();
    let mut talkers: BTreeMap<IpAddr, Share> = BTreeMap::new();
    for batch in batches.iter().rev().take(MAX_BATCHES).rev() {
        let Ok(Batch::Packets(packets)) = Batch::decode(batch) else {
            continue;
        };
        for packet in packets.packets() {
            let bytes = u64::from(packet.original_len);
            let add = |share: &mut Share| {
                share.packets += 1;
                share.bytes += bytes;
            };
            statistics.packets += 1;
            statistics.bytes += bytes;
            statistics.first_nanos.get_or_insert(packet.timestamp.nanos());
            statistics.last_nanos = Some(packet.timestamp.nanos());
            let ip = packet.ip.as_ref().ok();
            add(protocols.entry(ip.map(|ip| ip.protocol)).or_default());
            for address in ip.into_iter().flat_map(|ip| [ip.source, ip.destination]) {
                add(talkers.entry(address).or_default());
            }
        }
    }
    let name = |protocol: Option<Protocol>| protocol.map_or("other".to_owned(), |protocol| protocol.to_string());
    statistics.protocols = protocols
        .into_iter()
        .map(|(protocol, share)| (name(protocol), share))
        .collect();
    statistics.talkers = top(talkers);
    statistics
}

fn top(talkers: BTreeMap<IpAddr, Share>) -> Vec<Talker> {
    let talker = |(address, share): (IpAddr, Share)| Talker {
        address,
        packets: share.packets,
        bytes: share.bytes,
    };
    let mut talkers: Vec<_> = talkers.into_iter().map(talker).collect();
    talkers.sort_by(|a, b| b.bytes.cmp(&a.bytes).then(a.address.cmp(&b.address)));
    talkers.truncate(MAX_TALKERS);
    talkers
}
