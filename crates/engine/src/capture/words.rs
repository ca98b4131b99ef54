//! What payloads say, in words.

use wiresift_flow::hint::{Detection, Dns, Http, Ssh, Tls};
use wiresift_flow::{Flow, Hints};

/// What a flow is for.
pub(crate) fn service(flow: &Flow) -> Option<&'static str> {
    Some(flow.hints.as_ref()?.service?.name())
}

/// Whether there is more to say than the service, which is a column.
pub(super) fn says_more(hints: &Hints) -> bool {
    hints.dns.is_some()
        || hints.tls.is_some()
        || hints.http.is_some()
        || hints.ssh.is_some()
        || hints.n_failed_logins > 0
}

/// What the payload said: name and value.
pub(crate) fn facts(hints: &Hints) -> Vec<(String, String)> {
    let mut facts = Facts::default();
    if let Some(service) = hints.service {
        let how = match hints.detection {
            Detection::ByContent => "by its content",
            Detection::ByPort => "a guess by its port",
        };
        facts.add("Service", format!("{} ({how})", service.name()));
    }
    hints.dns.iter().for_each(|dns| facts.dns(dns));
    hints.tls.iter().for_each(|tls| facts.tls(tls));
    hints.http.iter().for_each(|http| facts.http(http));
    hints.ssh.iter().for_each(|ssh| facts.ssh(ssh));
    if hints.n_failed_logins > 0 {
        facts.add("Failed logins", hints.n_failed_logins.to_string());
    }
    facts.0
}

#[derive(Default)]
struct Facts(Vec<(String, String)>);

impl Facts {
    fn add(&mut self, name: &str, value: impl Into<String>) {
        self.0.push((name.to_owned(), value.into()));
    }

    fn maybe(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            self.add(name, value);
        }
    }

    fn dns(&mut self, dns: &Dns) {
        if let Some(query) = dns.query.as_deref() {
            let kind = dns.query_type_name().map(|kind| format!(" ({kind})"));
            self.add("DNS query", format!("{query}{}", kind.unwrap_or_default()));
        }
        self.maybe("Longest query", dns.longest_query.as_deref());
        if dns.n_queries > 1 {
            self.add(
                "DNS queries",
                format!("{}, for {} different names", dns.n_queries, dns.n_names),
            );
        }
        match dns.response_code {
            Some(0) => self.add("DNS answer", format!("Yes, {} bytes", dns.answer_bytes)),
            Some(3) => self.add("DNS answer", "No such name"),
            Some(code) => self.add("DNS answer", format!("Error {code}")),
            None => {}
        }
    }

    fn tls(&mut self, tls: &Tls) {
        self.maybe("Server name", tls.server_name.as_deref());
        self.maybe("TLS version", tls.version_name());
        let alpn = tls.alpn_chosen.as_deref();
        self.maybe("Application (ALPN)", alpn.or(tls.alpn_offered.as_deref()));
        self.maybe("JA4", tls.ja4.as_deref());
    }

    fn http(&mut self, http: &Http) {
        self.maybe("HTTP host", http.host.as_deref());
        let request = [http.method.as_deref(), http.path.as_deref()];
        let request: Vec<&str> = request.into_iter().flatten().collect();
        self.maybe("HTTP request", Some(request.join(" ").as_str()));
        self.maybe("User agent", http.user_agent.as_deref());
        if let Some(status) = http.status {
            self.add("HTTP status", status.to_string());
        }
        if http.n_requests > 1 {
            self.add("HTTP requests", http.n_requests.to_string());
        }
    }

    fn ssh(&mut self, ssh: &Ssh) {
        self.maybe("SSH client", ssh.client.as_deref());
        self.maybe("SSH server", ssh.server.as_deref());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_said_is_told_by_name() {
        let mut dns = Box::<Dns>::default();
        dns.n_queries = 3;
        dns.n_names = 2;
        dns.query = Some("a.example".into());
        dns.query_type = Some(16);
        dns.response_code = Some(3);
        let hints = Hints {
            dns: Some(dns),
            tls: Some(Box::new(Tls {
                server_name: Some("<b>x</b>.example".into()),
                ..Tls::default()
            })),
            ..Hints::default()
        };
        let facts = facts(&hints);
        let value = |name: &str| {
            facts
                .iter()
                .find(|(known, _)| known == name)
                .map(|(_, value)| value.as_str())
        };
        assert_eq!(value("DNS query"), Some("a.example (TXT)"));
        assert_eq!(value("DNS queries"), Some("3, for 2 different names"));
        assert_eq!(value("DNS answer"), Some("No such name"));
        assert_eq!(value("Server name"), Some("<b>x</b>.example"));
        assert_eq!(value("HTTP host"), None);
        assert!(says_more(&hints) && !says_more(&Hints::default()));
    }
}
