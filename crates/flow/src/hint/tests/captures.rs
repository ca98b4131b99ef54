//! Names in real captures, against what tshark 4.0 and nDPI's own test results say of the same files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use wiresift_capture::{CaptureOptions, CaptureReader};

use crate::hint::{Detection, Dns, Hints, Service, Tls};
use crate::{Flow, FlowOptions, FlowTable};

/// The flows of a capture; `None`, and a line that says so, where the folder is not there.
fn flows(name: &str) -> Option<Vec<Flow>> {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("WIRESIFT_DATA").map_or(shared, PathBuf::from);
    let Ok(bytes) = std::fs::read(folder.join("captures").join(name)) else {
        println!("skipped: no {name} (set WIRESIFT_DATA)");
        return None;
    };
    let mut flows = Vec::new();
    let mut table = FlowTable::new(FlowOptions::default());
    let mut reader = CaptureReader::new(CaptureOptions::default());
    reader
        .push(&bytes, &mut |packet| table.push(&packet, &mut |flow| flows.push(flow)))
        .unwrap();
    reader.finish(&mut |packet| table.push(&packet, &mut |flow| flows.push(flow)));
    table.finish(&mut |flow| flows.push(flow));
    Some(flows)
}

fn hints(flows: &[Flow]) -> impl Iterator<Item = &Hints> {
    flows.iter().filter_map(|flow| flow.hints.as_deref())
}

fn tls(flows: &[Flow]) -> impl Iterator<Item = &Tls> {
    hints(flows).filter_map(|hints| hints.tls.as_deref())
}

/// How often each server's name is asked for.
fn server_names(flows: &[Flow]) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for name in tls(flows).filter_map(|tls| tls.server_name.as_deref()) {
        *counts.entry(name).or_default() += 1;
    }
    counts
}

/// `tshark -T fields -e tls.handshake.extensions_server_name`: how many, how many different, and one of them.
#[test]
fn server_names_are_those_of_tshark() {
    let cases = [
        ("ndpi_sites.pcapng", 59, 59, ("classroom.google.com", 1)),
        ("derived_ns_sites.pcap", 59, 59, ("classroom.google.com", 1)),
        ("ndpi_teams.pcap", 38, 20, ("mobile.pipe.aria.microsoft.com", 9)),
        ("ndpi_alexa-app.pcapng", 82, 14, ("pitangui.amazon.com", 40)),
        ("ndpi_reddit.pcap", 59, 36, ("www.redditstatic.com", 6)),
        ("ndpi_quic-v2.pcapng", 1, 1, ("test", 1)),
        ("ndpi_android.pcap", 18, 11, ("android.clients.google.com", 3)),
        ("ndpi_vxlan.pcap", 2, 2, ("facebook.com", 1)),
        ("ndpi_6in4tunnel.pcap", 2, 2, ("www.facebook.com", 1)),
        ("ndpi_smtp-starttls.pcap", 1, 1, ("dovecot.weberlab.de", 1)),
        ("ndpi_dlt_ppp.pcap", 1, 1, ("server4", 1)),
        ("nfs_tor.pcap", 7, 7, ("www.ct7ctrgb6cr7.com", 1)),
        ("slips_cc_periodic.pcap", 299, 1, ("testing.com", 299)),
    ];
    for (name, n, n_different, (server, n_server)) in cases {
        let Some(flows) = flows(name) else { return };
        let names = server_names(&flows);
        assert_eq!((names.values().sum(), names.len()), (n, n_different), "{name}");
        assert_eq!(names.get(server), Some(&n_server), "{name}");
    }
}

/// nDPI's `tests/cfgs/default/result`.
#[test]
fn fingerprints_are_those_of_ndpi() {
    let cases = [
        (
            "ndpi_reddit.pcap",
            "www.googletagservices.com",
            "t13d1515h2_8daaf6152771_de4a06bb82e3",
        ),
        ("ndpi_quic-v2.pcapng", "test", "q13d0310h3_55b375c5d22e_0a3b52e28cea"),
        ("ndpi_dlt_ppp.pcap", "server4", "q00d0308h9_55b375c5d22e_23ed935430f2"),
        (
            "ndpi_zoom.pcap",
            "zoomfrn99mmr.zoom.us",
            "t12d930700_72a4e8475a2e_4446390ac224",
        ),
        (
            "ndpi_zoom.pcap",
            "dati.ntop.org",
            "t12d800700_64d9932cae36_4446390ac224",
        ),
        (
            "ndpi_zoom.pcap",
            "www.googletagmanager.com",
            "t10d0909h2_61c4dbd01224_cc731f12afbb",
        ),
    ];
    for (name, server, ja4) in cases {
        let Some(flows) = flows(name) else { return };
        let found = tls(&flows).find(|tls| tls.server_name.as_deref() == Some(server));
        assert_eq!(found.and_then(|tls| tls.ja4.as_deref()), Some(ja4), "{name} {server}");
    }
}

/// Brute force of SSH on port 902.
#[test]
fn ssh_is_found_on_any_port() {
    let Some(flows) = flows("slips_ssh_bruteforce.pcap") else {
        return;
    };
    let ssh: Vec<&Hints> = hints(&flows)
        .filter(|hints| hints.service == Some(Service::Ssh))
        .collect();
    assert!(
        ssh.len() > 60 && ssh.iter().all(|hints| hints.detection == Detection::ByContent),
        "{}",
        ssh.len()
    );
    let clients = ssh.iter().filter_map(|hints| hints.ssh.as_ref()?.client.as_deref());
    assert!(clients.clone().count() > 60 && clients.clone().all(|client| client.starts_with("SSH-2.0-")));
}

/// Tunnels of iodine and dnscat2, and look-ups of web sites.
#[test]
fn tunnels_differ_from_look_ups() {
    let busiest = |name| {
        let flows = flows(name)?;
        let dns = hints(&flows).filter_map(|hints| hints.dns.as_deref());
        dns.max_by_key(|dns| dns.n_queries).cloned()
    };
    let is_tunnel = |dns: &Dns| dns.mean_label_entropy() > 2.9 && dns.carrier_share() > 0.5 && dns.max_name_len > 100;
    for name in [
        "ndpi_dns-tunnel-iodine.pcap",
        "ndpi_dns_exfiltration.pcap",
        "ndpi_bad-dns-traffic.pcap",
    ] {
        let Some(dns) = busiest(name) else { return };
        assert!(
            is_tunnel(&dns),
            "{name} {} {}",
            dns.mean_label_entropy(),
            dns.carrier_share()
        );
    }
    for name in [
        "ndpi_1kxun.pcap",
        "ndpi_android.pcap",
        "ndpi_teams.pcap",
        "nfs_skype.pcap",
    ] {
        let Some(dns) = busiest(name) else { return };
        assert!(!is_tunnel(&dns), "{name} {}", dns.mean_label_entropy());
    }
}
