//! Each known format, from a few hand-made lines.

use std::fmt::Write as _;

use crate::{Family, Kind, ReadOptions, Role, Schema, SkipReason, Table, TableReader, Truth, Unit};

fn read(text: &str) -> Table {
    let mut reader = TableReader::new("test", ReadOptions::default());
    reader.push(text.as_bytes()).unwrap();
    reader.finish().unwrap()
}

fn with_role(table: &Table, role: Role) -> Vec<&str> {
    let columns = table.columns.iter().filter(|column| column.role == role);
    columns.map(|column| column.name.as_str()).collect()
}

fn unit(table: &Table, name: &str) -> Option<Unit> {
    table.columns[table.column_index(name).unwrap()].unit
}

fn kind(table: &Table, name: &str) -> Kind {
    table.columns[table.column_index(name).unwrap()].kind()
}

fn value(table: &Table, row: usize, name: &str) -> f64 {
    match &table.columns[table.column_index(name).unwrap()].data {
        crate::ColumnData::Number(numbers) => numbers.get(row),
        other => unreachable!("{name}: {other:?}"),
    }
}

const ZEEK: &str = "\t#separator \\x09\n#set_separator\t,\n#path\tconn\n\
    #fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tduration\torig_bytes\tresp_bytes\t\
    conn_state\tmissed_bytes\thistory\torig_pkts";

fn zeek_row(tail: &str) -> String {
    format!("1601998366.785668\tC1\t10.0.0.1\t5353\t10.0.0.2\t53\tudp\tdns\t0.007707\t37\t-\tSF\t0\tDd\t1{tail}\n")
}

#[test]
fn zeek_text() {
    let table = read(&format!("{ZEEK}\n{}{}#close\n", zeek_row(""), zeek_row("")));
    assert_eq!((table.schema, table.n_rows()), (Schema::ZeekConn, 2));
    assert_eq!(with_role(&table, Role::Timestamp), ["ts"]);
    assert_eq!(
        with_role(&table, Role::Identifier),
        ["uid", "id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p"]
    );
    // Never seen: a column without a value tells nothing.
    assert_eq!(with_role(&table, Role::Ignored), ["resp_bytes"]);
    assert_eq!(
        with_role(&table, Role::Feature),
        [
            "proto",
            "service",
            "duration",
            "orig_bytes",
            "conn_state",
            "missed_bytes",
            "history",
            "orig_pkts"
        ]
    );
    assert_eq!(kind(&table, "conn_state"), Kind::Category);
    assert_eq!(unit(&table, "orig_bytes"), Some(Unit::Bytes));
}

#[test]
fn zeek_labels_as_columns_and_as_iot_23_appends_them() {
    let with_tabs = format!(
        "{ZEEK}\tlabel\tdetailedlabel\n{}{}",
        zeek_row("\tMalicious\tC&C"),
        zeek_row("\tBenign\t-") + &zeek_row("\tUnknown\t-")
    );
    let with_spaces = format!(
        "{ZEEK}\ttunnel_parents   label   detailed-label\n{}{}",
        zeek_row("\t-   Malicious   PartOfAHorizontalPortScan"),
        zeek_row("\t(empty)   Benign   -") + &zeek_row("\t(empty)   Unknown   -")
    );
    for text in [with_tabs, with_spaces] {
        let table = read(&text);
        assert_eq!(
            (table.schema, table.n_rows(), table.report.n_skipped),
            (Schema::ZeekConn, 3, 0)
        );
        assert_eq!(table.truth(), Some(vec![Truth::Anomaly, Truth::Normal, Truth::Unknown]));
        assert_eq!(with_role(&table, Role::Label).len(), 2);
    }
    let family = |label| Schema::ZeekConn.family(label);
    assert_eq!(family("PartOfAHorizontalPortScan"), Some(Family::Probe));
    assert_eq!(family("C&C-HeartBeat-FileDownload"), Some(Family::CommandAndControl));
    assert_eq!(family("benign"), Some(Family::Normal));
    assert_eq!(family("Malicious"), None);
}

#[test]
fn another_log_of_zeek_is_a_table() {
    let table = read("#fields\tts\tuid\tquery\n1.5\tC1\ta.example\n2.5\tC2\tb.example\n");
    assert_eq!((table.schema, table.n_rows()), (Schema::Generic, 2));
}

#[test]
fn argus_with_hexadecimal_ports() {
    let text = "StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,sTos,dTos,TotPkts,TotBytes,SrcBytes,Label\n\
        2011/08/10 09:46:59.607825,1.026539,tcp,94.44.127.113,1577,   ->,147.32.84.59,6881,S_RA,0,0,4,276,156,flow=Background-TCP-Established\n\
        2011/08/10 09:47:00.634364,1.009595,icmp,10.0.0.1,0x0303,   ->,147.32.84.59,0x72d3,URP,0,,4,276,156,flow=From-Botnet-V42-ICMP\n\
        not a time,1.0,udp,10.0.0.1,5,   ->,147.32.84.59,6,CON,0,,4,276,156,flow=Background\n";
    for text in [text.to_owned(), text.replace(',', "\t")] {
        let table = read(&text);
        assert_eq!((table.schema, table.n_rows()), (Schema::Argus, 2));
        assert_eq!(table.report.skipped[0].reason, SkipReason::NotATime);
        assert_eq!(
            table.report.skipped[0].examples[0].to_string(),
            "line 4, column \"StartTime\": expected a time, found \"not a time\""
        );
        assert!((value(&table, 0, "StartTime") - 1_312_969_619.607_825).abs() < 1e-6);
        assert_eq!(table.cell(0, 0).to_string(), "2011/08/10 09:46:59.607825");
        assert!((value(&table, 1, "Sport") - f64::from(0x303)).abs() < f64::EPSILON);
        assert_eq!(table.cell(1, 4).to_string(), "0x0303");
        assert_eq!(
            with_role(&table, Role::Identifier),
            ["SrcAddr", "Sport", "DstAddr", "Dport"]
        );
        assert_eq!(kind(&table, "sTos"), Kind::Category);
        assert_eq!(table.truth(), Some(vec![Truth::Normal, Truth::Anomaly]));
    }
    let family = |label| Schema::Argus.family(label);
    assert_eq!(family("flow=From-Normal-V42-Jist"), Some(Family::Normal));
    assert_eq!(
        family("flow=From-Botnet-V42-TCP-CC1-HTTP"),
        Some(Family::CommandAndControl)
    );
    assert_eq!(family("flow=From-Botnet-V42-UDP-DNS"), Some(Family::Malware));
}

#[test]
fn cicflowmeter_in_both_spellings() {
    let header_2017 = "Flow ID, Source IP, Source Port, Destination IP, Destination Port, Protocol, Timestamp, \
        Flow Duration, Total Fwd Packets,Total Length of Fwd Packets, Flow Bytes/s, Flow Packets/s, Flow IAT Mean, \
        Fwd IAT Mean, Fwd Header Length, Down/Up Ratio, Fwd Header Length, Init_Win_bytes_forward, Idle Mean, Label";
    let header_2018 = "Flow ID,Src IP,Src Port,Dst IP,Dst Port,Protocol,Timestamp,Flow Duration,Tot Fwd Pkts,\
        TotLen Fwd Pkts,Flow Byts/s,Flow Pkts/s,Flow IAT Mean,Fwd IAT Mean,Fwd Header Len,Down/Up Ratio,\
        Fwd Header Len,Init Fwd Win Byts,Idle Mean,Label";
    let row = |label| {
        format!(
            "1-2,10.0.0.1,80,10.0.0.2,443,6,14/02/2018 08:31:01,112641719,3,0,Infinity,0.02,56320859.5,9.5,40,1,40,-1,7.5,{label}"
        )
    };
    for (header, names) in [
        (
            header_2017,
            ["Total Fwd Packets", "Flow Bytes/s", "Init_Win_bytes_forward"],
        ),
        (header_2018, ["Tot Fwd Pkts", "Flow Byts/s", "Init Fwd Win Byts"]),
    ] {
        // CSE-CIC-IDS2018 repeats its header between the rows.
        let text = format!("{header}\n{}\n{header}\n{}\n", row("Benign"), row("DoS attacks-Hulk"));
        let table = read(&text);
        assert_eq!((table.schema, table.n_rows()), (Schema::CicFlowMeter, 2));
        let skipped = &table.report.skipped[..];
        assert!(matches!(skipped, [only] if (only.reason, only.count) == (SkipReason::RepeatedHeader, 1)));
        assert_eq!(kind(&table, table.columns[2].name.as_str()), Kind::Number);
        assert_eq!(
            names.map(|name| unit(&table, name)),
            [Some(Unit::Count), Some(Unit::BytesPerSecond), Some(Unit::Bytes)]
        );
        assert_eq!(unit(&table, "Fwd IAT Mean"), Some(Unit::Micros));
        assert_eq!(kind(&table, "Protocol"), Kind::Category);
        assert!((value(&table, 0, "Timestamp") - 1_518_597_061.0).abs() < 1e-6);
        assert_eq!(table.truth(), Some(vec![Truth::Normal, Truth::Anomaly]));
        assert_eq!(with_role(&table, Role::Identifier).len(), 5);
    }
}

#[test]
fn families_of_cic() {
    let cases = [
        ("BENIGN", Some(Family::Normal)),
        ("DoS Hulk", Some(Family::Dos)),
        ("DDOS attack-HOIC", Some(Family::Dos)),
        ("DrDoS_DNS", Some(Family::Dos)),
        ("Syn", Some(Family::Dos)),
        ("Portscan", Some(Family::Probe)),
        ("Infiltration - Portscan", Some(Family::Probe)),
        ("Infilteration", Some(Family::R2l)),
        ("FTP-Patator", Some(Family::BruteForce)),
        ("SSH-Bruteforce", Some(Family::BruteForce)),
        ("Brute Force -Web", Some(Family::WebAttack)),
        ("Web Attack \u{fffd} Sql Injection", Some(Family::WebAttack)),
        ("Botnet - Attempted", Some(Family::CommandAndControl)),
        ("Heartbleed", Some(Family::Exploit)),
        ("new", None),
    ];
    for (label, family) in cases {
        assert_eq!(Schema::CicFlowMeter.family(label), family, "{label}");
    }
}

#[test]
fn unsw_nb15_small() {
    let text = "\u{feff}id,dur,proto,service,state,spkts,sttl,dttl,stcpb,ct_state_ttl,ct_dst_src_ltm,attack_cat,label\n\
        1,0.000011,udp,-,INT,2,254,0,0,2,2,Normal,0\n2,0.5,tcp,http,FIN,2,254,0,1417884146,2,2,Reconnaissance,1\n";
    let table = read(text);
    assert_eq!(table.schema, Schema::UnswNb15);
    assert_eq!(with_role(&table, Role::Identifier), ["id"]);
    assert_eq!(with_role(&table, Role::Ignored), ["stcpb"]);
    assert_eq!(with_role(&table, Role::Label), ["attack_cat", "label"]);
    assert_eq!(table.label_column(), table.column_index("attack_cat"));
    assert_eq!(table.truth(), Some(vec![Truth::Normal, Truth::Anomaly]));
    assert_eq!(table.label_counts()[1].family, Some(Family::Probe));
}

#[test]
fn unsw_nb15_large_has_no_header() {
    let row = |port: &str, category: &str, label: u8| {
        format!(
            "59.166.0.0,{port},149.171.126.6,53,udp,CON,0.001055,132,164,31,29,0,0,dns,500473.9,621800.9,2,2,0,0,0,0,66,82,\
            0,0,0,0,1421927414,1421927415,0.017,0.013,0,0,0,0,0,0,0,0,3,7,1,3,1,1,1,{category},{label}\n"
        )
    };
    let table = read(&format!("{}{}", row("1390", "", 0), row("0x000b", " Fuzzers ", 1)));
    assert_eq!(
        (table.schema, table.n_rows(), table.columns.len()),
        (Schema::UnswNb15, 2, 49)
    );
    // The category is empty where there is no attack, so it cannot be the label.
    assert_eq!(table.label_column(), table.column_index("label"));
    assert_eq!(with_role(&table, Role::Timestamp), ["stime", "ltime"]);
    assert_eq!(
        with_role(&table, Role::Identifier),
        ["srcip", "sport", "dstip", "dsport"]
    );
}

#[test]
fn ton_iot() {
    let text = "src_ip,src_port,dst_ip,dst_port,proto,service,duration,src_bytes,conn_state,src_ip_bytes,dns_query,dns_qtype,\
        http_user_agent,weird_name,label,type\n\
        192.168.1.30,45676,192.168.1.1,53,udp,dns,9e-06,54,SF,82,testphp.vulnweb.com,1,-,-,1,ddos\n\
        192.168.1.33,4444,192.168.1.193,49207,tcp,-,0.0,0,OTH,40,-,0,curl,bad_TCP_checksum,0,normal\n";
    let table = read(text);
    assert_eq!(table.schema, Schema::TonIot);
    assert_eq!(table.label_column(), table.column_index("type"));
    assert_eq!(table.label_counts()[0].family, Some(Family::Dos));
    assert_eq!(kind(&table, "dns_qtype"), Kind::Category);
    assert_eq!(
        with_role(&table, Role::Identifier),
        [
            "src_ip",
            "src_port",
            "dst_ip",
            "dst_port",
            "dns_query",
            "http_user_agent"
        ]
    );
}

#[test]
fn times_of_a_table_that_nobody_described_become_numbers() {
    let table = read("time,bytes\n2024-02-29 23:59:59.5,1\n2024-03-01T00:00:00Z,2\n,3\n");
    assert_eq!(
        (table.schema, table.columns[0].role),
        (Schema::Generic, Role::Timestamp)
    );
    assert!((value(&table, 0, "time") - 1_709_251_199.5).abs() < 1e-6);
    assert!((value(&table, 1, "time") - 1_709_251_200.0).abs() < 1e-6);
    assert_eq!(table.cell(1, 0).to_string(), "2024-03-01T00:00:00Z");
    assert_eq!(table.columns[0].n_missing, 1);
    // A late value that is none costs the column its numbers, but no row.
    let mut text = "time,bytes\n".to_owned();
    for n in 0..300 {
        writeln!(text, "2024-02-29 00:00:00,{n}").unwrap();
    }
    text.push_str("yesterday,1\n");
    let table = read(&text);
    assert_eq!((table.n_rows(), table.report.n_skipped), (301, 0));
    assert_eq!(
        (table.columns[0].kind(), table.columns[0].role),
        (Kind::Category, Role::Timestamp)
    );
}
