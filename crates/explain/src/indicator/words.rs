//! Numbers as people write them.

use std::fmt;

/// A number, in groups of three digits: 1,024.
pub(super) struct Count(pub(super) f64);

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = format!("{:.0}", self.0.abs());
        let mut text = String::with_capacity(digits.len() + digits.len() / 3);
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at) % 3 == 0 {
                text.push(',');
            }
            text.push(digit);
        }
        f.write_str(&text)
    }
}

/// So many of something: 1 flow, 2 flows.
pub(super) struct Counted(pub(super) usize, pub(super) &'static str);

impl fmt::Display for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = if self.0 == 1 { "" } else { "s" };
        write!(f, "{} {}{end}", Count(self.0 as f64), self.1)
    }
}

/// A time: 0.4 s, 12 s, 5 min, 3.2 h.
pub(super) struct Time(pub(super) f64);

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            s if s < 0.05 => f.write_str("less than 0.1 s"),
            s if s < 9.95 => write!(f, "{s:.1} s"),
            s if s < 119.5 => write!(f, "{s:.0} s"),
            s if s < 7_170.0 => write!(f, "{:.0} min", s / 60.0),
            s => write!(f, "{:.1} h", s / 3_600.0),
        }
    }
}

/// A size: 512 B, 3.9 MB. Powers of ten.
pub(super) struct Size(pub(super) f64);

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            b if b < 1e3 => write!(f, "{b:.0} B"),
            b if b < 1e6 => write!(f, "{:.1} kB", b / 1e3),
            b if b < 1e9 => write!(f, "{:.1} MB", b / 1e6),
            b => write!(f, "{:.1} GB", b / 1e9),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_people_do() {
        let counts = [0.0, 999.0, 1_024.0, 1_234_567.0].map(|n| Count(n).to_string());
        assert_eq!(counts, ["0", "999", "1,024", "1,234,567"]);
        let times = [0.0, 0.44, 12.4, 300.0, 11_500.0].map(|s| Time(s).to_string());
        assert_eq!(times, ["less than 0.1 s", "0.4 s", "12 s", "5 min", "3.2 h"]);
        let sizes = [512.0, 1_500.0, 3.94e6, 2e9].map(|b| Size(b).to_string());
        assert_eq!(sizes, ["512 B", "1.5 kB", "3.9 MB", "2.0 GB"]);
    }
}
