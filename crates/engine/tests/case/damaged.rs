//! Cases from strangers: any bytes give an error or a session that answers.

use std::io::{Cursor, Write};
use std::sync::OnceLock;

use proptest::prelude::*;
use wiresift_engine::Session;
use wiresift_engine::case::{CaseFile, Piece, Pieces};
use wiresift_engine::message::{ErrorKind, TableSlot};

use crate::support::{mark, open_table, score_test, see, table_session};
use wiresift_engine::message::Judgement;

const PIECES: [Piece; 4] = [Piece::Notes, Piece::Training, Piece::Test, Piece::Version(1)];

/// A case with something of everything.
fn pieces() -> &'static Pieces {
    static PIECES: OnceLock<Pieces> = OnceLock::new();
    PIECES.get_or_init(|| {
        let mut session = table_session();
        open_table(&mut session, TableSlot::Test, 100, 3);
        score_test(&mut session);
        mark(&mut session, &[3, 9], Judgement::TruePositive, true);
        session.save_all().unwrap()
    })
}

fn capture() -> &'static Pieces {
    static PIECES: OnceLock<Pieces> = OnceLock::new();
    PIECES.get_or_init(|| crate::support::capture_session().save_all().unwrap())
}

/// Whether the case is refused as a bad file; else it has to answer.
fn is_refused(pieces: &Pieces) -> bool {
    match Session::restore(pieces) {
        Err(report) => {
            assert_ne!(report.kind, ErrorKind::Bug, "{report:?}");
            true
        }
        Ok(mut restored) => {
            see(&mut restored.session);
            restored.session.save_all().unwrap();
            false
        }
    }
}

#[test]
fn every_prefix_of_a_piece_is_refused_or_left_out() {
    for &piece in pieces().keys() {
        let bytes = &pieces()[&piece];
        let step = (bytes.len() / 200).max(1);
        for len in (0..bytes.len()).step_by(step) {
            let mut cut = pieces().clone();
            cut.insert(piece, bytes[..len].to_vec());
            match Session::restore(&cut) {
                Err(report) => assert_eq!(report.kind, ErrorKind::BadFile, "{report:?}"),
                Ok(restored) => {
                    assert_eq!(piece, Piece::Version(1), "{len} bytes");
                    assert_eq!(restored.warnings.len(), 1);
                }
            }
        }
    }
}

#[test]
fn pieces_of_different_cases_do_not_mix() {
    let mut mixed = pieces().clone();
    mixed.insert(Piece::Version(1), capture()[&Piece::Version(1)].clone());
    let restored = Session::restore(&mixed).unwrap();
    assert!(
        restored.warnings[0].starts_with("The result is left out."),
        "{:?}",
        restored.warnings
    );
    for piece in [Piece::Notes, Piece::Training] {
        let mut mixed = pieces().clone();
        mixed.insert(piece, capture()[&piece].clone());
        assert!(is_refused(&mixed), "{piece:?}");
    }
}

#[test]
fn another_version_is_said_to_be_one() {
    let mut newer = pieces().clone();
    newer.get_mut(&Piece::Training).unwrap()[9] = 200;
    let report = Session::restore(&newer).err().unwrap();
    assert!(report.message.contains("version 200"), "{report:?}");
    let mut newer = pieces().clone();
    newer.get_mut(&Piece::Version(1)).unwrap()[9] = 200;
    let restored = Session::restore(&newer).unwrap();
    assert!(restored.warnings[0].contains("version 200"), "{:?}", restored.warnings);
    assert!(!restored.session.outline().unwrap().has_result);
}

#[test]
fn a_case_without_a_table_is_none() {
    assert!(is_refused(&Pieces::new()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn flipped_bytes_do_no_harm(
        of_capture: bool,
        piece in 0_usize..4,
        flips in prop::collection::vec((any::<prop::sample::Index>(), 1_u8..), 1..6),
    ) {
        let mut damaged = if of_capture { capture() } else { pieces() }.clone();
        if let Some(bytes) = damaged.get_mut(&PIECES[piece]) {
            for (at, flip) in flips {
                let at = at.index(bytes.len());
                bytes[at] ^= flip;
            }
        }
        is_refused(&damaged);
    }

    #[test]
    fn flipped_bytes_near_the_start_do_no_harm(
        piece in 0_usize..4,
        flips in prop::collection::vec((11_usize..600, 1_u8..), 1..4),
    ) {
        let mut damaged = pieces().clone();
        let bytes = damaged.get_mut(&PIECES[piece]).unwrap();
        for (at, flip) in flips {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= flip;
            }
        }
        is_refused(&damaged);
    }

    #[test]
    fn a_damaged_file_is_refused(at in any::<prop::sample::Index>(), flip in 1_u8..) {
        let mut bytes = file();
        let at = at.index(bytes.len());
        bytes[at] ^= flip;
        if let Ok(read) = CaseFile::read(&bytes) {
            prop_assert_eq!(&read.pieces, pieces());
        }
    }
}

fn file() -> Vec<u8> {
    static FILE: OnceLock<Vec<u8>> = OnceLock::new();
    let write = || {
        let file = CaseFile {
            name: "a".to_owned(),
            created: 0.0,
            is_pseudonymised: false,
            pieces: pieces().clone(),
        };
        file.write().unwrap()
    };
    FILE.get_or_init(write).clone()
}

/// A zip of these entries.
fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn other_files_are_no_cases() {
    let index = |body: &str| zip(&[("case.json", body.as_bytes())]);
    for (bytes, expected) in [
        (b"not a zip".to_vec(), "no case"),
        (zip(&[("letter.txt", b"hello")]), "no case"),
        (index("{"), "no case"),
        (
            index(r#"{"format":"other","version":1,"name":"","created":0,"pseudonymised":false,"pieces":[]}"#),
            "no case",
        ),
        (
            index(r#"{"format":"wiresift-case","version":9,"name":"","created":0,"pseudonymised":false,"pieces":[]}"#),
            "version 9",
        ),
        (index(&" ".repeat(1 << 20)), "more than"),
    ] {
        let message = CaseFile::read(&bytes).unwrap_err().to_string();
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn a_changed_piece_is_told_by_its_digest() {
    let index = r#"{"format":"wiresift-case","version":1,"name":"x","created":0,"pseudonymised":false,
        "pieces":[{"name":"notes","bytes":2,"sha256":"00"}]}"#;
    let bytes = zip(&[("case.json", index.as_bytes()), ("notes", b"{}")]);
    let message = CaseFile::read(&bytes).unwrap_err().to_string();
    assert!(message.contains("changed or damaged"), "{message}");
}
