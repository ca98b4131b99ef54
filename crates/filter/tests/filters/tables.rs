//! The same names over tables of other tools, and over tables of none.

use wiresift_filter::{AddressCache, Fields, Refine, refine};
use wiresift_table::Cell;
use wiresift_table::flows::{FlowColumns, FlowColumnsOptions};

use crate::support::{rows, table, with_fields};

#[track_caller]
fn check(csv: &str, filters: &[(&str, &[usize])]) {
    with_fields(csv, |fields| {
        for (filter, expected) in filters {
            let found = rows(filter, fields).unwrap_or_else(|error| panic!("{filter}: {error}"));
            assert_eq!(found, *expected, "{filter}");
        }
    });
}

#[test]
fn cic_flow_meter() {
    let csv = "\
Flow ID,Src IP,Src Port,Dst IP,Dst Port,Protocol,Timestamp,Flow Duration,Total Length of Fwd Packets,Flow Bytes/s,Flow IAT Mean,Fwd IAT Mean,Idle Mean,Down/Up Ratio,Label
a,10.0.0.1,40000,10.0.0.2,80,6,2017-07-06 17:28:33.132998,1500000,100,66.5,1,1,0,1,BENIGN
b,10.0.0.1,40001,10.0.0.3,53,17,2017-07-06 17:28:34.000000,20000,50,2500,1,1,0,1,BENIGN
c,10.0.0.9,40002,10.0.0.2,443,6,2017-07-07 09:00:00.5,9000000,4000,444.4,1,1,0,1,DDoS
";
    check(
        csv,
        &[
            ("tcp", &[0, 2]),
            ("udp.port == 53", &[1]),
            ("tcp.dstport in {80 443}", &[0, 2]),
            ("ip.src == 10.0.0.9", &[2]),
            ("ip.proto == tcp and ip.proto != 17", &[0, 2]),
            ("`Flow Duration` > 1s", &[0, 2]),
            ("`Flow Duration` < 1s", &[1]),
            ("`Flow Bytes/s` >= 444.4", &[1, 2]),
            ("frame.time >= 2017-07-07", &[2]),
            ("frame.time == 2017-07-06T17:28:33.132998", &[0]),
            ("frame.time_relative > 1h", &[2]),
            ("label != BENIGN", &[2]),
        ],
    );
}

#[test]
fn argus() {
    let csv = "\
StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,sTos,dTos,TotPkts,TotBytes,SrcBytes,SrcPkts,Label
2019/04/04 16:23:00.325010,1.0,tcp,10.0.0.1,40000,->,10.0.0.2,80,FSPA_FSPA,0,0,10,1000,500,5,flow=Background
2019/04/04 16:23:01.325010,0,icmp,10.0.0.1,0x0008,<->,10.0.0.3,0x0303,ECO,0,0,2,200,100,1,flow=Background
2019/04/04 16:23:02.325010,3.5,udp,10.0.0.1,5353,->,224.0.0.251,5353,INT,0,,1,80,80,1,flow=From-Botnet
";
    check(
        csv,
        &[
            ("tcp.port == 80", &[0]),
            ("icmp.type == 8", &[1]),
            ("icmp.code == 0x303", &[1]),
            ("port == 5353", &[2]),
            ("Dur >= 1s and TotBytes < 1kB", &[2]),
            ("ip.dst == 224.0.0.0/4", &[2]),
            ("Label contains Botnet", &[2]),
        ],
    );
}

#[test]
fn kdd_99_has_protocols_and_services_and_no_addresses() {
    let row = |protocol, service| format!("0,{protocol},{service},SF,{}normal.\n", "0,".repeat(37));
    let csv: String = [row("tcp", "http"), row("udp", "domain_u"), row("icmp", "ecr_i")].concat();
    check(
        &csv,
        &[
            ("tcp", &[0]),
            ("http", &[0]),
            ("domain_u or ecr_i", &[1, 2]),
            ("protocol_type == icmp", &[2]),
            ("label == normal. and label contains normal", &[0, 1, 2]),
        ],
    );
    with_fields(&csv, |fields| {
        let error = rows("ip.src == 10.0.0.1", fields).unwrap_err();
        assert_eq!(error.to_string(), "this table has no column that tells ip.src");
    });
}

/// What no flow has, has no column: that is no mistake of who asks.
#[test]
fn a_capture_without_names() {
    let (table, _) = FlowColumns::new(FlowColumnsOptions::default()).finish("empty".to_owned());
    let cache = AddressCache::new(&table);
    let fields = Fields::new(&table, &cache, Vec::new());
    for filter in [
        "http.host contains x",
        "user_agent",
        "vlan == 7",
        "dns.qry.name ~ x",
        "tcp.port == 80",
        "ip.addr == 10.0.0.1",
        "dns",
    ] {
        assert_eq!(rows(filter, &fields), Ok(Vec::new()), "{filter}");
    }
    assert!(rows("src_ip == 10.0.0.1", &fields).is_err());
}

#[test]
fn any_table_by_its_own_names() {
    let csv = "a b,x,and,größe,tcp,true,score\n1,0.1,u,5,p,T,1\n2,0.2,v,6,q,F,0\n3,,w,7,r,T,1\n";
    check(
        csv,
        &[
            ("`a b` > 1", &[1, 2]),
            ("x == 0.1 or x >= 0.2", &[0, 1]),
            ("x != 0.1", &[1]),
            ("not x", &[2]),
            ("`and` in {u, w}", &[0, 2]),
            ("größe == 6", &[1]),
            ("tcp == q", &[1]),
            ("`tcp` == q", &[1]),
            ("true == T", &[0, 2]),
            ("score > 0.9 and `score` == 1", &[2]),
        ],
    );
}

#[test]
fn a_column_without_values_takes_any_test_and_passes_none() {
    let csv = "ts,id.orig_h,id.resp_h,id.resp_p,proto,service,x\n1,10.0.0.1,10.0.0.2,80,tcp,,\n2,10.0.0.1,10.0.0.3,22,tcp,,\n";
    for filter in [
        "x == 1",
        "x contains y",
        "len(x) > 1",
        "x & 1",
        "string(x) == y",
        "x == proto",
        "x < id.resp_p",
        "x in {1..2, a}",
        "x",
        "dns",
        "count(x) == 1",
    ] {
        check(csv, &[(filter, &[])]);
        check(csv, &[(&format!("not ({filter})"), &[0, 1])]);
    }
    check(csv, &[("count(x) == 0", &[0, 1]), ("all x != 1", &[])]);
}

/// Every cell, included, finds its row again; excluded, never.
#[test]
fn refining_by_any_cell_finds_its_row() {
    for csv in [
        crate::support::FLOWS,
        "a b,0.1,and\n1,0.1,u\n2.50,1e3,\n,0.30000000000000004,\"x\"\"y\"\n",
    ] {
        let table = table(csv);
        with_fields(csv, |fields| {
            for column in &table.columns {
                for row in 0..table.n_rows() {
                    let cell = column.cell(row);
                    let find = |how| {
                        let filter = refine("", how, &column.name, &cell).unwrap();
                        rows(&filter, fields).unwrap_or_else(|error| panic!("{filter}: {error}"))
                    };
                    let (with, without) = (find(Refine::Include), find(Refine::Exclude));
                    assert!(with.contains(&row), "{} {cell:?}", column.name);
                    let all = with.len() + without.len();
                    assert!(
                        !without.contains(&row) && all == table.n_rows(),
                        "{} {cell:?}",
                        column.name
                    );
                    let same = |other: usize| {
                        column.cell(other).to_string() == cell.to_string() || matches!(cell, Cell::Missing)
                    };
                    assert!(
                        (0..table.n_rows())
                            .all(|other| !same(other) || with.contains(&other) == (column.cell(other) == cell))
                    );
                }
            }
        });
    }
}
