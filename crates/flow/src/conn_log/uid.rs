//! Names of connections.

use std::net::IpAddr;

use sha1::{Digest, Sha1};

use crate::{Endpoint, Flow, FlowProtocol};

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// Letters behind the first: 101 bits, where Zeek has 96.
const LEN: usize = 17;

/// A name for a flow that looks as Zeek's do: `C` and 17 letters and digits.
///
/// It is made from the flow's ends, its protocol and the time of its first packet, so that it is the same in every run,
/// whatever else the capture holds. Two flows share it only where they share all of these.
pub fn uid(flow: &Flow) -> String {
    let mut hash = Sha1::new();
    for end in [flow.originator, flow.responder] {
        take_end(&mut hash, end);
    }
    let protocol = match flow.protocol {
        FlowProtocol::Ip(protocol) => u16::from(protocol.0),
        FlowProtocol::Arp => 256,
    };
    hash.update(protocol.to_be_bytes());
    hash.update(flow.first.nanos().to_be_bytes());
    let mut bits = (hash.finalize().iter().take(16)).fold(0, |bits: u128, byte| bits << 8 | u128::from(*byte));
    let mut uid = String::with_capacity(1 + LEN);
    uid.push('C');
    for _ in 0..LEN {
        let at = usize::try_from(bits % 62).unwrap_or_default();
        uid.push(ALPHABET.get(at).copied().map_or('0', char::from));
        bits /= 62;
    }
    uid
}

fn take_end(hash: &mut Sha1, end: Endpoint) {
    match end.address {
        IpAddr::V4(address) => hash.update(address.octets()),
        IpAddr::V6(address) => hash.update(address.octets()),
    }
    hash.update(end.port.to_be_bytes());
}
