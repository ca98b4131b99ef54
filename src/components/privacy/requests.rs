//! Every request since the page was opened.

use leptos::prelude::*;

use crate::format;
use crate::privacy::{Request, RequestLog};

/// The list of requests, live.
#[component]
pub(super) fn Requests() -> impl IntoView {
    let log = expect_context::<RequestLog>();
    let n_elsewhere = move || log.get().iter().filter(|request| !request.is_own).count();
    view! {
        <section class="ws-privacy__part" data-testid="privacy-requests" data-elsewhere=move || n_elsewhere().to_string()>
            <h3>"What this page requested"</h3>
            <p class="ws-privacy__verdict" role="status">
                {move || verdict(log.get().len(), n_elsewhere())}
            </p>
            <details>
                <summary>"All requests"</summary>
                <div class="ws-scroll ws-scroll--medium" tabindex="0" role="region" aria-label="Requests">
                    <table class="ws-table ws-table--numbers">
                        <thead>
                            <tr><th scope="col">"Address"</th><th scope="col">"By"</th><th scope="col">"Received"</th><th scope="col">"After"</th></tr>
                        </thead>
                        <tbody>{move || log.get().into_iter().map(line).collect_view()}</tbody>
                    </table>
                </div>
                <p class="ws-card__note">
                    "As the browser reports them for this page. Its workers load their own program files in the same way and are under the same policy; the browser's developer tools show those, too."
                </p>
            </details>
        </section>
    }
}

fn verdict(n: usize, n_elsewhere: usize) -> String {
    let requests = format::plural(n as u64, "request", "requests");
    match n_elsewhere {
        0 => format!("{requests} since the page was opened, all for the site's own files. None went anywhere else."),
        n => format!("{requests} since the page was opened; {n} went to another site."),
    }
}

fn line(request: Request) -> impl IntoView {
    view! {
        <tr class:ws-privacy__alien=!request.is_own>
            <th scope="row">{request.address}</th>
            <td>{request.kind}</td>
            <td>{if request.n_bytes > 0.0 { format::bytes(whole(request.n_bytes)) } else { "no network".to_owned() }}</td>
            <td>{format!("{:.1} s", request.at)}</td>
        </tr>
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a size is whole and not negative; `as` saturates"
)]
pub(super) fn whole(bytes: f64) -> u64 {
    bytes as u64
}

#[cfg(test)]
mod tests {
    use super::verdict;

    #[test]
    fn says_when_something_left() {
        assert!(verdict(3, 0).contains("None went anywhere else"));
        assert!(verdict(3, 1).contains("1 went to another site"));
    }
}
