//! Protocols over TCP.

use super::{binary, control, data};
use crate::hint::{Service, http, tls};

/// What a segment is of, if it is of a protocol that is not made of lines.
pub(crate) fn stream(payload: &[u8]) -> Option<Service> {
    match payload.first()? {
        b'A'..=b'Z' => letters(payload),
        20..=23 if tls::is_later_record(payload) => Some(Service::Ssl),
        0x80..=0x8f if tls::is_ssl2_hello(payload) => Some(Service::Ssl),
        0x80 => binary::is_rpc_call(payload.get(4..)?).then_some(Service::Rpc),
        0x00 => zero(payload),
        0x03 => tpkt(payload).or_else(|| binary::is_rtmp(payload).then_some(Service::Rtmp)),
        0x04 => binary::is_socks4(payload).then_some(Service::Socks),
        0x05 => five(payload),
        0x10 => binary::is_mqtt(payload).then_some(Service::Mqtt),
        0x12 => data::is_tds(payload).then_some(Service::Tds),
        0x13 => payload
            .starts_with(b"\x13BitTorrent protocol")
            .then_some(Service::BitTorrent),
        0x30 => binary::is_ldap(payload).then_some(Service::Ldap),
        0x68 => control::is_iec104(payload).then_some(Service::Iec104),
        0xf9 => binary::is_bitcoin(payload).then_some(Service::Bitcoin),
        0xff => ones(payload),
        _ => None,
    }
    .or_else(|| lengths(payload))
}

fn letters(payload: &[u8]) -> Option<Service> {
    if payload.starts_with(b"AMQP") {
        return Some(Service::Amqp);
    }
    http::service(payload)
}

/// Fields that are often zero come first: lengths.
fn zero(payload: &[u8]) -> Option<Service> {
    if binary::is_smb_session(payload) {
        Some(Service::Smb)
    } else if data::is_postgresql(payload) {
        Some(Service::PostgreSql)
    } else if binary::is_pptp(payload) {
        Some(Service::Pptp)
    } else {
        let is_kerberos = payload.get(4..).is_some_and(binary::is_kerberos);
        is_kerberos.then_some(Service::Kerberos)
    }
}

fn five(payload: &[u8]) -> Option<Service> {
    if control::is_dnp3(payload) {
        Some(Service::Dnp3)
    } else if binary::is_dce_rpc(payload) {
        Some(Service::DceRpc)
    } else {
        binary::is_socks5(payload).then_some(Service::Socks)
    }
}

fn ones(payload: &[u8]) -> Option<Service> {
    if binary::is_telnet(payload) {
        return Some(Service::Telnet);
    }
    binary::is_bgp(payload).then_some(Service::Bgp)
}

/// Protocols in packets of ISO transport over TCP (RFC 1006).
fn tpkt(payload: &[u8]) -> Option<Service> {
    control::tpkt(payload)
}

/// Protocols known by a length at their start, whatever its value.
fn lengths(payload: &[u8]) -> Option<Service> {
    if data::is_mysql(payload) {
        Some(Service::MySql)
    } else if control::is_modbus(payload) {
        Some(Service::Modbus)
    } else {
        data::is_mongodb(payload).then_some(Service::MongoDb)
    }
}
