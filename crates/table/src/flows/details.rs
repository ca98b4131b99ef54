//! What is shown of a flow and never fed to a detector.

use std::borrow::Cow;

use wiresift_flow::Flow;

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
];

/// What the payload shows the application to be.
pub(super) fn service(_: &Flow) -> Option<&str> {
    None
}

fn tunnel_parents(flow: &Flow) -> Cow<'_, str> {
    let Some(parent) = flow.parent else {
        return Cow::Borrowed("");
    };
    let (source, destination) = (parent.source, parent.destination);
    let kind = format!("{:?}", parent.tunnel).to_lowercase();
    format!("{kind} {source} {destination} {}", parent.id).into()
}
