use super::{Run, TAIL_LINES, command, pass_on};

#[test]
fn shows_a_command_as_typed() {
    assert_eq!(
        command("cargo", ["test", "--workspace"]).shown(),
        "cargo test --workspace"
    );
}

#[test]
fn keeps_only_the_last_lines() {
    let text = ["early\n", &"middle\n".repeat(TAIL_LINES - 1), "late\n"].concat();
    let tail = pass_on(text.as_bytes()).unwrap();
    assert_eq!(tail.len(), TAIL_LINES);
    assert_eq!(tail.front().unwrap(), "middle");
    assert_eq!(tail.back().unwrap(), "late");
}

#[test]
fn a_failure_carries_what_the_program_said() {
    let error = command("sh", ["-c", "echo on stdout; echo on stderr >&2; exit 3"])
        .run_keeping_tail()
        .unwrap_err();
    let message = error.to_string();
    assert!(
        message.contains("on stdout") && message.contains("on stderr"),
        "{message}"
    );
    assert!(message.contains('3'), "{message}");
}

#[test]
fn a_missing_program_does_not_succeed() {
    assert!(!command("wiresift-no-such-program", []).succeeds());
}
