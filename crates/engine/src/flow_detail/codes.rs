//! Zeek's codes, in words.
//!
//! # Source
//! Zeek's documentation of `conn.log`, fields `conn_state` and `history`.

use wiresift_flow::{ConnState, FlowProtocol};

use crate::message::Explained;

/// What a connection's state means; of protocols without connections, who sent.
pub(super) fn state(code: &str, protocol: FlowProtocol) -> Option<Explained> {
    let state = ConnState::ALL.into_iter().find(|state| state.name() == code)?;
    let meaning = if protocol == FlowProtocol::TCP {
        of_tcp(state)
    } else {
        match state {
            ConnState::S0 => "Only the originator sent: nobody answered",
            ConnState::SF => "Both sides sent",
            ConnState::Shr => "Only the responder sent",
            state => of_tcp(state),
        }
    };
    Some(explained(code, meaning))
}

fn of_tcp(state: ConnState) -> &'static str {
    match state {
        ConnState::S0 => "The connection was tried, and nobody answered",
        ConnState::S1 => "Established, and not ended while it was watched",
        ConnState::SF => "Opened and closed as it should be",
        ConnState::Rej => "The connection was tried, and refused",
        ConnState::S2 => "Established; the originator closed, and the responder did not",
        ConnState::S3 => "Established; the responder closed, and the originator did not",
        ConnState::Rsto => "Established; the originator broke it off",
        ConnState::Rstr => "The responder broke it off",
        ConnState::Rstos0 => "The originator asked, then broke it off before any answer",
        ConnState::Rstrh => "The responder accepted, then broke it off; the request was not seen",
        ConnState::Sh => "The originator asked and closed; no answer was seen (half open)",
        ConnState::Shr => "The responder accepted and closed; the request was not seen",
        ConnState::Oth => "Traffic in the middle of a connection: neither its opening nor its end was seen",
    }
}

/// Each letter of a history with its meaning, in its order.
pub(super) fn history(letters: &str) -> Vec<Explained> {
    letters.chars().map(letter).collect()
}

fn letter(letter: char) -> Explained {
    let what = match letter.to_ascii_lowercase() {
        's' => "asked to connect (SYN)",
        'h' => "accepted (SYN-ACK)",
        'a' => "acknowledged",
        'd' => "sent data",
        'f' => "closed (FIN)",
        'r' => "reset (RST)",
        'c' => "sent a packet with a bad checksum",
        'g' => "sent data that is missing from the capture",
        't' => "sent data again",
        'w' => "had no room for more data (window of 0)",
        'i' => "sent flags that contradict each other",
        'q' => "sent several of SYN, FIN and RST together",
        '^' => return explained("^", "The direction was turned round"),
        'x' => "was no longer looked at",
        _ => "did something that is not known here",
    };
    let who = if letter.is_ascii_uppercase() {
        "Originator"
    } else {
        "Responder"
    };
    explained(&letter.to_string(), &format!("{who} {what}"))
}

fn explained(code: &str, meaning: &str) -> Explained {
    Explained {
        code: code.to_owned(),
        meaning: meaning.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn upper_case_is_the_originator() {
        let meanings: Vec<String> = history("ShR^").into_iter().map(|letter| letter.meaning).collect();
        assert_eq!(
            meanings,
            [
                "Originator asked to connect (SYN)",
                "Responder accepted (SYN-ACK)",
                "Originator reset (RST)",
                "The direction was turned round"
            ]
        );
    }

    #[test]
    fn a_state_means_something_else_without_connections() {
        let tcp = state("S0", FlowProtocol::TCP).unwrap();
        let udp = state("S0", FlowProtocol::UDP).unwrap();
        assert_ne!(tcp.meaning, udp.meaning);
        assert_eq!(state("CON", FlowProtocol::UDP), None, "a code of another tool");
    }
}
