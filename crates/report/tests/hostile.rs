//! Text of files is text in every format.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use proptest::prelude::*;
use serde_json::Value;
use support::findings;
use wiresift_report::{Findings, Format};

const PAYLOADS: [&str; 9] = [
    "<script>window.pwned=1</script>",
    "<img src=x onerror=\"window.pwned=1\">",
    "\"><b id=injected>x</b>",
    "'onmouseover='window.pwned=1",
    "</style><style>*{display:none}</style>",
    "</span><iframe src=\"javascript:window.pwned=1\">",
    "<meta http-equiv=refresh content=\"0;url=https://evil.example/\">",
    "=cmd|' /C calc'!A0",
    "\u{202e}gnp.exe\u{2066}\t\n-",
];

/// Names of the elements of a page, by its tags.
fn elements(page: &str) -> Vec<&str> {
    let tags = page.split('<').skip(1);
    tags.map(|tag| tag.split([' ', '>', '/', '\n']).next().unwrap_or_default())
        .collect()
}

fn html(findings: &Findings) -> String {
    String::from_utf8(findings.write(Format::Html).unwrap()).unwrap()
}

/// The pages differ in text, and the hostile one by the note of its filter: not in one element else.
#[test]
fn payloads_make_no_elements() {
    let mut plain = findings("");
    plain.made.filter = "tcp".to_owned();
    let expected = elements(&html(&plain)).join(" ");
    for payload in PAYLOADS {
        let page = html(&findings(payload));
        assert_eq!(elements(&page).join(" "), expected, "{payload}");
        assert!(!page.contains("\u{202e}"));
    }
}

#[test]
fn the_page_holds_no_script_and_asks_for_nothing() {
    let page = html(&findings("x"));
    let forbidden = [
        "<script", "<link", "<img", "<iframe", "src=", "href=", "style=\"", "@import", "url(",
    ];
    for word in forbidden {
        assert!(!page.contains(word), "{word}");
    }
    assert!(page.contains("default-src 'none'; style-src 'sha256-"));
}

fn lines(bytes: &[u8]) -> Vec<Value> {
    let text = std::str::from_utf8(bytes).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

proptest! {
    #[test]
    fn whatever_a_file_says_each_format_can_be_read_back(text in "(?s).{1,40}") {
        let findings = findings(&text);
        prop_assert_eq!(elements(&html(&findings)).len(), elements(&html(&self::findings("x"))).len());

        for format in [Format::Ecs, Format::Ocsf] {
            let lines = lines(&findings.write(format).unwrap());
            prop_assert_eq!(lines.len(), 4);
            prop_assert_eq!(lines[0]["message"].as_str(), Some(text.as_str()));
        }
        for format in [Format::Json, Format::Stix] {
            let object: Value = serde_json::from_slice(&findings.write(format).unwrap()).unwrap();
            prop_assert!(object.is_object());
        }

        let log = String::from_utf8(findings.write(Format::Notice).unwrap()).unwrap();
        let rows: Vec<&str> = log.split('\n').filter(|line| !line.starts_with('#') && !line.is_empty()).collect();
        prop_assert_eq!(rows.len(), 3);
        prop_assert!(rows.iter().all(|row| row.split('\t').count() == 26));

        let csv = findings.write(Format::Csv).unwrap();
        let mut reader = csv::Reader::from_reader(csv.as_slice());
        let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        prop_assert_eq!(records.len(), 2);
        let is_formula = |field: &str| field.starts_with(['=', '+', '-', '@', '\t', '\r']);
        prop_assert!(!records.iter().flatten().any(is_formula));
    }
}

#[test]
fn numbers_that_are_none_break_nothing() {
    let mut findings = findings("");
    findings.made.at = f64::NAN;
    findings.incidents[0].first = Some(f64::INFINITY);
    findings.incidents[0].last = Some(-1e300);
    findings.incidents[0].evidence[0].value = f64::NAN;
    findings.anomalies[0].score = f64::NAN;
    findings.anomalies[0].flow.as_mut().unwrap().duration = Some(-5.0);
    findings.timeline[0].start = f64::NEG_INFINITY;
    for format in Format::ALL {
        assert!(!findings.write(format).unwrap().is_empty());
    }
    for format in Format::ALL {
        Findings::default().write(format).unwrap();
    }
}
