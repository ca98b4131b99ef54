//! Captures: bytes -> packets.
//!
//! [`CaptureReader`] takes the bytes of a capture file in chunks of any size, and hands each record to a closure as a
//! [`Packet`]: time, lengths, frame, and what [`decode()`] reads from the frame. It holds one record at most, so a file
//! larger than memory is no difficulty. [`CaptureReader::finish`] gives a [`CaptureReport`]: what was in the file, and
//! what was skipped and why.
//!
//! - Files: pcap (both byte orders, micro- and nanoseconds, Kuznetzov's variant), pcapng, gzip of either.
//! - Links: Ethernet, VLAN, 802.1ad, 802.1ah, raw IP, BSD NULL and LOOP, Linux cooked 1 and 2, PPP, `PPPoE`, Cisco HDLC,
//!   802.11 (plain, radiotap, Prism, AVS, PPI), NFLOG, PKTAP, MPLS.
//! - Tunnels: GRE, ERSPAN, IP in IP (all four pairs), `EtherIP`, MPLS in IP, VXLAN, Geneve, GTP-U, Teredo, L2TP. The
//!   innermost IP packet is given; what it came in are its [`Parents`].
//!
//! # Design
//! Own parsers, not `pcap-parser` and `etherparse`. The first reads streams through `std::io::Read` into a buffer of its
//! own, and gives times in units that differ between formats; here chunks are pushed, and a record that lies whole in
//! a chunk is never copied. The second knows Ethernet, VLAN, Linux cooked and IP, and opens no tunnel: most of what is
//! here would remain, with a second pass over each frame. Neither was timed; the 2,000,000 packets a second that are
//! wanted in a tab leave 500 ns for the whole way from bytes to flows.
//!
//! A header is checked once, by turning its bytes into an array (`split_first_chunk`); after that no access can fail.
//! No byte is trusted: what contradicts itself is counted by layer and reason, and no memory is taken from a length
//! that was not checked against [`CaptureOptions`].
//!
//! Not handled: reassembly (a later fragment carries the id by which it can join its flow), checksums, decryption,
//! GRE source routes, L2TP version 3, VXLAN-GPE.

#![warn(clippy::indexing_slicing)]

mod arp;
mod bytes;
mod decode;
mod error;
mod link_type;
mod options;
mod packet;
mod protocol;
mod read;
mod report;
mod timestamp;
mod undecoded;

pub use arp::Arp;
pub use bytes::ByteOrder;
pub use decode::decode;
pub use error::CaptureError;
pub use link_type::LinkType;
pub use options::CaptureOptions;
pub use packet::{
    Fragment, Icmp, IpPacket, MAX_TUNNELS, Packet, Parent, Parents, Sctp, Tcp, TcpFlags, Transport, Tunnel, Udp,
};
pub use protocol::Protocol;
pub use read::CaptureReader;
pub use report::{BlockCount, BlockKind, CaptureReport, Format, LinkTypeCount, Skip, SkipCount, UndecodedCount};
pub use timestamp::Timestamp;
pub use undecoded::{Layer, Reason, Undecoded};
