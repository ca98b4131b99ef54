//! Packets and bytes of the last two minutes, as a line that moves.

use leptos::prelude::*;
use wiresift_engine::message::LiveRate;

use crate::client::Client;
use crate::format;

/// Seconds that are shown.
const N_SECONDS: usize = 120;
const WIDTH: f64 = 480.0;
const HEIGHT: f64 = 72.0;

/// The rate of packets over time, with the latest whole second in words.
#[component]
pub fn Rates() -> impl IntoView {
    let live = expect_context::<Client>().live();
    let rates = Memo::new(move |_| {
        live.view
            .with(|view| view.as_ref().map(|view| view.rates.clone()).unwrap_or_default())
    });
    let now = Memo::new(move |_| rates.with(|rates| whole_seconds(rates).last().copied().unwrap_or_default()));
    let most = Memo::new(move |_| {
        rates.with(|rates| {
            whole_seconds(rates)
                .iter()
                .map(|rate| rate.n_packets)
                .max()
                .unwrap_or_default()
        })
    });
    let view_box = format!("0 0 {WIDTH} {HEIGHT}");
    view! {
        <div class="ws-rates">
            <p class="ws-rates__now" data-testid="live-rate">
                <strong>{move || format::count(now.get().n_packets)}</strong> " packets/s · "
                <strong>{move || format!("{}/s", format::bytes(now.get().n_bytes))}</strong>
                <span class="ws-rates__most">{move || format!("most {}", format::count(most.get()))}</span>
            </p>
            <svg class="ws-rates__plot" viewBox=view_box preserveAspectRatio="none" role="img" aria-label="Packets in each second of the last two minutes">
                <path class="ws-rates__area" d=move || rates.with(|rates| area(whole_seconds(rates))) />
            </svg>
            <p class="ws-rates__axis" aria-hidden="true"><span>"2 min ago"</span><span>"now"</span></p>
        </div>
    }
}

/// The last second is not over: it would always look like a fall.
fn whole_seconds(rates: &[LiveRate]) -> &[LiveRate] {
    rates.split_last().map_or(rates, |(_, whole)| whole)
}

/// Steps, the latest at the right.
fn area(rates: &[LiveRate]) -> String {
    let most = rates.iter().map(|rate| rate.n_packets).max().unwrap_or(0).max(1) as f64;
    let step = WIDTH / N_SECONDS as f64;
    let shown = rates.get(rates.len().saturating_sub(N_SECONDS)..).unwrap_or(rates);
    let start = WIDTH - shown.len() as f64 * step;
    let steps = shown.iter().enumerate().map(|(at, rate)| {
        let left = start + at as f64 * step;
        let top = HEIGHT - rate.n_packets as f64 / most * (HEIGHT - 2.0);
        format!("L{left:.1} {top:.1}H{:.1}", left + step)
    });
    format!("M{start:.1} {HEIGHT}{}V{HEIGHT}Z", steps.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_second_is_at_the_right_and_the_largest_at_the_top() {
        let rate = |n_packets| LiveRate { n_packets, n_bytes: 0 };
        assert_eq!(
            area(&[rate(5), rate(10)]),
            "M472.0 72L472.0 37.0H476.0L476.0 2.0H480.0V72Z"
        );
        assert_eq!(area(&[]), "M480.0 72V72Z");
        assert_eq!(whole_seconds(&[rate(1), rate(2)]), [rate(1)]);
    }
}
