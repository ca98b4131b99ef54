//! Identifiers: a type, two hyphens, a UUID of version 5.

use serde_json::Value;
use sha1::{Digest, Sha1};

use crate::document::Document;

/// The standard's namespace, for observables only.
const OBSERVABLES: u128 = 0x00ab_edb4_aa42_466c_9c01_fed2_3315_a9b7;
/// This project's, for everything else; drawn once.
const OWN: u128 = 0x6f1c_52c8_3d0e_4b7a_9d35_7be1_40c2_a8f6;

/// The identifier of an observable, by the properties that contribute to it. Objects of `serde_json` are written in the order
/// of their members' names and without blanks, as RFC 8785 wants; their strings here hold nothing that it writes otherwise.
pub(super) fn observable(kind: &str, contributing: &Document) -> String {
    let name = Value::from(contributing.clone()).to_string();
    format!("{kind}--{}", uuid(OBSERVABLES, &name))
}

/// The identifier of anything else.
pub(super) fn own(kind: &str, name: &str) -> String {
    format!("{kind}--{}", uuid(OWN, &format!("{kind} {name}")))
}

/// RFC 9562, section 5.5.
fn uuid(namespace: u128, name: &str) -> String {
    let mut hash = Sha1::new();
    hash.update(namespace.to_be_bytes());
    hash.update(name.as_bytes());
    let bits = (hash.finalize().iter().take(16)).fold(0, |bits: u128, byte| bits << 8 | u128::from(*byte));
    let bits = bits & !(0xf << 76) | 5 << 76;
    let bits = bits & !(0b11 << 62) | 0b10 << 62;
    let hex = format!("{bits:032x}");
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    let parts = [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)];
    parts.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_published_uuid_comes_out() {
        // RFC 9562, appendix A.4: the namespace of DNS and "www.example.com".
        let dns = 0x6ba7_b810_9dad_11d1_80b4_00c0_4fd4_30c8;
        assert_eq!(uuid(dns, "www.example.com"), "2ed6657d-e927-568b-95e1-2665a8aea6a2");
    }

    #[test]
    fn addresses_have_the_identifiers_that_oasis_library_gives_them() {
        let id = |kind, value: &str| observable(kind, &Document::default().with("value", value));
        assert_eq!(
            id("ipv4-addr", "10.0.0.5"),
            "ipv4-addr--9b2a70bf-92d9-5cd3-a61c-f06e7f0277c9"
        );
        assert_eq!(
            id("ipv6-addr", "2001:db8::1"),
            "ipv6-addr--6469e3a9-b053-5e34-a025-9396ae051d26"
        );
    }
}
