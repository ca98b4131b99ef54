//! Small captures made by hand.

use std::net::Ipv4Addr;

/// A pcap file in microseconds, Ethernet.
pub(crate) struct Capture(Vec<u8>);

/// One TCP packet; the rest of its headers is always the same.
#[derive(Clone, Copy)]
pub(crate) struct Tcp<'a> {
    pub(crate) from: (Ipv4Addr, u16),
    pub(crate) to: (Ipv4Addr, u16),
    /// As in the header: 0x02 is SYN, 0x12 SYN-ACK, 0x10 ACK, 0x11 FIN-ACK, 0x04 RST.
    pub(crate) flags: u8,
    pub(crate) sequence: u32,
    pub(crate) payload: &'a [u8],
}

impl Capture {
    pub(crate) fn new() -> Self {
        let mut file = Vec::new();
        file.extend(0xa1b2_c3d4_u32.to_le_bytes());
        file.extend([2, 0, 4, 0]);
        file.extend([0; 8]);
        file.extend(65_535_u32.to_le_bytes());
        file.extend(1_u32.to_le_bytes());
        Self(file)
    }

    pub(crate) fn bytes(self) -> Vec<u8> {
        self.0
    }

    /// Any frame, at a time in seconds.
    pub(crate) fn frame(&mut self, time: f64, frame: &[u8]) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "times of a test")]
        let micros = (time * 1e6).round() as u64;
        let len = u32::try_from(frame.len()).unwrap();
        for field in [micros / 1_000_000, micros % 1_000_000] {
            self.0.extend(u32::try_from(field).unwrap().to_le_bytes());
        }
        self.0.extend(len.to_le_bytes());
        self.0.extend(len.to_le_bytes());
        self.0.extend(frame);
    }

    pub(crate) fn tcp(&mut self, time: f64, tcp: Tcp<'_>) {
        let mut segment = Vec::new();
        segment.extend(tcp.from.1.to_be_bytes());
        segment.extend(tcp.to.1.to_be_bytes());
        segment.extend(tcp.sequence.to_be_bytes());
        segment.extend([0, 0, 0, 1, 0x50, tcp.flags, 0xff, 0xff, 0, 0, 0, 0]);
        segment.extend(tcp.payload);
        self.ip(time, tcp.from.0, tcp.to.0, 6, &segment);
    }

    pub(crate) fn udp(&mut self, time: f64, from: (Ipv4Addr, u16), to: (Ipv4Addr, u16), payload: &[u8]) {
        let len = u16::try_from(8 + payload.len()).unwrap();
        let mut datagram = Vec::new();
        for field in [from.1, to.1, len, 0] {
            datagram.extend(field.to_be_bytes());
        }
        datagram.extend(payload);
        self.ip(time, from.0, to.0, 17, &datagram);
    }

    fn ip(&mut self, time: f64, from: Ipv4Addr, to: Ipv4Addr, protocol: u8, payload: &[u8]) {
        let len = u16::try_from(20 + payload.len()).unwrap();
        let mut frame = vec![2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0, 0x45, 0];
        frame.extend(len.to_be_bytes());
        frame.extend([0, 0, 0, 0, 64, protocol, 0, 0]);
        frame.extend(from.octets());
        frame.extend(to.octets());
        frame.extend(payload);
        self.frame(time, &frame);
    }

    /// A connection that opens, sends `size` bytes each way and closes within half a second: 8 packets.
    pub(crate) fn connection(&mut self, time: f64, from: (Ipv4Addr, u16), to: (Ipv4Addr, u16), size: usize) {
        let data = vec![b'x'; size];
        let n = u32::try_from(size).unwrap();
        let steps: [(bool, u8, u32, &[u8]); 8] = [
            (true, 0x02, 0, b""),
            (false, 0x12, 0, b""),
            (true, 0x10, 1, b""),
            (true, 0x18, 1, &data),
            (false, 0x18, 1, &data),
            (true, 0x11, 1 + n, b""),
            (false, 0x11, 1 + n, b""),
            (true, 0x10, 2 + n, b""),
        ];
        for (at, (is_out, flags, sequence, payload)) in (0_u32..).zip(steps) {
            let (from, to) = if is_out { (from, to) } else { (to, from) };
            let tcp = Tcp {
                from,
                to,
                flags,
                sequence,
                payload,
            };
            self.tcp(time + f64::from(at) * 0.06, tcp);
        }
    }
}
