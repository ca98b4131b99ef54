//! Giving up rights, once the device is open and before the first packet is read.
//!
//! Reading from an open device needs no right, so all of them go: of root the user and the groups, of a program with
//! file capabilities these. `--any-interface` keeps `CAP_NET_RAW` alone, so that a page may open another interface.

use anyhow::{Result, bail};

/// What to keep and whom to become.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Keep {
    /// The user to become where this is root; without, who called `sudo`.
    pub(crate) user: Option<String>,
    /// Keep `CAP_NET_RAW`.
    pub(crate) can_open: bool,
    /// Stay root.
    pub(crate) is_root_wanted: bool,
}

/// Gives up what is not to be kept. Must come before any other thread is started: capabilities are of threads.
///
/// # Errors
/// Where that fails, or this is root and there is nobody to become.
#[cfg(target_os = "linux")]
pub(crate) fn drop_rights(keep: &Keep) -> Result<()> {
    use caps::{CapSet, Capability, CapsHashSet};

    let is_root = nix::unistd::geteuid().is_root();
    if is_root && keep.is_root_wanted {
        return Ok(());
    }
    let permitted = caps::read(None, CapSet::Permitted)?;
    let kept: CapsHashSet = [Capability::CAP_NET_RAW]
        .into_iter()
        .filter(|capability| keep.can_open && permitted.contains(capability))
        .collect();
    if is_root {
        caps::securebits::set_keepcaps(!kept.is_empty())?;
        become_user(keep.user.as_deref())?;
        if kept.is_empty() {
            return check_gone(&kept);
        }
    }
    // The ambient and inheritable sets would pass to programs that are started; there are none, and none gets any.
    caps::clear(None, CapSet::Ambient)?;
    caps::clear(None, CapSet::Inheritable)?;
    caps::set(None, CapSet::Effective, &kept)?;
    caps::set(None, CapSet::Permitted, &kept)?;
    check_gone(&kept)
}

/// A right that was not given up is worse than a start that fails.
#[cfg(target_os = "linux")]
fn check_gone(kept: &caps::CapsHashSet) -> Result<()> {
    if nix::unistd::geteuid().is_root() || &caps::read(None, caps::CapSet::Permitted)? != kept {
        bail!("rights could not be given up");
    }
    Ok(())
}

/// Gives up root; macOS and the BSDs have no capabilities.
///
/// # Errors
/// Where that fails, or there is nobody to become.
#[cfg(all(unix, not(target_os = "linux")))]
pub(crate) fn drop_rights(keep: &Keep) -> Result<()> {
    if !nix::unistd::geteuid().is_root() || keep.is_root_wanted {
        return Ok(());
    }
    become_user(keep.user.as_deref())?;
    if nix::unistd::geteuid().is_root() {
        bail!("rights could not be given up");
    }
    Ok(())
}

/// Npcap asks for no rights of the program.
#[cfg(not(unix))]
pub(crate) fn drop_rights(_: &Keep) -> Result<()> {
    Ok(())
}

#[cfg(unix)]
fn become_user(named: Option<&str>) -> Result<()> {
    use anyhow::Context as _;
    use nix::unistd::{User, setgid, setuid};

    let called = std::env::var("SUDO_USER").ok();
    let Some(name) = named.or(called.as_deref()).filter(|name| *name != "root") else {
        bail!(
            "this is root, and there is nobody to become once the device is open: name a user with --user, or stay \
             root with --stay-root. Better, give the program the right itself: \
             sudo setcap cap_net_raw,cap_net_admin+ep wiresift-sidecar"
        );
    };
    let user = User::from_name(name).with_context(|| format!("cannot look up user {name}"))?;
    let user = user.with_context(|| format!("there is no user {name}"))?;
    if user.uid.is_root() {
        bail!("user {name} is root");
    }
    set_groups(user.gid).context("cannot give up groups")?;
    setgid(user.gid).context("cannot change the group")?;
    setuid(user.uid).context("cannot change the user")
}

/// The groups of root must not remain.
#[cfg(all(unix, not(target_os = "macos")))]
fn set_groups(group: nix::unistd::Gid) -> nix::Result<()> {
    nix::unistd::setgroups(&[group])
}

/// macOS ties groups to the user's session.
#[cfg(target_os = "macos")]
fn set_groups(_: nix::unistd::Gid) -> nix::Result<()> {
    Ok(())
}
