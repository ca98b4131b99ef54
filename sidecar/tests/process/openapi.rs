//! `openapi.json` says what the program does: every path is there, under its method alone, with what it is said to answer.

use serde_json::Value;
use wiresift_scenario::sample;

use crate::program::{Sidecar, TempFile};

fn description() -> Value {
    serde_json::from_str(include_str!("../../openapi.json")).unwrap()
}

/// The value, or what its `$ref` names.
fn resolve<'v>(all: &'v Value, value: &'v Value) -> &'v Value {
    match value["$ref"].as_str() {
        Some(name) => all.pointer(name.trim_start_matches('#')).unwrap(),
        None => value,
    }
}

/// Objects have what the schema requires, all the way down.
fn assert_fits(all: &Value, schema: &Value, value: &Value, at: &str) {
    let schema = resolve(all, schema);
    for key in schema["required"].as_array().into_iter().flatten() {
        assert!(value.get(key.as_str().unwrap()).is_some(), "{at} lacks {key}: {value}");
    }
    for (key, schema) in schema["properties"].as_object().into_iter().flatten() {
        assert_fits(all, schema, &value[key], &format!("{at}.{key}"));
    }
    if let Some(rows) = value.as_array() {
        assert_eq!(schema["type"], "array", "{at}");
        for row in rows {
            assert_fits(all, &schema["items"], row, at);
        }
    }
}

#[test]
fn what_is_described_is_answered() {
    let all = description();
    let file = TempFile::new("openapi.pcap", &sample(1).pcap);
    let sidecar = Sidecar::start(&["--replay", file.path(), "--rate", "2000"]);
    let bearer = format!("Authorization: Bearer {}\r\n", sidecar.token);
    let paths = all["paths"].as_object().unwrap();
    assert_eq!(paths.len(), 8);
    for (path, methods) in paths {
        for (method, operation) in methods.as_object().unwrap() {
            let method = method.to_ascii_uppercase();
            let answer = sidecar.http(&format!("{method} {path}"), &bearer, "");
            let (head, body) = answer.split_once("\r\n\r\n").unwrap();
            let status = head.split(' ').nth(1).unwrap();
            let response = resolve(&all, &operation["responses"][status]);
            assert!(
                response.is_object(),
                "{method} {path} answers {status}, which is not described"
            );
            let schema = &response["content"]["application/json"]["schema"];
            if schema.is_object() {
                assert_fits(&all, schema, &serde_json::from_str(body).unwrap(), path);
            }
            let refused = sidecar.http(&format!("{method} {path}"), "", "");
            assert!(refused.starts_with("HTTP/1.1 401") && operation["responses"]["401"].is_object());
            let other = if method == "GET" { "POST" } else { "GET" };
            let refused = sidecar.http(&format!("{other} {path}"), &bearer, "");
            assert!(refused.starts_with("HTTP/1.1 405"), "{refused}");
        }
    }
}

#[test]
fn what_is_answered_is_described() {
    let all = description();
    let routes = include_str!("../../src/server/mod.rs").match_indices("\"/api/");
    let source = include_str!("../../src/server/mod.rs");
    let mut n_routes = 0;
    for (at, _) in routes {
        let path = source[at + 1..].split('"').next().unwrap();
        assert!(all["paths"][path].is_object(), "{path} is not described");
        n_routes += 1;
    }
    assert_eq!(n_routes, all["paths"].as_object().unwrap().len());
}

#[test]
fn hostile_options_are_refused_and_never_a_fault_of_the_server() {
    let file = TempFile::new("options.pcap", &sample(1).pcap);
    let sidecar = Sidecar::start(&["--replay", file.path(), "--wait"]);
    let bearer = format!("Authorization: Bearer {}\r\n", sidecar.token);
    for body in [
        r#"{"snaplen":0}"#,
        r#"{"snaplen":262145}"#,
        r#"{"snaplen":1e400}"#,
        r#"{"buffer_mib":0}"#,
        r#"{"buffer_mib":4294967295}"#,
        r#"{"filter":"tcp"}"#,
        r#"{"filter":7}"#,
        r#"{"source":{"kind":"file"}}"#,
        r#"{"source":{"kind":"interface"}}"#,
        r#"{"source":{"kind":"interface","name":""}}"#,
        "{\"source\":{\"kind\":\"interface\",\"name\":\"\\u0000\"}}",
        r#"{"source":{"kind":"interface","name":"no-such-interface"}}"#,
        r#"{"source":{"kind":"replay","path":"/etc/passwd"}}"#,
        &format!(r#"{{"filter":"{}"}}"#, "a".repeat(5_000)),
        "\u{feff}{}",
    ] {
        let answer = sidecar.http("POST /api/capture/start", &bearer, body);
        let status: u16 = answer.split(' ').nth(1).unwrap().parse().unwrap();
        assert!((400..500).contains(&status), "{body}: {answer}");
    }
}
