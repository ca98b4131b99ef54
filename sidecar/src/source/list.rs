//! The interfaces of this machine, as libpcap lists them.

use pcap::{ConnectionStatus, Device};
use wiresift_wire::Interface;

use super::SourceError;

/// Most interfaces that are listed, so that the list stays within one message.
const MAX_INTERFACES: usize = 256;

pub(super) fn interfaces() -> Result<Vec<Interface>, SourceError> {
    let devices = Device::list().map_err(|error| SourceError::Interface {
        name: "(all)".to_owned(),
        reason: error.to_string(),
    })?;
    let usable = devices.into_iter().filter(is_network);
    Ok(usable.take(MAX_INTERFACES).map(interface).collect())
}

/// libpcap also lists buses and log groups, whose packets hold no network traffic.
fn is_network(device: &Device) -> bool {
    let other = ["bluetooth", "nflog", "nfqueue", "usbmon", "dbus"];
    !other.iter().any(|prefix| device.name.starts_with(prefix))
}

fn interface(device: Device) -> Interface {
    Interface {
        is_up: device.flags.is_up() && device.flags.connection_status != ConnectionStatus::Disconnected,
        is_loopback: device.flags.is_loopback(),
        description: device.desc.unwrap_or_default(),
        addresses: device
            .addresses
            .iter()
            .map(|address| address.addr.to_string())
            .collect(),
        name: device.name,
    }
}
