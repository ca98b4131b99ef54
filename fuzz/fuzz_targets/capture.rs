//! Any bytes give packets or an error; the chunks they come in make no difference, and every packet is accounted for.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wiresift_capture::{CaptureError, CaptureOptions, CaptureReader, CaptureReport, Packet};

fuzz_target!(|data: (u8, &[u8])| {
    let (chunk, bytes) = data;
    let in_chunks = read(bytes, usize::from(chunk) + 1);
    let at_once = read(bytes, bytes.len().max(1));
    assert_eq!(in_chunks.n_packets, at_once.n_packets);
    // How much of damaged gzip was taken in depends on where the chunks end.
    let is_corrupt = |report: &CaptureReport| matches!(report.error, Some(CaptureError::CorruptGzip { .. }));
    assert!(in_chunks.error == at_once.error || is_corrupt(&in_chunks) && is_corrupt(&at_once));
    if at_once.error.is_none() {
        assert_eq!(in_chunks, at_once);
    }
});

fn read(bytes: &[u8], chunk_bytes: usize) -> CaptureReport {
    // As small as the inputs are, so that the limits are met.
    let options = CaptureOptions {
        max_frame_bytes: 1 << 10,
        max_block_bytes: 1 << 11,
        max_interfaces: 4,
        max_inflated_bytes: 1 << 22,
        ..CaptureOptions::default()
    };
    let mut reader = CaptureReader::new(options);
    let mut n_packets = 0;
    let mut sink = |packet: Packet<'_>| {
        n_packets += 1;
        assert!(packet.frame.len() <= 1 << 10);
        assert!(packet.number >= n_packets);
        if let Ok(ip) = &packet.ip {
            assert!(ip.payload.len() <= packet.frame.len());
        }
        let _ = packet.arp();
    };
    for chunk in bytes.chunks(chunk_bytes) {
        if reader.push(chunk, &mut sink).is_err() {
            break;
        }
    }
    let report = reader.finish(&mut sink);
    assert_eq!(report.n_packets, n_packets);
    let n_undecoded: u64 = report.undecoded.iter().map(|count| count.n_packets).sum();
    assert_eq!(report.n_ip_packets + n_undecoded, report.n_packets);
    assert_eq!(
        report.link_types.iter().map(|count| count.n_packets).sum::<u64>(),
        report.n_packets
    );
    report
}
