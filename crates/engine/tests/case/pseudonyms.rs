//! Pseudonymised cases: the same result, and nobody to be recognised in it.

use std::collections::BTreeSet;
use std::net::IpAddr;

use wiresift_engine::Session;
use wiresift_engine::case::Pieces;
use wiresift_engine::case::pseudonym::{CryptoPan, KEY_BYTES, pseudonymise};
use wiresift_engine::message::Judgement;

use crate::support::{Seen, capture_session, mark, see};

const KEY: [u8; KEY_BYTES] = *b"only of this test, and no secret";

fn both() -> (Seen, Seen, Pieces) {
    let mut session = capture_session();
    mark(&mut session, &[0, 1], Judgement::TruePositive, true);
    let pieces = session.save_all().unwrap();
    let replaced = pseudonymise(&pieces, &KEY).unwrap();
    let restored = Session::restore(&replaced).unwrap();
    assert!(restored.warnings.is_empty());
    let mut after = restored.session;
    (see(&mut session), see(&mut after), replaced)
}

fn column(seen: &Seen, name: &str) -> Vec<String> {
    let at = seen.overviews[0]
        .columns
        .iter()
        .position(|column| column.name == name)
        .unwrap();
    seen.rows[0].iter().map(|row| row.cells[at].clone()).collect()
}

#[test]
fn nothing_of_an_address_or_a_name_is_left_and_the_result_is_the_same() {
    let (before, after, pieces) = both();
    assert_eq!(before.summaries[0].n_anomalies, after.summaries[0].n_anomalies);
    assert_eq!(before.summaries[0].metrics, after.summaries[0].metrics);
    for (a, b) in before.rows[0].iter().zip(&after.rows[0]) {
        assert_eq!((a.row, a.verdict), (b.row, b.verdict));
    }
    let mut secrets: BTreeSet<String> = BTreeSet::new();
    for name in ["id.orig_h", "id.resp_h", "server_name"] {
        secrets.extend(column(&before, name));
    }
    let talkers = &before.overviews[0].capture.as_ref().unwrap().talkers;
    secrets.extend(talkers.iter().map(|talker| talker.address.clone()));
    secrets.extend(["10.1.2.3", "intranet.example", "sample.pcap"].map(str::to_owned));
    secrets.remove("");
    assert!(secrets.len() > 100, "{}", secrets.len());
    let uids: BTreeSet<String> = column(&before, "uid").into_iter().collect();
    assert!(column(&after, "uid").iter().all(|uid| !uids.contains(uid)));
    let bytes: Vec<u8> = pieces.values().flatten().copied().collect();
    for secret in secrets {
        let is_there = memchr::memmem::find(&bytes, secret.as_bytes()).is_some();
        assert!(!is_there, "{secret}");
    }
    assert!(memchr::memmem::find(&bytes, &KEY).is_none());
}

#[test]
fn every_flow_has_the_pseudonyms_of_its_ends() {
    let (before, after, _) = both();
    let scheme = CryptoPan::new(&KEY);
    for name in ["id.orig_h", "id.resp_h"] {
        for (a, b) in column(&before, name).iter().zip(column(&after, name)) {
            let address: IpAddr = a.parse().unwrap();
            assert_eq!(scheme.address(address).to_string(), b);
        }
    }
    let labels = |seen: &Seen| column(seen, "label");
    assert_eq!(labels(&before), labels(&after), "labels keep their words");
    let sentence = &after.details[0].flow.as_ref().unwrap().sentence;
    assert!(sentence.contains(&column(&after, "id.orig_h")[0]), "{sentence}");
}
