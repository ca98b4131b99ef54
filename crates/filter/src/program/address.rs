//! Sets of addresses.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;

use super::bound::Bound;
use crate::error::MeaningErrorKind;

/// Ranges of addresses, both ends included; ascending and apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct AddressSet {
    ranges: Vec<(IpAddr, IpAddr)>,
}

impl AddressSet {
    /// Of ranges in any order; one whose ends are the wrong way round holds nothing.
    pub(super) fn of(mut ranges: Vec<(IpAddr, IpAddr)>) -> Self {
        ranges.retain(|(first, last)| first <= last);
        wiresift_order::sort(&mut ranges);
        let mut apart: Vec<(IpAddr, IpAddr)> = Vec::with_capacity(ranges.len());
        for (first, last) in ranges {
            match apart.last_mut() {
                Some(before) if first <= before.1 => before.1 = before.1.max(last),
                _ => apart.push((first, last)),
            }
        }
        Self { ranges: apart }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    pub(super) fn contains(&self, address: IpAddr) -> bool {
        let after = self.ranges.partition_point(|(first, _)| *first <= address);
        let before = after.checked_sub(1).and_then(|at| self.ranges.get(at));
        before.is_some_and(|(_, last)| address <= *last)
    }
}

/// The first and the last address of a bound. Before and after an address are only those of its family.
pub(super) fn range(bound: Bound<IpNet>) -> Result<(IpAddr, IpAddr), MeaningErrorKind> {
    let (least, greatest): (IpAddr, IpAddr) = match bound.value() {
        IpNet::V4(_) => (Ipv4Addr::UNSPECIFIED.into(), Ipv4Addr::BROADCAST.into()),
        IpNet::V6(_) => (Ipv6Addr::UNSPECIFIED.into(), Ipv6Addr::from(u128::MAX).into()),
    };
    let (first, last) = match bound {
        Bound::Equal(net) => (net.network(), net.broadcast()),
        Bound::LessOrEqual(net) => (least, net.broadcast()),
        Bound::GreaterOrEqual(net) => (net.network(), greatest),
        Bound::Less(net) => (least, moved(net.network(), -1).unwrap_or(greatest)),
        Bound::Greater(net) => (moved(net.broadcast(), 1).unwrap_or(greatest), greatest),
        Bound::Between(first, last) => (first.network(), last.broadcast()),
    };
    // Nothing is before the least address, nor after the greatest.
    let is_none = match bound {
        Bound::Less(net) => net.network() == least,
        Bound::Greater(net) => net.broadcast() == greatest,
        _ => false,
    };
    let is_range = first.is_ipv4() == last.is_ipv4() && first <= last;
    match (is_none, is_range) {
        (true, _) => Ok((greatest, least)),
        (false, true) => Ok((first, last)),
        (false, false) => Err(MeaningErrorKind::Range),
    }
}

/// The address after or before, in the same family.
fn moved(address: IpAddr, by: i8) -> Option<IpAddr> {
    match address {
        IpAddr::V4(address) => Some(Ipv4Addr::from(u32::from(address).checked_add_signed(by.into())?).into()),
        IpAddr::V6(address) => Some(Ipv6Addr::from(u128::from(address).checked_add_signed(by.into())?).into()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn address() -> impl Strategy<Value = IpAddr> {
        let edge = prop::sample::select(
            &[
                "0.0.0.0",
                "0.0.0.1",
                "10.0.0.0",
                "255.255.255.255",
                "::",
                "::1",
                "ffff::",
                "fe80::1",
            ][..],
        );
        prop_oneof![
            edge.prop_map(|text| text.parse().unwrap()),
            (0..4_u32).prop_map(|low| Ipv4Addr::from(0x0a00_0000 + low).into())
        ]
    }

    /// What a bound holds, by comparing addresses of one family.
    fn holds(bound: Bound<IpNet>, address: IpAddr) -> bool {
        let net = bound.value();
        let (first, last) = (net.network(), net.broadcast());
        let is_family = first.is_ipv4() == address.is_ipv4();
        is_family
            && match bound {
                Bound::Equal(net) => net.contains(&address),
                Bound::Less(_) => address < first,
                Bound::LessOrEqual(_) => address <= last,
                Bound::Greater(_) => address > last,
                Bound::GreaterOrEqual(_) => address >= first,
                Bound::Between(_, to) => first <= address && address <= to.broadcast(),
            }
    }

    proptest! {
        #[test]
        fn a_set_holds_what_any_bound_holds(
            bounds in prop::collection::vec((address(), 0_u8..=8, 0..6_usize, address()), 0..5),
            asked in prop::collection::vec(address(), 20),
        ) {
            let bounds: Vec<Bound<IpNet>> = bounds.into_iter().map(|(address, shorter, kind, other)| {
                let whole = IpNet::from(address);
                let net = IpNet::new(address, whole.max_prefix_len() - shorter).unwrap().trunc();
                [
                    Bound::Equal(net),
                    Bound::Less(net),
                    Bound::LessOrEqual(net),
                    Bound::Greater(net),
                    Bound::GreaterOrEqual(net),
                    Bound::Between(net, IpNet::from(other)),
                ][kind]
            }).collect();
            let ranges: Vec<_> = bounds.iter().map(|&bound| (bound, range(bound))).collect();
            let set = AddressSet::of(ranges.iter().filter_map(|(_, range)| range.as_ref().ok().copied()).collect());
            for address in asked {
                let expected = ranges.iter().any(|(bound, range)| range.is_ok() && holds(*bound, address));
                prop_assert_eq!(set.contains(address), expected, "{}", address);
            }
            for (bound, range) in ranges {
                let is_wrong = match bound {
                    Bound::Between(a, b) => a.addr().is_ipv4() != b.addr().is_ipv4() || a.network() > b.broadcast(),
                    _ => false,
                };
                prop_assert_eq!(range.is_err(), is_wrong);
            }
        }
    }
}
