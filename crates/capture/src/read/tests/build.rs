//! Writes captures, and reads them into something that can be compared.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::{ByteOrder, CaptureError, CaptureOptions, CaptureReader, CaptureReport};

/// What was handed out for a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) number: u64,
    pub(super) nanos: i64,
    pub(super) interface: u32,
    pub(super) link_type: u16,
    pub(super) original_len: u32,
    pub(super) frame: Vec<u8>,
    pub(super) comment: Option<Vec<u8>>,
}

/// Bytes in one order.
#[derive(Clone)]
pub(super) struct Writer {
    order: ByteOrder,
    pub(super) bytes: Vec<u8>,
}

impl Writer {
    pub(super) fn new(order: ByteOrder) -> Self {
        Self {
            order,
            bytes: Vec::new(),
        }
    }

    pub(super) fn u16(mut self, number: u16) -> Self {
        let bytes = match self.order {
            ByteOrder::Little => number.to_le_bytes(),
            ByteOrder::Big => number.to_be_bytes(),
        };
        self.bytes.extend(bytes);
        self
    }

    pub(super) fn u32(mut self, number: u32) -> Self {
        let bytes = match self.order {
            ByteOrder::Little => number.to_le_bytes(),
            ByteOrder::Big => number.to_be_bytes(),
        };
        self.bytes.extend(bytes);
        self
    }

    pub(super) fn raw(mut self, bytes: &[u8]) -> Self {
        self.bytes.extend(bytes);
        self
    }

    pub(super) fn pad(mut self) -> Self {
        self.bytes.resize(self.bytes.len().next_multiple_of(4), 0);
        self
    }

    pub(super) fn pcap_header(self, magic: u32, minor: u16, link_type: u32) -> Self {
        let header = self.u32(magic).u16(2).u16(minor).u32(0).u32(0).u32(0xffff);
        header.u32(link_type)
    }

    pub(super) fn pcap_record(self, secs: u32, fraction: u32, frame: &[u8]) -> Self {
        let length = u32::try_from(frame.len()).unwrap();
        self.u32(secs).u32(fraction).u32(length).u32(length + 4).raw(frame)
    }

    pub(super) fn block(self, kind: u32, body: impl FnOnce(Self) -> Self) -> Self {
        let body = body(Self::new(self.order)).pad().bytes;
        let length = u32::try_from(body.len() + 12).unwrap();
        self.u32(kind).u32(length).raw(&body).u32(length)
    }

    pub(super) fn section(self) -> Self {
        self.block(0x0a0d_0d0a, |body| {
            body.u32(0x1a2b_3c4d).u16(1).u16(0).u32(u32::MAX).u32(u32::MAX)
        })
    }

    pub(super) fn option(self, code: u16, value: &[u8]) -> Self {
        let length = u16::try_from(value.len()).unwrap();
        self.u16(code).u16(length).raw(value).pad()
    }

    pub(super) fn interface(self, link_type: u16, snaplen: u32, options: impl FnOnce(Self) -> Self) -> Self {
        self.block(1, |body| options(body.u16(link_type).u16(0).u32(snaplen)).u32(0))
    }

    pub(super) fn enhanced(self, interface: u32, ticks: u64, frame: &[u8], options: impl FnOnce(Self) -> Self) -> Self {
        let length = u32::try_from(frame.len()).unwrap();
        let half = |bits: u64| u32::try_from(bits & 0xffff_ffff).unwrap();
        let (high, low) = (half(ticks >> 32), half(ticks));
        self.block(6, |body| {
            let body = body.u32(interface).u32(high).u32(low).u32(length).u32(length + 4);
            options(body.raw(frame).pad())
        })
    }
}

pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub(super) type Read = (Vec<Seen>, CaptureReport);

/// Reads `file` in pieces of `sizes`, over and over.
pub(super) fn read_in(file: &[u8], sizes: &[usize], options: CaptureOptions) -> Read {
    let mut seen = Vec::new();
    let mut sink = |packet: crate::Packet<'_>| {
        seen.push(Seen {
            number: packet.number,
            nanos: packet.timestamp.nanos(),
            interface: packet.interface,
            link_type: packet.link_type.0,
            original_len: packet.original_len,
            frame: packet.frame.to_vec(),
            comment: packet.comment.map(<[u8]>::to_vec),
        });
    };
    let mut reader = CaptureReader::new(options);
    let mut rest = file;
    for size in sizes.iter().cycle() {
        let (chunk, after) = rest.split_at(rest.len().min(*size));
        rest = after;
        let result = reader.push(chunk, &mut sink);
        assert_eq!(result.err(), reader.report().error);
        if rest.is_empty() {
            break;
        }
    }
    let report = reader.finish(&mut sink);
    assert_eq!(report.n_packets, seen.len() as u64);
    (seen, report)
}

pub(super) fn read(file: &[u8]) -> Read {
    read_in(file, &[file.len().max(1)], CaptureOptions::default())
}

pub(super) fn error(file: &[u8]) -> CaptureError {
    read(file).1.error.unwrap()
}

/// Two sections in both orders, three interfaces, all kinds of packets and blocks.
pub(super) fn mixed_pcapng() -> Vec<u8> {
    let none = |body: Writer| body;
    let first = Writer::new(ByteOrder::Big)
        .section()
        .interface(1, 0, none)
        .interface(101, 9, |body: Writer| body.option(9, &[9]).option(2, b"en0"))
        .enhanced(0, 1_500_000, b"frame one", |body| body.option(1, b"look here"))
        .block(4, |body| body.u32(0))
        .enhanced(1, 1_500_000, b"two", none)
        .block(3, |body| body.u32(11).raw(b"three three"))
        .block(0x0bad, |body| body.u32(32_473).raw(&[7; 90]));
    let second = Writer::new(ByteOrder::Little)
        .section()
        .interface(113, 4, |body: Writer| {
            body.option(9, &[0x80 | 1]).option(14, &10_i64.to_le_bytes())
        })
        .block(3, |body| body.u32(11).raw(b"four"))
        .block(2, |body| body.u16(0).u16(77).u32(0).u32(3).u32(4).u32(4).raw(b"five"))
        .block(10, |body| body.raw(&[1; 12]))
        .block(5, |body| body.raw(&[0; 12]))
        .enhanced(1, 0, b"of no interface", none)
        .enhanced(0, 4, b"six", none);
    [first.bytes, second.bytes].concat()
}
