//! Reports of the sample capture: every format tells its incidents, none tells an address that was replaced, packets are all there.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::LazyLock;

use wiresift_capture::{CaptureOptions, CaptureReader};
use wiresift_engine::message::{
    Filter, IncidentAction, PacketChoice, PacketExport, ReportFormat, ReportOptions, ReportScope, RowQuery, SortKey,
    TableSlot, TrainingSettings,
};
use wiresift_engine::work::{self, Lane};
use wiresift_engine::{Opening, Session};
use wiresift_scenario::sample;
use wiresift_table::sample::sample_table_csv;

const SLOT: TableSlot = TableSlot::Training;
const KEY: [u8; 32] = *b"only of this test, and no secret";
const NAME: &str = "secret-office.pcap";

static CAPTURE: LazyLock<Vec<u8>> = LazyLock::new(|| sample(0).pcap);

fn opened(name: &str, bytes: &[u8]) -> Session {
    let mut session = Session::default();
    let mut opening = Opening::new(name, bytes.len() as u64);
    opening.push(bytes).unwrap();
    session.insert(SLOT, opening.finish().unwrap());
    session
}

fn trained(name: &str, bytes: &[u8]) -> Session {
    let mut session = opened(name, bytes);
    let settings = TrainingSettings {
        autoencoder: None,
        local_outlier_factor: None,
        min_votes: 1,
        ..TrainingSettings::default()
    };
    let mut run = session.train(&settings, |_| 1).unwrap();
    while let Some((id, task)) = run.schedule.next_task(&[Lane::Compute]) {
        let output = work::run(&task, &run.matrices, &mut |_| ControlFlow::Continue(()));
        run.schedule.complete(id, output.unwrap());
    }
    session.conclude(run).unwrap();
    session
}

fn options(format: ReportFormat) -> ReportOptions {
    ReportOptions {
        format,
        scope: ReportScope::All,
        incident: None,
        filter: Filter::default(),
        pseudonymise: false,
        at: 1.8e9,
    }
}

fn text(session: &mut Session, options: &ReportOptions) -> String {
    String::from_utf8(session.write_report(SLOT, options, &KEY).unwrap().1).unwrap()
}

fn column(session: &mut Session, name: &str) -> Vec<String> {
    let overview = session.look().unwrap().swap_remove(0).1;
    let column = overview.columns.iter().position(|column| column.name == name).unwrap();
    let mut values = Vec::new();
    for offset in (0..overview.n_rows).step_by(1_000) {
        let query = RowQuery {
            anomalies_only: false,
            filter: Filter::default(),
            sort: SortKey::Row,
            descending: false,
            offset,
            limit: 1_000,
            columns: vec![u32::try_from(column).unwrap()],
        };
        let page = session.rows(SLOT, &query).unwrap();
        values.extend(page.rows.into_iter().map(|row| row.cells[0].clone()));
    }
    values
}

#[test]
fn every_format_tells_the_incidents() {
    let mut session = trained(NAME, &CAPTURE);
    let incidents = session.incidents(SLOT, IncidentAction::Look).unwrap().0.all;
    assert!(incidents.len() > 3);
    for format in ReportFormat::ALL {
        let (name, _) = session.write_report(SLOT, &options(format), &KEY).unwrap();
        assert_eq!(name, format!("secret-office-{}", format.ending()));
        let written = text(&mut session, &options(format));
        for incident in &incidents {
            assert!(
                written.contains(&incident.title),
                "{}: {}",
                format.name(),
                incident.title
            );
        }
    }
}

#[test]
fn scope_filter_and_incident_choose() {
    let mut session = trained(NAME, &CAPTURE);
    let all = session.findings(SLOT, &options(ReportFormat::Json)).unwrap();
    assert!(all.anomalies.len() > 50 && all.n_left_out == 0);
    assert!(all.anomalies[..50].iter().all(|anomaly| !anomaly.reasons.is_empty()));
    assert!(all.anomalies.iter().all(|anomaly| anomaly.flow.is_some()));

    let scoped = |scope| ReportOptions {
        scope,
        ..options(ReportFormat::Json)
    };
    let incidents = session.findings(SLOT, &scoped(ReportScope::Incidents)).unwrap();
    assert_eq!(
        (incidents.incidents.len(), incidents.anomalies.len()),
        (all.incidents.len(), 0)
    );
    let anomalies = session.findings(SLOT, &scoped(ReportScope::Anomalies)).unwrap();
    assert_eq!(
        (anomalies.incidents.len(), anomalies.anomalies.len()),
        (0, all.anomalies.len())
    );

    let one = ReportOptions {
        incident: Some(2),
        ..options(ReportFormat::Json)
    };
    let one = session.findings(SLOT, &one).unwrap();
    assert_eq!(one.incidents.len(), 1);
    assert!(one.anomalies.iter().all(|anomaly| anomaly.incident == Some(2)));
    assert_eq!(one.n_anomalies, one.incidents[0].n_anomalies);

    let filtered = ReportOptions {
        filter: Filter {
            time: None,
            expression: "incident == 1".to_owned(),
        },
        ..options(ReportFormat::Json)
    };
    let filtered = session.findings(SLOT, &filtered).unwrap();
    assert_eq!(
        filtered
            .incidents
            .iter()
            .map(|incident| incident.number)
            .collect::<Vec<_>>(),
        [1]
    );

    let none = ReportOptions {
        incident: Some(9_999),
        ..options(ReportFormat::Json)
    };
    assert!(session.findings(SLOT, &none).unwrap_err().message.contains("9999"));
}

#[test]
fn pseudonymised_reports_hold_no_address_and_no_name() {
    let mut session = trained(NAME, &CAPTURE);
    let mut secrets: BTreeSet<String> = BTreeSet::from(["secret-office".to_owned()]);
    for name in ["id.orig_h", "id.resp_h", "server_name"] {
        secrets.extend(column(&mut session, name));
    }
    secrets.remove("");
    assert!(secrets.len() > 100);
    for format in ReportFormat::ALL {
        let plain = text(&mut session, &options(format));
        let hidden = ReportOptions {
            pseudonymise: true,
            ..options(format)
        };
        let hidden = text(&mut session, &hidden);
        let words = |text: &str| -> BTreeSet<String> {
            let between = |letter: char| !(letter.is_ascii_alphanumeric() || ".:_-".contains(letter));
            let words = text.split(between).map(|word| word.trim_matches(['.', ':', '-']));
            // An address with its port is an address.
            let hosts = words.clone().filter_map(|word| Some(word.rsplit_once(':')?.0));
            words.chain(hosts).map(str::to_owned).collect()
        };
        let (before, after) = (words(&plain), words(&hidden));
        assert!(secrets.iter().any(|secret| before.contains(secret)));
        let left: Vec<&String> = secrets.iter().filter(|secret| after.contains(*secret)).collect();
        assert!(left.is_empty(), "{}: {left:?}", format.name());
    }
}

fn packets(session: &Session, choice: &PacketChoice) -> PacketExport {
    let mut search = session
        .search_packets(SLOT, choice, (NAME, CAPTURE.len() as u64))
        .unwrap();
    for chunk in CAPTURE.chunks(70_000) {
        search.push(chunk);
    }
    assert!(!search.is_done());
    search.finish().unwrap()
}

fn n_packets(file: &[u8]) -> u64 {
    let mut reader = CaptureReader::new(CaptureOptions::default());
    reader.push(file, &mut |_| {}).unwrap();
    reader.finish(&mut |_| {}).n_packets
}

/// The packets of each incident are as many as the rows say, and nothing but them.
#[test]
fn packets_are_those_of_the_chosen_flows() {
    let mut session = trained(NAME, &CAPTURE);
    let sums = |session: &mut Session, name: &str| column(session, name);
    let sent = sums(&mut session, "orig_packets");
    let received = sums(&mut session, "resp_packets");
    let incidents = session.findings(SLOT, &options(ReportFormat::Json)).unwrap();
    for incident in incidents.incidents.iter().take(5) {
        let choice = PacketChoice {
            incident: Some(incident.number),
            filter: Filter::default(),
        };
        let found = packets(&session, &choice);
        let rows = rows(&mut session, &format!("incident == {}", incident.number));
        let count = |row: &u32| -> f64 {
            let at = *row as usize;
            sent[at].parse::<f64>().unwrap() + received[at].parse::<f64>().unwrap()
        };
        let expected: f64 = rows.iter().map(count).sum();
        assert_eq!(found.n_packets.to_string(), expected.to_string(), "{}", incident.title);
        assert_eq!(found.n_packets, n_packets(&found.bytes));
        assert_eq!(found.n_flows, incident.n_rows);
        assert_eq!(
            found.file_name,
            format!("secret-office-incident-{}.pcap", incident.number)
        );
    }
    let anomalies = packets(&session, &PacketChoice::default());
    assert_eq!(anomalies.n_flows, incidents.n_anomalies);
}

fn rows(session: &mut Session, expression: &str) -> Vec<u32> {
    let query = RowQuery {
        anomalies_only: false,
        filter: Filter {
            time: None,
            expression: expression.to_owned(),
        },
        sort: SortKey::Row,
        descending: false,
        offset: 0,
        limit: 1_000,
        columns: Vec::new(),
    };
    let page = session.rows(SLOT, &query).unwrap();
    let mut rows: Vec<u32> = page.rows.iter().map(|row| row.row).collect();
    for offset in (1_000..page.n_total).step_by(1_000) {
        let page = session
            .rows(
                SLOT,
                &RowQuery {
                    offset,
                    ..query.clone()
                },
            )
            .unwrap();
        rows.extend(page.rows.iter().map(|row| row.row));
    }
    rows
}

#[test]
fn another_file_is_not_searched() {
    let session = trained(NAME, &CAPTURE);
    let choice = PacketChoice {
        incident: Some(1),
        filter: Filter::default(),
    };
    for file in [("other.pcap", CAPTURE.len() as u64), (NAME, 3)] {
        let Err(report) = session.search_packets(SLOT, &choice, file) else {
            panic!("{file:?} was taken");
        };
        assert!(report.message.contains("no longer at hand"));
    }
    // Of the right name and size, but not what was read.
    let mut search = session
        .search_packets(SLOT, &choice, (NAME, CAPTURE.len() as u64))
        .unwrap();
    search.push(b"not a capture");
    assert!(search.finish().is_err());
}

#[test]
fn a_table_without_hosts_has_a_report_and_no_packets() {
    let table = sample_table_csv(400, 0.15, 0);
    let mut session = trained("kdd.csv", table.as_bytes());
    for format in ReportFormat::ALL {
        let written = text(&mut session, &options(format));
        assert!(!written.is_empty());
    }
    let choice = PacketChoice::default();
    assert!(
        session
            .search_packets(SLOT, &choice, ("kdd.csv", table.len() as u64))
            .is_err()
    );
}

#[test]
fn what_was_not_trained_has_its_named_incidents() {
    let mut session = opened(NAME, &CAPTURE);
    let findings = session.findings(SLOT, &options(ReportFormat::Html)).unwrap();
    assert!(findings.training.is_none() && findings.anomalies.is_empty());
    assert!(findings.incidents.iter().any(|incident| incident.is_named));
}
