use proptest::prelude::*;

use super::*;
use crate::hint::tls::tests::Hello;

/// The first 288 bytes of the client's Initial packet of RFC 9001, appendix A.2; the rest is padding.
const V1: &str = "c000000001088394c8f03e5157080000449e7b9aec34d1b1c98dd7689fb8ec11\
    d242b123dc9bd8bab936b47d92ec356c0bab7df5976d27cd449f63300099f399\
    1c260ec4c60d17b31f8429157bb35a1282a643a8d2262cad67500cadb8e7378c\
    8eb7539ec4d4905fed1bee1fc8aafba17c750e2c7ace01e6005f80fcb7df6212\
    30c83711b39343fa028cea7f7fb5ff89eac2308249a02252155e2347b63d58c5\
    457afd84d05dfffdb20392844ae812154682e9cf012f9021a6f0be17ddd0c208\
    4dce25ff9b06cde535d0f920a2db1bf362c23e596d11a4f5a6cf3948838a3aec\
    4e15daf8500a6ef69ec4e3feb6b1d98e610ac8b7ec3faf6ad760b7bad1db4ba3\
    485e8a94dc250ae3fdb41ed15fb6a8e5eba0fc3dd60bc8e30c5c4287e53805db";

/// The server's Initial packet that answers it, RFC 9001, appendix A.3.
const V1_SERVER: &str = "cf000000010008f067a5502a4262b5004075c0d95a482cd0991cd25b0aac406a\
    5816b6394100f37a1c69797554780bb38cc5a99f5ede4cf73c3ec2493a1839b3\
    dbcba3f6ea46c5b7684df3548e7ddeb9c3bf9c73cc3f3bded74b562bfb19fb84\
    022f8ef4cdd93795d77d06edbb7aaf2f58891850abbdca3d20398c276456cbc4\
    2158407dd074ee";

const DESTINATION: [u8; 8] = [0x83, 0x94, 0xc8, 0xf0, 0x3e, 0x51, 0x57, 0x08];

fn hex(text: &str) -> Vec<u8> {
    data_encoding::HEXLOWER.decode(text.as_bytes()).unwrap()
}

fn keys(key: &str, iv: &str, header: &str) -> Keys {
    Keys {
        key: hex(key).try_into().unwrap(),
        iv: hex(iv).try_into().unwrap(),
        header: hex(header).try_into().unwrap(),
    }
}

#[test]
fn keys_of_version_1_are_those_of_rfc_9001() {
    let secret = InitialSecret::new(1, &DESTINATION).unwrap();
    let client = keys(
        "1f369613dd76d5467730efcbe3b1a22d",
        "fa044b2f42a3fd3b46fb255c",
        "9f50449e04a0e810283a1e9933adedd2",
    );
    let server = keys(
        "cf3a5331653c364c88f0f379b6067e37",
        "0ac1493ca1905853b0bba03e",
        "c206b8d9b9f0f37644430b490eeaa314",
    );
    assert_eq!((secret.client(), secret.server()), (client, server));
}

#[test]
fn keys_of_version_2_are_those_of_rfc_9369() {
    let secret = InitialSecret::new(keys::VERSION_2, &DESTINATION).unwrap();
    let client = keys(
        "8b1a0bc121284290a29e0971b5cd045d",
        "91f73e2351d8fa91660e909f",
        "45b95e15235d6f45a6b19cbcb0294ba9",
    );
    let server = keys(
        "82db637861d55e1d011f19ea71d5d2a7",
        "dd13c276499c0249d3310652",
        "edf6d05c83121201b436e16877593c3a",
    );
    assert_eq!((secret.client(), secret.server()), (client, server));
}

#[test]
fn the_packets_of_rfc_9001_are_read() {
    let mut state = State::new(1);
    state.push(true, &hex(V1));
    state.push(false, &hex(V1_SERVER));
    assert!(state.is_done());
    let (version, tls) = state.finish();
    let tls = tls.unwrap();
    assert_eq!(version, 1);
    assert_eq!(
        (tls.server_name.as_deref(), tls.version_name()),
        (Some("example.com"), Some("TLSv13"))
    );
    assert_eq!((tls.alpn_offered.as_deref(), tls.cipher), (Some("alpn"), Some(0x1301)));
    assert_eq!(tls.ja4.as_deref(), Some("q13d0211an_62ed6f6ca7ad_4d634acda6c0"));
}

#[test]
fn a_packet_cut_anywhere_is_no_reason_to_panic_or_to_guess() {
    let packet = hex(V1);
    for len in 0..packet.len() {
        let mut state = State::new(1);
        state.push(true, &packet[..len]);
        let name = state.finish().1.and_then(|tls| tls.server_name);
        assert!(name.is_none() || name.as_deref() == Some("example.com"), "{len}");
    }
}

fn varint16(value: usize) -> [u8; 2] {
    (u16::try_from(value).unwrap() | 0x4000).to_be_bytes()
}

/// A client's Initial packet with these frames, protected as RFC 9001 says, but for the tag.
fn protect(version: u32, destination: &[u8], number: u8, frames: &[u8]) -> Vec<u8> {
    use aes::cipher::{BlockEncrypt, KeyInit, KeyIvInit, StreamCipher};
    let keys = InitialSecret::new(version, destination).unwrap().client();
    let kind = if version == keys::VERSION_2 { 0x10 } else { 0 };
    let mut nonce = keys.iv;
    nonce[11] ^= number;
    let mut text = frames.to_vec();
    let counter: [u8; 16] = [&nonce[..], &[0, 0, 0, 2]].concat().try_into().unwrap();
    ctr::Ctr32BE::<aes::Aes128>::new(&keys.key.into(), &counter.into()).apply_keystream(&mut text);
    text.extend([0; 16]);
    // The packet number has one byte, so that the sample begins three bytes into the text.
    let mut mask = aes::Block::clone_from_slice(&text[3..19]);
    aes::Aes128::new(&keys.header.into()).encrypt_block(&mut mask);
    [
        &[0xc0 | kind | mask[0] & 0x0f][..],
        &version.to_be_bytes(),
        &[u8::try_from(destination.len()).unwrap()],
        destination,
        &[0, 0],
        &varint16(text.len() + 1),
        &[number ^ mask[1]],
        &text,
    ]
    .concat()
}

fn crypto_frame(message: &[u8], from: usize, to: usize) -> Vec<u8> {
    [&[6][..], &varint16(from), &varint16(to - from), &message[from..to]].concat()
}

#[test]
fn a_hello_in_pieces_is_put_together() {
    let hello = Hello::example().message();
    let n = hello.len();
    for version in [1, keys::VERSION_2, 0xff00_001d, 0xff00_001b] {
        let first = [crypto_frame(&hello, 100, n), vec![0, 0, 1]].concat();
        let second = [crypto_frame(&hello, 20, 100), vec![0; 50], crypto_frame(&hello, 0, 30)].concat();
        // Both in one datagram, the second to another identifier: the keys stay.
        let datagram = [
            protect(version, &DESTINATION, 0, &first),
            protect(version, &DESTINATION, 1, &second),
        ]
        .concat();
        let mut state = State::new(version);
        state.push(true, &datagram);
        let (found, tls) = state.finish();
        let ja4 = tls.unwrap().ja4.unwrap();
        assert_eq!((found, &*ja4), (version, "q13d1516h2_8daaf6152771_e5627efa2ab1"));
    }
}

#[test]
fn other_keys_open_nothing() {
    let packet = hex(V1);
    let initial = Packet::parse(&packet).unwrap().initial.unwrap();
    let opened = (0..=255)
        .filter(|byte| {
            initial
                .open(&InitialSecret::new(1, &[*byte; 8]).unwrap().client())
                .is_some()
        })
        .count();
    assert_eq!(opened, 0);
}

#[test]
fn a_client_begins_again_after_retry() {
    let hello = Hello::example().message();
    let mut state = State::new(1);
    let half = crypto_frame(&hello, 0, 40);
    state.push(true, &protect(1, &DESTINATION, 0, &half));
    let retry = [&[0xf0, 0, 0, 0, 1, 0, 4][..], &[9; 4], &[1; 30]].concat();
    state.push(false, &retry);
    state.push(true, &protect(1, &[9; 4], 1, &crypto_frame(&hello, 0, hello.len())));
    assert_eq!(state.finish().1.unwrap().server_name.as_deref(), Some("example.org"));
}

#[test]
fn versions_are_told_from_noise() {
    assert_eq!(version(&hex(V1)), Some(1));
    assert_eq!(
        version(&[&[0x0d][..], &[1; 8], b"Q043", &[0; 30]].concat()),
        Some(u32::from_be_bytes(*b"Q043"))
    );
    let negotiation = [&[0x80, 0, 0, 0, 0, 0, 8][..], &[1; 8], &[0, 0, 0, 1, 0xff, 0, 0, 29]].concat();
    assert_eq!(version(&negotiation), Some(0));
    assert_eq!(version(&[0x80; 100]), None);
    assert_eq!(version(&[0xc0, 0, 0, 0, 1]), None);
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), version in any::<u32>()) {
        let mut state = State::new(version);
        state.push(true, &bytes);
        state.push(false, &bytes);
        state.finish();
    }

    #[test]
    fn no_frames_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        frame::are_frames(&bytes, true);
        prop_assert!(frame::crypto(&bytes).count() <= bytes.len());
        let mut state = State::new(1);
        state.push(true, &protect(1, &DESTINATION, 0, &[&bytes[..], &[0; 4]].concat()));
        state.finish();
    }
}
