//! What happened when: bars along time, of which a stretch can be chosen, and everything else follows.

mod brush;

use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wiresift_engine::message::{Filter, Noun, TableSlot, TimeRange, Timeline, TimelineBin};

use super::card::Card;
use super::field::Segments;
use crate::charts::{ChartView, Measure, NumbersTable, options};
use crate::client::{Client, RequestError};
use crate::format;
use crate::state::Shared;
use brush::{Brush, bin_at};

/// The timeline of a table.
#[component]
pub fn TimelineCard(
    /// The table.
    table: TableSlot,
    /// What its rows are.
    noun: Noun,
    /// What rows must be like; its time is what is shown.
    #[prop(into)]
    filter: Signal<Filter>,
    /// A stretch of time was chosen; `None` for all of it.
    #[prop(into)]
    on_time: Callback<Option<TimeRange>>,
) -> impl IntoView {
    let client = expect_context::<Client>();
    let wanted = RwSignal::new(None::<f64>);
    let answer = RwSignal::new(None::<Result<Shared<Timeline>, RequestError>>);
    let question = Memo::new(move |_| (filter.get(), wanted.get()));
    Effect::new(move |previous: Option<Filter>| {
        let (filter, width) = question.get();
        // Another stretch of time has a width of its own.
        if previous.is_some_and(|previous| previous != filter) && width.is_some() {
            wanted.set(None);
            return filter;
        }
        let asked = filter.clone();
        spawn_local(async move {
            let timeline = client.timeline(table, asked.clone(), width).await.map(Shared::new);
            let is_current = question.try_with_untracked(|(now, wanted)| *now == asked && *wanted == width);
            if is_current == Some(true) {
                answer.set(Some(timeline));
            }
        });
        filter
    });
    let timeline = Memo::new(move |_| answer.get().and_then(Result::ok));
    let has_times =
        Memo::new(move |_| timeline.with(|line| line.as_ref().is_none_or(|line| line.time_column.is_some())));
    let title = move || {
        if has_times.get() {
            "Timeline (UTC)".to_owned()
        } else {
            format!("Along the {}", noun.whole())
        }
    };
    view! {
        {move || view! {
            <Card title=title() class="ws-timeline">
                <Bars timeline=timeline noun=noun on_time=on_time on_width=move |width| wanted.set(width) />
                <p class="ws-card__note" role="status">
                    {move || answer.get().and_then(Result::err).map(|error| error.message())}
                </p>
                {move || timeline.get().map(|timeline| totals(&timeline, noun))}
                {move || timeline.get().map(|timeline| numbers(&timeline, noun))}
            </Card>
        }}
    }
}

#[component]
fn Bars(
    timeline: Memo<Option<Shared<Timeline>>>,
    noun: Noun,
    on_time: Callback<Option<TimeRange>>,
    #[prop(into)] on_width: Callback<Option<f64>>,
) -> impl IntoView {
    let measure = RwSignal::new(Measure::Bytes);
    let has_traffic = Memo::new(move |_| timeline.with(|line| line.as_ref().is_some_and(|line| line.has_traffic)));
    let has_anomalies = Memo::new(move |_| timeline.with(|line| line.as_ref().is_some_and(|line| line.has_anomalies)));
    let shown = Memo::new(move |_| {
        if has_traffic.get() {
            measure.get()
        } else {
            Measure::Rows
        }
    });
    let measures =
        [Measure::Bytes, Measure::Packets, Measure::Rows].map(|measure| (measure, measure.title(noun).to_owned()));
    let label = move || {
        timeline.with(|line| {
            let n_bins = line.as_ref().map_or(0, |line| line.bins.len());
            format!("{} in {n_bins} stretches", shown.get().title(noun))
        })
    };
    view! {
        <div class="ws-timeline__head">
            <Show when=move || has_traffic.get()>
                <Segments label="What is counted" name="timeline-measure" options=measures.to_vec() value=measure on_change=move |choice| measure.set(choice) />
            </Show>
            <Widths timeline=timeline on_width=on_width />
        </div>
        <div class="ws-timeline__charts">
            <ChartView
                class="ws-timeline__traffic"
                label=Signal::derive(label)
                option=move |palette| timeline.get().map(|line| options::traffic(&palette, &line, shown.get(), noun))
            />
            <Show when=move || has_anomalies.get()>
                <ChartView
                    class="ws-timeline__anomalies"
                    label="Anomalies by severity in the same stretches"
                    option=move |palette| timeline.get().map(|line| options::timeline(&palette, &line))
                />
            </Show>
            <Overlay timeline=timeline on_time=on_time />
        </div>
    }
}

/// Bins finer or coarser.
#[component]
fn Widths(timeline: Memo<Option<Shared<Timeline>>>, on_width: Callback<Option<f64>>) -> impl IntoView {
    let of = move |read: fn(&Timeline) -> Option<f64>| timeline.with(|line| line.as_ref().and_then(|line| read(line)));
    let button =
        move |title: &'static str, sign: &'static str, testid: &'static str, read: fn(&Timeline) -> Option<f64>| {
            view! {
                <button
                    type="button"
                    class="ws-button ws-button--quiet ws-button--icon"
                    aria-label=title
                    title=title
                    data-testid=testid
                    disabled=move || of(read).is_none()
                    on:click=move |_| on_width.run(of(read))
                >
                    {sign}
                </button>
            }
        };
    view! {
        <Show when=move || of(|line| line.bin_seconds).is_some()>
            <div class="ws-timeline__widths">
                {button("Coarser bins", "−", "timeline-coarser", |line| line.coarser)}
                <span data-testid="timeline-width" data-value=move || of(|line| line.bin_seconds).map(|width| width.to_string())>
                    {move || of(|line| line.bin_seconds).map(|width| format!("{} a bar", format::width(width)))}
                </span>
                {button("Finer bins", "+", "timeline-finer", |line| line.finer)}
            </div>
        </Show>
    }
}

/// Lies over the bars and takes the pointer and the keys.
#[component]
fn Overlay(timeline: Memo<Option<Shared<Timeline>>>, on_time: Callback<Option<TimeRange>>) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    let brush = RwSignal::new(None::<Brush>);
    let is_dragged = RwSignal::new(false);
    let has_times =
        Memo::new(move |_| timeline.with(|line| line.as_ref().is_some_and(|line| line.bin_seconds.is_some())));
    let n_bins = move || timeline.with(|line| line.as_ref().map_or(0, |line| line.bins.len()));
    Effect::new(move |_| {
        timeline.track();
        brush.set(None);
    });
    let bin = move |event: &PointerEvent| {
        let width = node.get_untracked()?.client_width();
        bin_at(f64::from(event.offset_x()), f64::from(width), n_bins())
    };
    let choose = move || {
        is_dragged.set(false);
        let range = brush
            .get_untracked()
            .and_then(|brush| timeline.with_untracked(|line| brush.range(&line.as_ref()?.bins)));
        if range.is_some() {
            on_time.run(range);
        }
    };
    let on_down = move |event: PointerEvent| {
        if event.button() != 0 {
            return;
        }
        if let Some(element) = node.get_untracked() {
            // Without it a drag ends at the edge, which is all.
            drop(element.set_pointer_capture(event.pointer_id()));
        }
        is_dragged.set(true);
        brush.set(bin(&event).map(Brush::at));
    };
    let on_move = move |event: PointerEvent| {
        if is_dragged.get_untracked()
            && let Some(head) = bin(&event)
        {
            brush.update(|brush| *brush = brush.map(|brush| Brush { head, ..brush }));
        }
    };
    let on_key = move |event: KeyboardEvent| match event.key().as_str() {
        "Enter" => choose(),
        "Escape" if brush.get_untracked().is_some() => brush.set(None),
        "Escape" => on_time.run(None),
        key => {
            let now = brush.get_untracked();
            let next = match now {
                Some(brush) => brush.moved(key, event.shift_key(), n_bins()),
                None => Brush::at(0)
                    .moved(key, false, n_bins())
                    .map(|next| if key == "ArrowRight" { Brush::at(0) } else { next }),
            };
            if next.is_some() {
                event.prevent_default();
                brush.set(next);
            }
        }
    };
    let place = move |read: fn((f64, f64)) -> f64| {
        move || {
            brush
                .get()
                .map(|brush| format!("{:.4}%", read(brush.place(n_bins())) * 100.0))
        }
    };
    let words = move || {
        let range = brush
            .get()
            .and_then(|brush| timeline.with(|line| brush.range(&line.as_ref()?.bins)))?;
        Some(format::time_range(range.start, range.end))
    };
    view! {
        <Show when=move || has_times.get()>
            <div
                class="ws-timeline__brush"
                tabindex="0"
                role="application"
                aria-label="Choose a stretch of time: drag, or arrow keys, Shift to extend, Enter to choose, Escape for all times"
                data-testid="timeline-brush"
                node_ref=node
                on:pointerdown=on_down
                on:pointermove=on_move
                on:pointerup=move |_| if is_dragged.get_untracked() { choose() }
                on:pointercancel=move |_| { is_dragged.set(false); brush.set(None); }
                on:keydown=on_key
            >
                <div
                    class="ws-timeline__range"
                    class:ws-timeline__range--shown=move || brush.get().is_some()
                    style:left=place(|(left, _)| left)
                    style:width=place(|(_, width)| width)
                ></div>
                <span class="ws-timeline__words" role="status">{words}</span>
            </div>
        </Show>
    }
}

/// What is in the stretch that is shown, in a line.
fn totals(timeline: &Timeline, noun: Noun) -> impl IntoView + use<> {
    let sum = |read: fn(&TimelineBin) -> u64| timeline.bins.iter().map(read).sum::<u64>();
    let n_rows = sum(|bin| bin.n_rows);
    let mut parts = vec![format::counted(n_rows, noun)];
    if timeline.has_traffic {
        parts.push(format::plural(sum(|bin| bin.n_packets), "packet", "packets"));
        parts.push(format::bytes(sum(|bin| bin.n_bytes)));
    }
    if timeline.has_anomalies {
        let n_anomalies = sum(|bin| bin.severities.iter().sum());
        parts.push(format::plural(n_anomalies, "anomaly", "anomalies"));
    }
    view! { <p class="ws-card__note" data-testid="timeline-totals" data-rows=n_rows.to_string()>{parts.join(" · ")}</p> }
}

fn numbers(timeline: &Timeline, noun: Noun) -> impl IntoView + use<> {
    let mut headers = vec!["From".to_owned(), noun.titles().to_owned()];
    if timeline.has_traffic {
        headers.extend(["Packets", "Bytes"].map(str::to_owned));
    }
    if timeline.has_anomalies {
        headers.extend(["Low", "Medium", "High"].map(str::to_owned));
    }
    let rows = timeline.bins.iter().map(|bin| {
        let mut cells = vec![options::timeline_label(timeline, bin), format::count(bin.n_rows)];
        if timeline.has_traffic {
            cells.extend([format::count(bin.n_packets), format::count(bin.n_bytes)]);
        }
        if timeline.has_anomalies {
            cells.extend(bin.severities.map(format::count));
        }
        cells
    });
    let rows = rows.collect();
    view! { <NumbersTable headers=headers rows=rows /> }
}
