//! Numbers that describe a flow, and the traffic around it.
