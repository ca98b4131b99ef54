//! What is shown of a flow and never fed to a detector.

use std::borrow::Cow;

use wiresift_flow::{Flow, Hints, Sign};

/// A column of words, left out when no flow has any.
pub(super) struct Detail {
    pub(super) name: &'static str,
    /// Empty where there is none.
    pub(super) value: fn(&Flow) -> Cow<'_, str>,
}

pub(super) const DETAILS: &[Detail] = &[
    Detail {
        name: "history",
        value: |flow| flow.history.as_str().into(),
    },
    Detail {
        name: "vlan",
        value: |flow| flow.vlan.map(|vlan| vlan.to_string()).unwrap_or_default().into(),
    },
    Detail {
        name: "tunnel_parents",
        value: tunnel_parents,
    },
    Detail {
        name: "server_name",
        value: |flow| words(flow, server_name),
    },
    Detail {
        name: "ja4",
        value: |flow| words(flow, |hints| hints.tls.as_ref()?.ja4.as_deref()),
    },
    Detail {
        name: "http_method",
        value: |flow| words(flow, |hints| hints.http.as_ref()?.method.as_deref()),
    },
    Detail {
        name: "user_agent",
        value: |flow| words(flow, |hints| hints.http.as_ref()?.user_agent.as_deref()),
    },
    Detail {
        name: "ssh_client",
        value: |flow| words(flow, |hints| hints.ssh.as_ref()?.client.as_deref()),
    },
    Detail {
        name: "payload_sign",
        value: |flow| words(flow, |hints| hints.sign.map(Sign::name)),
    },
];

fn words(flow: &Flow, pick: fn(&Hints) -> Option<&str>) -> Cow<'_, str> {
    flow.hints.as_deref().and_then(pick).unwrap_or_default().into()
}

/// Who is asked for: the server of TLS or HTTP, the first name of DNS.
fn server_name(hints: &Hints) -> Option<&str> {
    let tls = hints.tls.as_ref().and_then(|tls| tls.server_name.as_deref());
    let http = || hints.http.as_ref()?.host.as_deref();
    let dns = || hints.dns.as_ref()?.query.as_deref();
    tls.or_else(http).or_else(dns)
}

fn tunnel_parents(flow: &Flow) -> Cow<'_, str> {
    let Some(parent) = flow.parent else {
        return Cow::Borrowed("");
    };
    let (source, destination) = (parent.source, parent.destination);
    let kind = format!("{:?}", parent.tunnel).to_ascii_lowercase();
    format!("{kind} {source} {destination} {}", parent.id).into()
}
