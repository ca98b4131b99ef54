//! Control messages come back as they were written; others are refused.

use proptest::prelude::*;
use wiresift_wire::{
    Carry, Counts, Drops, FailureKind, Interface, MAX_CONTROL_BYTES, Notice, Request, Source, StartOptions, Started,
    Status, Stopped, Usage, WireError, decode_notice, decode_request, encode_notice, encode_request,
};

fn requests() -> Vec<Request> {
    vec![
        Request::Hello {
            version: 1,
            token: "abc".to_owned(),
        },
        Request::Interfaces,
        Request::Start {
            options: StartOptions {
                source: Some(Source::Interface {
                    name: "eth0".to_owned(),
                }),
                filter: "tcp port 22".to_owned(),
                snaplen: Some(128),
                promiscuous: Some(true),
                buffer_mib: Some(64),
            },
        },
        Request::Stop,
        Request::Carry { carry: Carry::Flows },
        Request::Pause,
        Request::Resume,
        Request::Save {
            name: "a.pcap".to_owned(),
        },
        Request::Status,
    ]
}

fn notices() -> Vec<Notice> {
    vec![
        Notice::Welcome {
            version: 1,
            release: "0.1.0".to_owned(),
            can_replay: true,
            can_capture: false,
            can_save: true,
        },
        Notice::Interfaces {
            interfaces: vec![Interface {
                name: "eth0".to_owned(),
                description: String::new(),
                addresses: vec!["10.0.0.1".to_owned()],
                is_up: true,
                is_loopback: false,
            }],
        },
        Notice::Started(Started {
            capture: u64::MAX,
            source: Source::Replay {},
            filter: String::new(),
            snaplen: 65_535,
            began_nanos: i64::MIN,
            n_taken: 5,
            n_flows: 2,
        }),
        Notice::Stopped(Stopped {
            capture: 1,
            n_taken: 10,
            n_flows: 3,
            reason: Some("the interface went down".to_owned()),
            is_fault: true,
        }),
        Notice::Carrying {
            carry: Carry::Flows,
            is_forced: true,
            next_packet: 10,
            next_flow: 4,
        },
        Notice::Status(Status {
            is_running: true,
            capture: 3,
            counts: Counts {
                packets: u64::MAX,
                ..Counts::default()
            },
            drops: Drops {
                kernel: 1,
                ..Drops::default()
            },
            usage: Usage {
                cpu_cores: Some(0.5),
                memory_bytes: None,
            },
        }),
        Notice::Saved {
            name: "a.pcap".to_owned(),
            n_packets: 3,
            n_bytes: 400,
        },
        Notice::Failed {
            kind: FailureKind::Rights,
            message: "no".to_owned(),
        },
    ]
}

#[test]
fn requests_come_back() {
    for request in requests() {
        let text = encode_request(&request).unwrap();
        assert_eq!(decode_request(&text).unwrap(), request, "{text}");
    }
}

#[test]
fn notices_come_back() {
    for notice in notices() {
        let text = encode_notice(&notice).unwrap();
        assert_eq!(decode_notice(&text).unwrap(), notice, "{text}");
    }
}

#[test]
fn options_may_be_left_out() {
    let request = decode_request(r#"{"type":"start","options":{}}"#).unwrap();
    let options = StartOptions::default();
    assert_eq!(request, Request::Start { options });
}

#[test]
fn a_token_is_not_shown_by_debug() {
    let hello = Request::Hello {
        version: 1,
        token: "secret".to_owned(),
    };
    assert!(!format!("{hello:?}").contains("secret"));
}

#[test]
fn what_is_not_known_is_refused() {
    for text in [
        "",
        "null",
        "[]",
        r#"{"type":"format_disk"}"#,
        r#"{"type":"start","options":{"source":{"kind":"replay","file":"/etc/passwd"}}}"#,
        r#"{"type":"start","options":{"snaplen":-1}}"#,
        r#"{"type":"save","name":"a","folder":"/etc"}"#,
        r#"{"type":"hello","version":300,"token":"a"}"#,
    ] {
        assert!(matches!(decode_request(text), Err(WireError::Control { .. })), "{text}");
    }
}

#[test]
fn long_messages_are_refused_unread() {
    let name = "a".repeat(MAX_CONTROL_BYTES);
    assert!(matches!(
        encode_request(&Request::Save { name }),
        Err(WireError::TooLong { .. })
    ));
    let nested = "[".repeat(MAX_CONTROL_BYTES + 1);
    assert!(matches!(decode_notice(&nested), Err(WireError::TooLong { .. })));
    // Deep nesting within the limit must not end the stack.
    assert!(decode_notice(&"[".repeat(MAX_CONTROL_BYTES)).is_err());
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in ".{0,200}") {
        if let Ok(request) = decode_request(&text) {
            prop_assert!(encode_request(&request).is_ok());
        }
    }

    #[test]
    fn changed_text_is_read_or_refused(which in 0_usize..9, at in any::<prop::sample::Index>(), byte in 0x20_u8..0x7f) {
        let mut bytes = encode_request(&requests()[which]).unwrap().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if let Ok(request) = decode_request(std::str::from_utf8(&bytes).unwrap()) {
            prop_assert!(encode_request(&request).is_ok());
        }
    }
}
