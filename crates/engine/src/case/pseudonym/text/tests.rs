use proptest::prelude::*;

use super::*;

fn pseudonyms() -> Pseudonyms {
    Pseudonyms::new(&[7; KEY_BYTES])
}

fn address(text: &str) -> String {
    pseudonyms().address(text.parse().unwrap())
}

#[test]
fn addresses_are_found_wherever_they_stand() {
    let (a, b) = (address("192.168.10.5"), address("104.16.207.165"));
    let v6 = address("2001:db8::7");
    for (text, expected) in [
        ("192.168.10.5", a.clone()),
        ("192.168.10.5:443", format!("{a}:443")),
        (
            "192.168.10.5-104.16.207.165-54865-443-6",
            format!("{a}-{b}-54865-443-6"),
        ),
        ("vxlan 192.168.10.5 104.16.207.165 12", format!("vxlan {a} {b} 12")),
        ("[2001:db8::7]:80", format!("[{v6}]:80")),
        ("seen at 192.168.10.5.", format!("seen at {a}.")),
        ("host192.168.10.5x", format!("host{a}x")),
        ("12:30:45 SF 1.5 e-3", "12:30:45 SF 1.5 e-3".to_owned()),
    ] {
        assert_eq!(pseudonyms().addresses(text), expected, "{text}");
    }
}

#[test]
fn hardware_addresses_keep_their_form() {
    let with_colons = pseudonyms().addresses("00:1B:21:aa:bb:cc");
    assert_eq!(with_colons.len(), 17);
    assert_ne!(with_colons, "00:1b:21:aa:bb:cc");
    assert_eq!(
        pseudonyms().addresses("00-1b-21-AA-BB-CC"),
        with_colons.replace(':', "-")
    );
    assert_eq!(pseudonyms().addresses("ff:ff:ff:ff:ff:ff"), "ff:ff:ff:ff:ff:ff");
}

#[test]
fn names_keep_their_levels_and_what_they_share() {
    let pseudonyms = pseudonyms();
    let (www, mail) = (
        pseudonyms.name("www.Example.com"),
        pseudonyms.name("mail.example.com:8080"),
    );
    assert_eq!(www.matches('.').count(), 2);
    let domain = www.split_once('.').unwrap().1;
    assert!(mail.ends_with(&format!(".{domain}:8080")));
    assert_eq!(domain, pseudonyms.name("example.com"));
    assert_ne!(www.split('.').next(), mail.split('.').next());
    assert_eq!(pseudonyms.name("fileserver").matches('.').count(), 0);
    assert_ne!(pseudonyms.name("fileserver"), "fileserver");
    assert_eq!(pseudonyms.name("10.1.2.3:80"), format!("{}:80", address("10.1.2.3")));
}

#[test]
fn names_in_a_text_go_and_words_stay() {
    let pseudonyms = pseudonyms();
    let user_agent = "Mozilla/5.0 (X11; Linux x86_64) curl/8.1";
    assert_eq!(pseudonyms.text(user_agent), user_agent);
    let banner = "SSH-2.0-OpenSSH_9.6p1 Debian-3";
    assert_eq!(pseudonyms.text(banner), banner);
    let path = pseudonyms.text("http://intra.example.org/a?next=10.0.0.7");
    assert!(
        !path.contains("intra") && !path.contains("10.0.0.7") && path.ends_with(&address("10.0.0.7")),
        "{path}"
    );
}

proptest! {
    #[test]
    fn no_text_is_too_odd(text in ".{0,80}") {
        let pseudonyms = pseudonyms();
        for replaced in [pseudonyms.text(&text), pseudonyms.addresses(&text), pseudonyms.name(&text)] {
            prop_assert!(replaced.len() <= 40 * (text.len() + 1));
        }
    }

    #[test]
    fn no_address_is_left(octets: [u8; 4], before in "[a-z =(:-]{0,6}", after in "[ ,;)/:-]{0,3}") {
        let address = std::net::Ipv4Addr::from(octets).to_string();
        let text = format!("{before}{address}{after}");
        let replaced = pseudonyms().addresses(&text);
        prop_assert!(!replaced.contains(&address) || pseudonyms().address(address.parse().unwrap()).contains(&address), "{}", replaced);
    }
}
