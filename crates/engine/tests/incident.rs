//! Incidents of whole captures and tables: named, numbered, muted, judged.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::ops::ControlFlow;

use wiresift_engine::message::{
    Filter, Incident, IncidentAction, IncidentStatus, Incidents, MutePreview, MuteScope, RowQuery, SortKey, TableSlot,
    Threat, TrainingSettings,
};
use wiresift_engine::work::{self, Lane};
use wiresift_engine::{Opening, Session};
use wiresift_scenario::sample;
use wiresift_table::sample::sample_table_csv;

const SLOT: TableSlot = TableSlot::Training;

fn open(session: &mut Session, name: &str, bytes: &[u8]) {
    let mut opening = Opening::new(name, bytes.len() as u64);
    opening.push(bytes).unwrap();
    session.insert(SLOT, opening.finish().unwrap());
}

fn train(session: &mut Session) {
    let settings = TrainingSettings {
        autoencoder: None,
        ..TrainingSettings::default()
    };
    let mut run = session.train(&settings, |_| 1).unwrap();
    while let Some((id, task)) = run.schedule.next_task(&[Lane::Compute]) {
        let output = work::run(&task, &run.matrices, &mut |_| ControlFlow::Continue(()));
        run.schedule.complete(id, output.unwrap());
    }
    session.conclude(run).unwrap();
}

fn sampled() -> Session {
    let mut session = Session::default();
    open(&mut session, "sample.pcap", &sample(0).pcap);
    train(&mut session);
    session
}

fn act(session: &mut Session, action: IncidentAction) -> Incidents {
    session.incidents(SLOT, action).unwrap().0
}

fn look(session: &mut Session) -> Incidents {
    act(session, IncidentAction::Look)
}

/// How many rows pass a filter, and the first of them.
fn rows(session: &mut Session, expression: &str) -> (u64, u32) {
    let query = RowQuery {
        anomalies_only: false,
        filter: Filter {
            time: None,
            expression: expression.to_owned(),
        },
        sort: SortKey::Row,
        descending: false,
        offset: 0,
        limit: 1,
        columns: Vec::new(),
    };
    let page = session.rows(SLOT, &query).unwrap();
    (page.n_total, page.rows[0].row)
}

fn preview(session: &mut Session, row: u32, scope: MuteScope) -> MutePreview {
    let answer = session.incidents(SLOT, IncidentAction::Preview { row, scope });
    answer.unwrap().1.unwrap()
}

fn named<'a>(incidents: &'a Incidents, kind: &str) -> &'a Incident {
    incidents.all.iter().find(|incident| incident.kind == kind).unwrap()
}

#[test]
fn the_samples_attacks_come_first_and_are_named() {
    let incidents = look(&mut sampled());
    let mut first: Vec<&str> = incidents
        .all
        .iter()
        .take(6)
        .map(|incident| incident.kind.as_str())
        .collect();
    first.sort_unstable();
    assert_eq!(
        first,
        [
            "DNS tunnel",
            "SYN flood",
            "beacon",
            "brute force",
            "exfiltration",
            "port scan"
        ]
    );
    let scan = named(&incidents, "port scan");
    assert!(
        scan.title
            .starts_with("192.168.10.67 tried 1,000 ports on 192.168.10.20 in ")
    );
    assert_eq!(scan.technique.as_ref().unwrap().id, "T1046");
    assert_eq!(scan.hosts, ["192.168.10.67", "192.168.10.20"]);
    assert!(scan.n_anomalies > 0 && scan.n_anomalies <= scan.n_rows);
    let others = incidents.all.iter().skip(6);
    assert!(
        others.clone().all(|incident| incident.threat == Threat::Low),
        "{incidents:#?}"
    );
}

#[test]
fn every_number_leads_to_its_rows() {
    let mut session = sampled();
    let incidents = look(&mut session);
    let mut n_anomalies = incidents.n_left_over;
    for incident in &incidents.all {
        let (n_rows, _) = rows(&mut session, &incident.expression);
        assert_eq!(n_rows, incident.n_rows, "{}", incident.title);
        n_anomalies += incident.n_anomalies;
    }
    assert_eq!(n_anomalies, incidents.n_anomalies, "every anomaly is in one incident");
}

#[test]
fn muting_hides_what_was_foretold_and_can_be_taken_back() {
    let mut session = sampled();
    let before = look(&mut session);
    let expression = named(&before, "brute force").expression.clone();
    let (_, row) = rows(&mut session, &expression);
    let foretold = preview(&mut session, row, MuteScope::PairOnPort);
    assert_eq!(foretold.gone.len(), 1, "{foretold:?}");
    assert!(foretold.gone[0].contains("logged in to port 22"));
    assert_eq!(look(&mut session), before, "looking changes nothing");
    let mute = IncidentAction::Mute {
        name: foretold.name,
        expression: foretold.expression,
        at: 1.0,
    };
    let after = act(&mut session, mute);
    assert!(after.all.iter().all(|incident| incident.kind != "brute force"));
    assert_eq!(after.n_muted, foretold.n_rows);
    assert_eq!(after.n_anomalies + foretold.n_anomalies, before.n_anomalies);
    assert_eq!(after.rules[0].n_rows, Some(foretold.n_rows));
    let rule = after.rules[0].id;
    assert_eq!(act(&mut session, IncidentAction::Unmute { rule }), before);
}

#[test]
fn rules_hold_for_what_is_opened_later() {
    let mut session = Session::default();
    let rule = |expression: &str| IncidentAction::Mute {
        name: "the scanner".to_owned(),
        expression: expression.to_owned(),
        at: 1.0,
    };
    open(&mut session, "sample.pcap", &sample(0).pcap);
    act(&mut session, rule("ip.src == 192.168.10.67"));
    // It cannot ask for what follows from it.
    act(&mut session, rule("incident == 1"));
    assert!(session.incidents(SLOT, rule("ip.src ==")).is_err());
    assert!(session.incidents(SLOT, rule(" ")).is_err());
    open(&mut session, "sample.pcap", &sample(1).pcap);
    let incidents = look(&mut session);
    assert!(incidents.all.iter().all(|incident| incident.kind != "port scan"));
    assert!(incidents.rules[0].n_rows > Some(1_000));
    assert_eq!(incidents.rules[1].n_rows, None);
    open(&mut session, "table.csv", b"a,b\n1,2\n2,3\n");
    assert_eq!(look(&mut session).rules[0].n_rows, None, "the table has no addresses");
}

#[test]
fn what_was_said_of_an_incident_outlives_a_training() {
    let mut session = sampled();
    let incidents = look(&mut session);
    let flood = named(&incidents, "SYN flood").number;
    let status = |incidents: Vec<u32>, status| IncidentAction::SetStatus { incidents, status };
    let after = act(&mut session, status(vec![flood], IncidentStatus::Dismissed));
    assert_eq!(after.all.last().unwrap().number, flood, "dismissed ones come last");
    act(&mut session, status(vec![1], IncidentStatus::Confirmed));
    train(&mut session);
    let again = look(&mut session);
    assert_eq!(named(&again, "SYN flood").status, IncidentStatus::Dismissed);
    assert!(
        session
            .incidents(SLOT, status(vec![10_000], IncidentStatus::New))
            .is_err()
    );
    assert!(session.incidents(SLOT, status(vec![0], IncidentStatus::New)).is_err());
}

#[test]
fn a_table_without_hosts_has_groups_by_kind_of_traffic() {
    let mut session = Session::default();
    open(&mut session, "sample.csv", sample_table_csv(2_000, 0.05, 0).as_bytes());
    train(&mut session);
    let incidents = look(&mut session);
    assert!(!incidents.all.is_empty());
    assert!(incidents.all.iter().all(|incident| incident.hosts.is_empty()));
    let by_kind = incidents.all.iter().find(|incident| !incident.is_named).unwrap();
    assert!(by_kind.title.contains(" with flag "), "{}", by_kind.title);
    let preview = IncidentAction::Preview {
        row: 0,
        scope: MuteScope::Pair,
    };
    assert!(
        session
            .incidents(SLOT, preview)
            .unwrap_err()
            .message
            .contains("names no hosts")
    );
}

#[test]
fn what_is_said_of_incidents_comes_back_with_the_case_and_a_row_leads_to_its_own() {
    let mut session = sampled();
    let scan = named(&look(&mut session), "port scan").clone();
    let why = session.explain(SLOT, scan.row).unwrap().incident.unwrap();
    assert_eq!(
        (why.number, &why.title, why.status),
        (scan.number, &scan.title, IncidentStatus::New)
    );
    assert_eq!(why.technique.unwrap().id, "T1046");
    assert!(!why.reasons.is_empty());
    act(
        &mut session,
        IncidentAction::SetStatus {
            incidents: vec![scan.number],
            status: IncidentStatus::Confirmed,
        },
    );
    let pieces = session.save_all().unwrap();
    let mut back = Session::restore(&pieces).unwrap().session;
    assert_eq!(named(&look(&mut back), "port scan").status, IncidentStatus::Confirmed);

    // In a pseudonymised copy the word stays with the host's pseudonym, and no address is left in the notes.
    let replaced = wiresift_engine::case::pseudonym::pseudonymise(&pieces, &[7; 32]).unwrap();
    let notes = String::from_utf8_lossy(&replaced[&wiresift_engine::case::Piece::Notes]).into_owned();
    assert!(!notes.contains(&scan.hosts[0]), "{notes}");
    let mut back = Session::restore(&replaced).unwrap().session;
    assert_eq!(named(&look(&mut back), "port scan").status, IncidentStatus::Confirmed);
}

#[test]
fn the_sentence_speaks_of_the_rows_that_pass() {
    let mut session = sampled();
    let words = |session: &Session, expression: &str| {
        let filter = Filter {
            time: None,
            expression: expression.to_owned(),
        };
        session.situation(SLOT, &filter).unwrap().words
    };
    assert!(words(&session, "").contains("6 incidents matter"));
    assert_eq!(words(&session, "duration < 0"), "No flow passes the filter.");
    let scan = named(&look(&mut session), "port scan").clone();
    let of_scan = words(&session, &scan.expression);
    assert!(
        of_scan.contains(&format!("One incident matters: {}.", scan.title)),
        "{of_scan}"
    );
    let of_none = words(&session, "incident == 0");
    assert!(of_none.contains("Nothing looks like a known attack."), "{of_none}");
}

#[test]
fn every_number_of_the_overview_leads_to_as_many_rows() {
    let mut session = sampled();
    let situation = session.situation(SLOT, &Filter::default()).unwrap();
    let portions = [situation.hosts, situation.services, situation.hours].concat();
    assert!(portions.len() > 10);
    for portion in portions.iter().filter(|portion| portion.n_rows > 0) {
        let (n_rows, _) = rows(&mut session, &portion.expression);
        // Each end of a flow counts, and a host may talk to itself.
        assert_eq!(n_rows, portion.n_rows, "{}: {}", portion.name, portion.expression);
    }
    let summary = session.summary(SLOT, &Filter::default()).unwrap();
    for (at, one) in summary.detectors.iter().enumerate() {
        let others = summary.detectors.iter().zip(&summary.agreement[at]);
        for (other, n_both) in others.filter(|(_, n_both)| **n_both > 0) {
            let expression = format!("vote.{} and vote.{}", one.kind.name(), other.kind.name());
            assert_eq!(rows(&mut session, &expression).0, *n_both, "{expression}");
        }
    }
}
