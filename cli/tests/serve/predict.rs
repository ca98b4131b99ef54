//! Records in, verdicts out.

use serde_json::{Map, Value, json};

use crate::program::{Server, wiresift};
use crate::support::file;

/// KDD'99's names, in order.
const KDD: &str = "duration protocol_type service flag src_bytes dst_bytes land wrong_fragment urgent hot num_failed_logins \
    logged_in num_compromised root_shell su_attempted num_root num_file_creations num_shells num_access_files \
    num_outbound_cmds is_host_login is_guest_login count srv_count serror_rate srv_serror_rate rerror_rate srv_rerror_rate \
    same_srv_rate diff_srv_rate srv_diff_host_rate dst_host_count dst_host_srv_count dst_host_same_srv_rate \
    dst_host_diff_srv_rate dst_host_same_src_port_rate dst_host_srv_diff_host_rate dst_host_serror_rate \
    dst_host_srv_serror_rate dst_host_rerror_rate dst_host_srv_rerror_rate";
/// Rows of the published table.
const NORMAL: &str = "0,tcp,http,SF,181,5450,0,0,0,0,0,1,0,0,0,0,0,0,0,0,0,0,8,8,0,0,0,0,1,0,0,9,9,1,0,0.11,0,0,0,0,0";
const NEPTUNE: &str =
    "0,tcp,private,S0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,200,5,1,1,0,0,0.03,0.06,0,255,5,0.02,0.06,0,0,1,1,0,0";

pub(crate) fn kdd(row: &str) -> Map<String, Value> {
    let value = |text: &str| text.parse::<f64>().map_or_else(|_| Value::from(text), Value::from);
    let named = KDD.split_ascii_whitespace().zip(row.split(','));
    named.map(|(name, text)| (name.to_owned(), value(text))).collect()
}

fn one(server: &Server, record: &Value) -> Value {
    server.ok("POST /predict", record.to_string())["predictions"][0].clone()
}

#[test]
fn records_of_kdd_are_judged_in_their_order() {
    let server = Server::start(&[]);
    let list = json!([kdd(NORMAL), kdd(NEPTUNE), kdd(NORMAL)]);
    let answer = server.ok("POST /predict", list.to_string());
    let told: Vec<&Value> = answer["predictions"].as_array().unwrap().iter().collect();
    let families: Vec<&Value> = told.iter().map(|prediction| &prediction["attack_type"]).collect();
    assert_eq!(families, ["normal", "DoS", "normal"]);
    let flood = told[1];
    assert_eq!(flood["model"], "kdd-family-41");
    assert_eq!(
        (&flood["is_attack"], &flood["risk_level"]),
        (&json!(true), &json!("high"))
    );
    assert!(flood["confidence"].as_f64().unwrap() > 0.9, "{flood}");
    let votes = flood["votes"].as_array().unwrap();
    assert!(
        votes.len() >= 2 && votes.iter().all(|vote| vote["value"].is_number()),
        "{flood}"
    );
    let all_agree = votes.iter().all(|vote| vote["is_attack"] == true);
    assert_eq!(flood["severity"] == "high", all_agree, "{flood}");
    assert_eq!(flood["threat_indicators"][0]["kind"], "SYN flood");
    assert_eq!(
        (&flood["missing_fields"], &flood["unknown_fields"]),
        (&json!([]), &json!([]))
    );
    assert_eq!(
        (&told[0]["severity"], &told[0]["risk_level"]),
        (&json!("none"), &json!("low"))
    );
    // One record is a list of one, and the command line says the same.
    assert_eq!(
        one(&server, &Value::Object(kdd(NEPTUNE)))["attack_score"],
        flood["attack_score"]
    );
    let table = file("kdd.csv", format!("{NORMAL}\n{NEPTUNE}\n{NORMAL}\n").as_bytes());
    let judged: Value = serde_json::from_slice(&wiresift(&["classify", &table, "--json"])).unwrap();
    assert_eq!(judged["rows"][1]["confidence"], flood["confidence"]);
}

#[test]
fn what_is_missing_or_unknown_is_named() {
    let server = Server::start(&[]);
    let mut record = kdd(NEPTUNE);
    record.remove("hot");
    record.insert("urgent".to_owned(), Value::Null);
    record.insert("colour".to_owned(), "red".into());
    record.insert("label".to_owned(), "neptune".into());
    let told = one(&server, &Value::Object(record));
    assert_eq!(
        (&told["missing_fields"], &told["unknown_fields"]),
        (&json!(["urgent", "hot"]), &json!(["colour"]))
    );
    assert_eq!(told["attack_type"], "DoS");
    // Spelling is free.
    let spelled = kdd(NEPTUNE)
        .into_iter()
        .map(|(name, value)| (name.replace('_', " ").to_ascii_uppercase(), value));
    let told = one(&server, &Value::Object(spelled.collect()));
    assert_eq!(
        (&told["attack_type"], &told["missing_fields"]),
        (&json!("DoS"), &json!([]))
    );
    // With what packets alone tell, the model of packets judges.
    let mut record = kdd(NEPTUNE);
    let content = KDD.split_ascii_whitespace().skip(9).take(13);
    content
        .chain(["wrong_fragment", "urgent"])
        .for_each(|name| drop(record.remove(name)));
    let told = one(&server, &Value::Object(record));
    assert_eq!(
        (&told["model"], &told["missing_fields"]),
        (&json!("kdd-family-packets"), &json!([]))
    );
    assert_eq!(told["attack_type"], "DoS");
}

#[test]
fn zeek_connections_are_judged_with_the_windows_of_the_request() {
    let server = Server::start(&[]);
    let scan = |n: u32| {
        json!({
            "ts": 1_700_000_000.0 + f64::from(n) / 100.0, "uid": format!("C{n}"), "id.orig_h": "192.0.2.7",
            "id.orig_p": 40_000 + n, "id.resp_h": "198.51.100.9", "id.resp_p": 1 + n, "proto": "tcp",
            "conn_state": "REJ", "duration": 0.001, "orig_bytes": 0, "resp_bytes": 0, "orig_pkts": 1, "resp_pkts": 1,
        })
    };
    let many: Vec<Value> = (0..200).map(scan).collect();
    let answer = server.ok("POST /predict", Value::Array(many).to_string());
    let last = &answer["predictions"][199];
    assert_eq!(
        (&last["schema"], &last["model"]),
        (&json!("Zeek conn.log"), &json!("kdd-family-packets"))
    );
    assert_eq!(
        (&last["missing_fields"], &last["unknown_fields"]),
        (&json!([]), &json!([]))
    );
    assert_eq!(last["threat_indicators"][0]["kind"], "port scan", "{last}");
    assert_eq!(last["is_attack"], true, "{last}");
    // Nested as some pipelines write it, and underscores for dots.
    let nested = json!({"ts": 1.0, "uid": "C1", "id": {"orig_h": "192.0.2.7", "orig_p": 4, "resp_h": "192.0.2.8", "resp_p": 80},
        "proto": "tcp", "conn_state": "SF", "service": "http", "orig_bytes": 100, "resp_bytes": 900, "duration": 0.2});
    let told = one(&server, &nested);
    assert_eq!(
        (&told["schema"], &told["missing_fields"]),
        (&json!("Zeek conn.log"), &json!([]))
    );
}

#[test]
fn flows_of_a_capture_are_judged_as_the_command_line_does() {
    let server = Server::start(&[]);
    let capture = file("flows.pcap", &wiresift_scenario::sample(3).pcap);
    let csv = String::from_utf8(wiresift(&["flows", &capture, "--format", "csv"])).unwrap();
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let record = |row: csv::StringRecord| -> Map<String, Value> {
        let values = names.iter().zip(row.iter());
        values.map(|(name, value)| (name.clone(), Value::from(value))).collect()
    };
    let rows = reader.records().take(300).map(|row| record(row.unwrap()));
    let list = Value::Array(rows.map(Value::Object).collect());
    let answer = server.ok("POST /predict", list.to_string());
    let judged: Value = serde_json::from_slice(&wiresift(&["classify", &capture, "--json"])).unwrap();
    let predictions = answer["predictions"].as_array().unwrap();
    assert_eq!(predictions.len(), 300);
    for (told, row) in predictions.iter().zip(judged["rows"].as_array().unwrap()) {
        assert_eq!(
            (&told["attack_type"], &told["schema"]),
            (&row["family"], &json!("Capture (flows)")),
            "{told}"
        );
        // KDD'99 knows no ARP.
        let missing = &told["missing_fields"];
        assert!(*missing == json!([]) || *missing == json!(["protocol_type"]), "{told}");
    }
}

#[test]
fn a_model_of_ones_own_judges_its_own_columns() {
    let table = file(
        "own.csv",
        &wiresift(&["sample", "table", "--seed", "1", "--rows", "1500", "--anomalies", "0.3"]),
    );
    let model = file("own.safetensors", b"");
    let train = [
        "train",
        &table,
        "--model",
        &model,
        "--networks",
        "1",
        "--epochs",
        "8",
        "--name",
        "mine",
    ];
    wiresift(&[&train[..], &["--model-kind", "network"]].concat());
    let server = Server::start(&["--model", &model]);
    let record = json!({"packet_size": 60, "duration": 0.1, "src_bytes": 60, "dst_bytes": 0, "protocol_type": "tcp",
        "flag": "SF", "src_port": 40_000, "dst_port": 80, "packet_rate": 10, "error_rate": 0});
    let told = one(&server, &record);
    assert_eq!(
        (&told["model"], &told["schema"]),
        (&json!("mine"), &json!("Flow table (10 features)"))
    );
    let known = server.ok("GET /api/models/performance", "");
    let names: Vec<&Value> = known["families"]
        .as_array()
        .unwrap()
        .iter()
        .map(|model| &model["about"]["name"])
        .collect();
    assert_eq!(names, ["mine", "kdd-family-41", "kdd-family-packets"]);
    assert_eq!(known["families"][0]["records"], 1);
    assert!(known["families"][0]["micros"].as_f64().unwrap() > 0.0);
    assert!(known["families"][1]["validation"]["macro_f1"].is_number() && known["detectors"].is_null());
}

#[test]
fn what_cannot_be_judged_says_why() {
    let server = Server::start(&[]);
    let mut wrong = kdd(NORMAL);
    wrong.insert("src_bytes".to_owned(), "many".into());
    let wrong = json!([kdd(NORMAL), wrong]).to_string();
    let long = format!("[{}]", vec![Value::Object(kdd(NORMAL)).to_string(); 10_000].join(","));
    let wide: Map<String, Value> = (0..3_000).map(|n| (format!("f{n}"), n.into())).collect();
    for (body, status, kind, words) in [
        ("", 400, "request", "EOF"),
        ("{", 400, "request", "EOF"),
        ("nonsense", 400, "request", "expected"),
        ("[]", 422, "record", "no record"),
        ("[1]", 422, "record", "record 0 is not a JSON object"),
        (r#"{"a":[1]}"#, 422, "value", "field \"a\""),
        (r#"{"duration":1,"colour":"red"}"#, 422, "model", "wiresift train"),
        (
            &wrong,
            422,
            "value",
            "record 1, field \"src_bytes\": expected a number, found \"many\"",
        ),
        (&Value::Object(wide).to_string(), 422, "value", "different fields"),
        (&long, 413, "limit", "longer than"),
        (&"[".repeat(50_000), 400, "request", "recursion"),
    ] {
        let (found, answer) = server.ask("POST /predict", body);
        let said = answer["error"].as_str().unwrap_or_default();
        let short: String = body.chars().take(60).collect();
        assert_eq!(
            (found, answer["kind"].as_str()),
            (status, Some(kind)),
            "{short}: {answer}"
        );
        assert!(said.contains(words), "{short}: {said}");
    }
    assert_eq!(server.ask("POST /predict", [0xff, 0xfe, b'{', b'}']).0, 400);
}

#[test]
fn a_long_list_is_judged_whole() {
    let server = Server::start(&[]);
    let list: Vec<Value> = (0..3_000)
        .map(|n| Value::Object(kdd(if n % 3 == 0 { NEPTUNE } else { NORMAL })))
        .collect();
    let answer = server.ok("POST /predict", Value::Array(list).to_string());
    let predictions = answer["predictions"].as_array().unwrap();
    assert_eq!(predictions.len(), 3_000);
    let is_right = |(n, told): (usize, &Value)| told["is_attack"] == (n % 3 == 0);
    assert!(predictions.iter().enumerate().all(is_right));
}
