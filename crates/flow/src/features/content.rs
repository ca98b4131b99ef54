//! What the payload says, in numbers.

use super::side::ratio;
use super::{Feature, FlowValue, Unit};
use crate::Flow;
use crate::hint::{Dns, Http, TlsTransport};

macro_rules! features {
    ($($name:literal, $unit:ident, $about:literal, $source:literal, $value:expr;)*) => {
        &[$(Feature { name: $name, unit: Unit::$unit, about: $about, source: $source, value: $value as FlowValue },)*]
    };
}

/// Zero for a flow in which the protocol was not seen.
pub(super) const CONTENT: &[Feature] = features! {
    "dns_queries", Count, "DNS queries", "Zeek dns.log, lines", |flow| dns(flow, |dns| f64::from(dns.n_queries));
    "dns_names", Count, "Different names asked for, up to 256", "own", |flow| dns(flow, |dns| dns.n_names.into());
    "dns_longest_name", Bytes, "Length of the longest name asked for", "own",
        |flow| dns(flow, |dns| dns.max_name_len.into());
    "dns_name_entropy", Bits, "Mean entropy of the labels asked for, a character", "own",
        |flow| dns(flow, |dns| f64::from(dns.mean_label_entropy()));
    "dns_carrier_share", Ratio, "Share of queries of types that carry data: TXT, NULL, CNAME, MX", "own",
        |flow| dns(flow, |dns| f64::from(dns.carrier_share()));
    "dns_nonexistent_share", Ratio, "Share of responses that know no such name", "Zeek dns.log `rcode`",
        |flow| dns(flow, |dns| ratio(dns.n_nonexistent.into(), dns.n_responses.into()));
    "dns_answer_bytes", Bytes, "Bytes of answers", "own", |flow| dns(flow, |dns| dns.answer_bytes as f64);
    "failed_logins", Count, "Failed logins in clear text: FTP, SMTP, POP3, IMAP, Telnet", "KDD'99 `num_failed_logins`",
        |flow| flow.hints.as_ref().map_or(0.0, |hints| hints.n_failed_logins.into());
    "http_requests", Count, "HTTP requests", "Zeek http.log `trans_depth`",
        |flow| http(flow, |http| http.n_requests.into());
    "http_error", Flag, "Whether the first HTTP answer is an error", "Zeek http.log `status_code`",
        |flow| http(flow, |http| f64::from(http.status.is_some_and(|status| status >= 400)));
    "is_tls", Flag, "Whether there is TLS, over whatever", "Zeek ssl.log, lines",
        |flow| tls(flow, |_, _| true);
    "is_quic", Flag, "Whether it is QUIC", "Zeek quic.log, lines",
        |flow| tls(flow, |transport, _| transport == TlsTransport::Quic);
    "tls_without_name", Flag, "Whether a TLS client names no server", "Zeek ssl.log `server_name`",
        |flow| tls(flow, |_, has_name| !has_name);
};

fn dns(flow: &Flow, value: fn(&Dns) -> f64) -> f64 {
    let hints = flow.hints.as_deref();
    hints.and_then(|hints| hints.dns.as_deref()).map_or(0.0, value)
}

fn http(flow: &Flow, value: fn(&Http) -> f64) -> f64 {
    let hints = flow.hints.as_deref();
    hints.and_then(|hints| hints.http.as_deref()).map_or(0.0, value)
}

fn tls(flow: &Flow, is: fn(TlsTransport, bool) -> bool) -> f64 {
    let tls = flow.hints.as_deref().and_then(|hints| hints.tls.as_deref());
    f64::from(tls.is_some_and(|tls| is(tls.transport, tls.server_name.is_some())))
}
