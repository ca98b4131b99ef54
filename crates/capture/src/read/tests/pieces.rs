//! The same file in other pieces gives the same packets; a cut one gives the first of them.

use proptest::collection::vec;
use proptest::prelude::*;

use super::build::{Writer, gzip, mixed_pcapng, read, read_in};
use crate::{ByteOrder, CaptureOptions, CaptureReport};

fn order() -> impl Strategy<Value = ByteOrder> {
    prop_oneof![Just(ByteOrder::Little), Just(ByteOrder::Big)]
}

type Frames = Vec<(u32, u32, Vec<u8>)>;

fn frames() -> impl Strategy<Value = Frames> {
    vec((any::<u32>(), 0_u32..1_000_000, vec(any::<u8>(), 0..90)), 0..20)
}

fn pcap(order: ByteOrder, frames: &Frames) -> Vec<u8> {
    let header = Writer::new(order).pcap_header(0xa1b2_c3d4, 4, 1);
    let file = frames.iter().fold(header, |file, (secs, micros, frame)| {
        file.pcap_record(*secs, *micros, frame)
    });
    file.bytes
}

fn pcapng(order: ByteOrder, frames: &Frames) -> Vec<u8> {
    let header = Writer::new(order).section().interface(1, 0, |body| body);
    let file = frames.iter().fold(header, |file, (secs, micros, frame)| {
        file.enhanced(0, u64::from(*secs) * 1_000_000 + u64::from(*micros), frame, |body| body)
    });
    file.bytes
}

proptest! {
    #[test]
    fn what_was_written_is_read(order in order(), frames in frames()) {
        for file in [pcap(order, &frames), pcapng(order, &frames)] {
            let (seen, report) = read(&file);
            prop_assert_eq!(report.error, None);
            let seen: Frames = seen.into_iter().map(|seen| {
                let micros = seen.nanos / 1_000;
                let part = |number| u32::try_from(number).unwrap();
                (part(micros / 1_000_000), part(micros % 1_000_000), seen.frame)
            }).collect();
            prop_assert_eq!(&seen, &frames);
        }
    }

    #[test]
    fn pieces_do_not_matter(order in order(), frames in frames(), sizes in vec(1_usize..60, 1..10)) {
        for file in [pcap(order, &frames), pcapng(order, &frames), mixed_pcapng()] {
            for file in [gzip(&file), file] {
                prop_assert_eq!(read_in(&file, &sizes, CaptureOptions::default()), read(&file));
            }
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(
        mut file in prop_oneof![Just(mixed_pcapng()), frames().prop_map(|frames| pcap(ByteOrder::Big, &frames))],
        changes in vec((any::<prop::sample::Index>(), any::<u8>()), 1..20),
        size in 1_usize..80,
    ) {
        for (at, byte) in changes {
            let at = at.index(file.len());
            file[at] = byte;
        }
        let (seen, mut report) = read_in(&file, &[size], CaptureOptions::default());
        let (expected, mut expected_report) = read(&file);
        if report.error.is_some() {
            // The piece that holds the damage is counted whole, and the pieces differ.
            (report.n_bytes, expected_report.n_bytes) = (0, 0);
        }
        prop_assert_eq!((seen, report), (expected, expected_report));
    }
}

/// But for what the end of the file says.
fn bytes(report: &CaptureReport) -> (u64, u64, bool) {
    (report.n_bytes, report.cut_tail_bytes, report.is_gzip_cut)
}

#[test]
fn a_cut_file_gives_the_first_packets() {
    let file = mixed_pcapng();
    let whole = read(&file).0;
    for n in 0..file.len() {
        let (seen, report) = read(&file[..n]);
        assert_eq!(seen, whole[..seen.len()], "{n} bytes");
        assert_eq!(report.n_bytes, n as u64);
        assert_eq!(report.error.is_some(), n < 28, "{n} bytes: {:?}", report.error);
    }
    let last_block = 32 + 4;
    let n = file.len() - 1;
    assert_eq!(bytes(&read(&file[..n]).1), (n as u64, last_block - 1, false));
}

#[test]
fn a_cut_that_falls_into_what_is_passed_over_is_told() {
    let file = Writer::new(ByteOrder::Little)
        .section()
        .block(10, |body| body.raw(&[0; 80]))
        .bytes;
    for chunk in [1, 1_000] {
        let report = read_in(&file[..file.len() - 30], &[chunk], CaptureOptions::default()).1;
        assert_eq!(report.cut_tail_bytes, 92 - 30);
    }
}

#[test]
fn cut_gzip_gives_what_there_is() {
    let file = mixed_pcapng();
    let whole = read(&file).0;
    let zipped = gzip(&file);
    for n in 2..zipped.len() {
        let (seen, report) = read(&zipped[..n]);
        assert_eq!(seen, whole[..seen.len()], "{n} bytes");
        assert!(report.is_gzip_cut, "{n} bytes");
    }
    assert!(!read(&zipped).1.is_gzip_cut);
}
