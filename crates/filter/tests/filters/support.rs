//! A small table of flows, made by hand.

use std::sync::OnceLock;

use wiresift_filter::{AddressCache, Computed, ComputedValues, Fields, FilterError, Program, parse};
use wiresift_table::{ReadOptions, Table, TableReader};

/// Zeek's columns and some of ours. Row 4 has two sides that differ in family from row to row; rows 7 and 10 lack values.
pub(crate) const FLOWS: &str = "\
ts,uid,id.orig_h,id.orig_p,id.resp_h,id.resp_p,proto,service,duration,orig_bytes,resp_bytes,conn_state,history,vlan,server_name,user_agent,orig_l2_addr,label
1704067200.0,C0,10.0.0.1,40000,10.0.0.2,80,tcp,http,1.5,200,5000,SF,ShADadFf,,www.example.com,Mozilla/5.0,00:1a:2b:3c:4d:5e,normal
1704067201.0,C1,10.0.0.1,40001,192.0.2.7,443,tcp,ssl,30,1500,90000,SF,ShADadFf,,www.Example.org,,00:1a:2b:3c:4d:5e,normal
1704067202.5,C2,10.0.0.1,50000,10.0.0.53,53,udp,dns,0.02,40,120,SF,Dd,,tunnel.evil.test,,00:1a:2b:3c:4d:5e,attack
1704067203.0,C3,10.0.0.66,40100,10.0.0.2,22,tcp,,0,0,0,REJ,Sr,7,,,00:66:66:66:66:66,attack
1704067204.0,C4,10.0.0.66,40101,10.0.0.2,23,tcp,,0,0,0,S0,S,7,,,00:66:66:66:66:66,attack
1704067205.0,C5,2001:db8::1,40000,2001:db8::2,443,tcp,ssl,12,700,1000,SF,ShADadFf,,ipv6.example.com,,,normal
1704067206.0,C6,2001:db8::1,60000,2001:db8::53,53,udp,dns,0.1,50,80,SF,Dd,,www.example.com,,,normal
1704067207.0,C7,192.168.1.5,3,10.0.0.2,1,icmp,,,,,OTH,,,,,,normal
1704070800.0,C8,172.16.0.9,443,172.16.0.10,443,tcp,ssl,100,1000,1000,RSTO,ShADadR,12,,,,normal
1704070801.0,C9,9.0.0.1,1024,10.0.0.2,8080,tcp,http,0.1,300,20000,SF,ShADadFf,,say \"\"hi\"\" \\o/,curl/8.0,,normal
1704153600.0,C10,10.0.0.2,80,10.0.0.2,80,tcp,,2,10,20,SF,ShADadFf,100,,,,attack
1704153601.0,C11,10.0.0.255,5353,224.0.0.251,5353,udp,mdns,5,900,0,S0,D,,printer.local,,,normal
";

/// Anomaly scores, votes, severities and marks of the rows, as a session would give them.
const SCORES: [f64; 12] = [0.1, 0.2, 0.99, 0.95, 0.93, 0.3, 0.25, f64::NAN, 0.5, 0.4, 0.85, 0.05];
const VOTES: [f64; 12] = [0.0, 0.0, 4.0, 3.0, 2.0, 0.0, 0.0, 0.0, 1.0, 0.0, 2.0, 0.0];
const SEVERITIES: [&str; 4] = ["none", "low", "medium", "high"];
const MARKS: [&str; 2] = ["true", "false"];

pub(crate) fn table(csv: &str) -> Table {
    let mut reader = TableReader::new("flows.csv", ReadOptions::default());
    let quoted = csv.replace("say \"\"hi\"\" \\o/", "\"say \"\"hi\"\" \\o/\"");
    reader.push(quoted.as_bytes()).unwrap();
    reader.finish().unwrap()
}

fn computed() -> Vec<Computed<'static>> {
    let number = |name, of: fn(usize) -> f64| Computed {
        name,
        about: "",
        values: ComputedValues::Number(Box::new(of)),
    };
    let choice = |name, names, is_ordered, of: fn(usize) -> Option<usize>| Computed {
        name,
        about: "",
        values: ComputedValues::Choice {
            names,
            is_ordered,
            of: Box::new(of),
        },
    };
    vec![
        number("score", |row| SCORES[row]),
        number("votes", |row| VOTES[row]),
        choice("severity", &SEVERITIES, true, |row| match VOTES[row] {
            votes if votes < 2.0 => Some(0),
            votes if votes < 3.0 => Some(1),
            votes if votes < 4.0 => Some(2),
            _ => Some(3),
        }),
        choice("marked", &MARKS, false, |row| match row {
            2 | 3 => Some(0),
            10 => Some(1),
            _ => None,
        }),
    ]
}

pub(crate) fn with_fields<T>(csv: &str, then: impl FnOnce(&Fields<'_>) -> T) -> T {
    let table = table(csv);
    let cache = AddressCache::new(&table);
    then(&Fields::new(&table, &cache, computed()))
}

/// With the fields of [`FLOWS`], which is read once.
pub(crate) fn with_flows<T>(then: impl FnOnce(&Fields<'_>) -> T) -> T {
    static TABLE: OnceLock<Table> = OnceLock::new();
    let table = TABLE.get_or_init(|| table(FLOWS));
    let cache = AddressCache::new(table);
    then(&Fields::new(table, &cache, computed()))
}

pub(crate) fn rows(filter: &str, fields: &Fields<'_>) -> Result<Vec<usize>, FilterError> {
    let expr = parse(filter)?;
    let program = Program::new(&expr, fields)?;
    Ok(program.run().rows().map(|row| row as usize).collect())
}
