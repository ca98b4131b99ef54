//! Findings to write: a port scan, and a row that is only unusual.

#![allow(dead_code, clippy::allow_attributes, reason = "each test file uses a part")]

use wiresift_report::{
    Anomaly, Bin, Detector, End, Evidence, Family, Findings, Flow, Host, Incident, Made, Source, Technique, Threat,
    Training, Vote,
};

/// 2026-01-02 03:04:05 UTC.
pub(crate) const START: f64 = 1_767_323_045.0;

fn text(text: &str) -> String {
    text.to_owned()
}

pub(crate) fn end(address: &str, port: u16) -> End {
    End {
        address: text(address),
        port: Some(port),
        packets: Some(3),
        bytes: Some(180),
    }
}

pub(crate) fn flow(row: u32, service: &str) -> Flow {
    Flow {
        row,
        start: Some(START + f64::from(row)),
        duration: Some(0.25),
        originator: end("10.0.0.5", 40_000),
        responder: end("2001:db8::9", 443),
        protocol: text("tcp"),
        service: text(service),
        state: text("S0"),
        community_id: Some(text("1:wCb3OG7yAFWelaUydu0D+125CLM=")),
    }
}

/// Findings in which `text` stands wherever text from a file can.
pub(crate) fn findings(hostile: &str) -> Findings {
    let say = |plain: &str| if hostile.is_empty() { text(plain) } else { text(hostile) };
    Findings {
        made: Made {
            at: START + 86_400.0,
            version: text("0.1.0"),
            is_pseudonymised: false,
            filter: if hostile.is_empty() {
                String::new()
            } else {
                text(hostile)
            },
            is_part: false,
        },
        source: Source {
            name: say("office.pcap"),
            digest: "ab".repeat(32),
            format: text("pcap"),
            noun: text("flow"),
            nouns: text("flows"),
            n_rows: 1_200,
            n_packets: Some(5_000),
            n_bytes: Some(400_000),
            first: Some(START),
            last: Some(START + 600.0),
            warnings: vec![say("2 packets were cut.")],
        },
        training: Some(Training {
            n_rows: 900,
            n_features: 80,
            contamination: 0.15,
            min_votes: 2,
            seed: 0,
            detectors: vec![Detector {
                name: text("isolation_forest"),
                threshold: 0.61,
                n_flagged: 180,
            }],
            notes: vec![say("A column was constant.")],
        }),
        words: say("1,200 flows among 12 hosts."),
        n_anomalies: 2,
        severities: [1, 0, 1],
        timeline: (0..4)
            .map(|at| Bin {
                start: START + f64::from(at) * 150.0,
                end: START + f64::from(at + 1) * 150.0,
                n_rows: 300,
                severities: [u64::from(at == 1), 0, u64::from(at == 2)],
            })
            .collect(),
        has_times: true,
        hosts: vec![Host {
            name: say("10.0.0.5"),
            n_rows: 700,
            n_anomalies: 2,
        }],
        incidents: vec![incident(&say), unusual(&say)],
        anomalies: vec![anomaly(&say, 7, Some(1)), anomaly(&say, 9, None)],
        n_left_out: 0,
        n_muted: 0,
    }
}

fn incident(say: &dyn Fn(&str) -> String) -> Incident {
    Incident {
        number: 1,
        title: say("10.0.0.5 tried 1,024 ports on 2001:db8::9 in 12 s"),
        kind: text("port scan"),
        is_named: true,
        threat: Threat::High,
        status: text("new"),
        technique: Some(Technique {
            id: text("T1046"),
            name: text("Network Service Discovery"),
        }),
        reasons: vec![say("10.0.0.5 tried 1,024 ports, 1,020 of them closed.")],
        evidence: vec![Evidence {
            name: text("different ports"),
            value: 1024.0,
        }],
        hosts: vec![text("10.0.0.5"), text("2001:db8::9")],
        first: Some(START),
        last: Some(START + 12.0),
        n_rows: 1_024,
        n_anomalies: 1,
        flows: vec![flow(7, &say("ssl"))],
    }
}

fn unusual(say: &dyn Fn(&str) -> String) -> Incident {
    Incident {
        number: 2,
        title: say("1 unusual row of smtp"),
        kind: text("unusual traffic"),
        status: text("dismissed"),
        reasons: vec![say("It looks like nothing known.")],
        hosts: vec![say("mail.example.com")],
        n_rows: 1,
        n_anomalies: 1,
        ..Incident::default()
    }
}

fn anomaly(say: &dyn Fn(&str) -> String, row: u32, incident: Option<u32>) -> Anomaly {
    Anomaly {
        row,
        rank: row - 6,
        score: 0.987_654,
        confidence: 0.75,
        severity: text(if incident.is_some() { "high" } else { "low" }),
        votes: ["isolation_forest", "autoencoder"]
            .map(|detector| Vote {
                detector: text(detector),
                percentile: 0.99,
                voted: detector != "autoencoder",
            })
            .into(),
        family: Some(Family {
            name: say("Probe"),
            confidence: 0.9,
            risk: text("high"),
        }),
        label: Some(say("scan")),
        mark: None,
        incident,
        reasons: vec![say("dst_bytes is 0; usual is 120 to 480")],
        flow: Some(flow(row, &say("ssl"))),
    }
}
