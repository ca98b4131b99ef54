//! Any bytes, in any chunks, give packets or an error, and every packet lies within its frame.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wiresift_capture::{ByteOrder, CaptureOptions, CaptureReader, LinkType, Packet, decode};

fuzz_target!(|data: (u8, u16, &[u8])| {
    let (chunk, link_type, bytes) = data;
    let options = CaptureOptions {
        max_inflated_bytes: 1 << 22,
        ..CaptureOptions::default()
    };
    let mut reader = CaptureReader::new(options);
    let mut sink = |packet: Packet<'_>| {
        if let Ok(ip) = &packet.ip {
            assert!(ip.payload.len() <= ip.payload_len as usize);
            assert!(ip.payload.len() <= packet.frame.len());
        }
    };
    for chunk in bytes.chunks(usize::from(chunk) + 1) {
        if reader.push(chunk, &mut sink).is_err() {
            break;
        }
    }
    let report = reader.finish(&mut sink);
    let n_undecoded: u64 = report.undecoded.iter().map(|count| count.n_packets).sum();
    assert_eq!(report.n_ip_packets + n_undecoded, report.n_packets);
    // Without a file around it, so that the fuzzer gets at the headers directly.
    if let Err(undecoded) = decode(LinkType(link_type), ByteOrder::Little, bytes, 0) {
        assert!(undecoded.offset as usize <= bytes.len());
    }
});
