//! A chart in its box.

use leptos::html;
use leptos::prelude::*;
use leptos_use::use_resize_observer;
use serde_json::Value;

use super::echarts::{self, Drawing};
use super::palette::Palette;
use crate::queue;

/// Draws a chart, again when what it shows or the theme changes, and keeps it as wide as its box.
#[component]
pub fn ChartView(
    /// What the chart shows, for screen readers.
    #[prop(into)]
    label: Signal<String>,
    /// Makes the chart's options, once there is something to draw; signals that it reads redraw it.
    #[prop(into)]
    option: Callback<Palette, Option<Value>>,
    /// More classes, for its height.
    #[prop(optional, into)]
    class: String,
    /// A bar was clicked: its place. The keyboard reaches the same by the chart's numbers.
    #[prop(optional, into)]
    on_choose: Option<Callback<usize>>,
) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    let instance = StoredValue::new_local(None::<Drawing>);
    let loaded = echarts::loaded();
    let palette = Palette::current();
    let waiting = StoredValue::new_local(None::<Value>);
    // Progress changes what options are read from many times a second, and the options seldom.
    let option = Memo::new(move |_| option.run(palette.get()));
    Effect::new(move |_| {
        let Some(element) = node.get().filter(|_| loaded.get()) else {
            return;
        };
        let Some(option) = option.get() else {
            return;
        };
        let is_queued = waiting.try_update_value(|waiting| waiting.replace(option).is_some());
        if is_queued == Some(false) {
            if instance.try_with_value(Option::is_none) == Some(true) {
                queue::later(move || {
                    instance.try_update_value(|instance| *instance = Drawing::new(&element, on_choose));
                });
            }
            queue::later(move || {
                draw(instance, waiting.try_update_value(Option::take).flatten());
            });
        }
    });
    drop(use_resize_observer(node, move |_, _| {
        let Some(element) = node.try_get_untracked().flatten() else {
            return;
        };
        let fits =
            instance.try_with_value(|drawing| drawing.as_ref().is_none_or(|drawing| drawing.chart.fits(&element)));
        if fits == Some(false) {
            queue::later(move || {
                instance.try_with_value(|drawing| drawing.as_ref().map(|drawing| drawing.chart.fit(&element)));
            });
        }
    }));
    on_cleanup(move || {
        if let Some(Some(drawing)) = instance.try_update_value(Option::take) {
            drawing.chart.dispose();
        }
    });
    view! { <div class=format!("ws-chart {class}") role="img" aria-label=label node_ref=node></div> }
}

/// Draws what is wanted by now, if the chart is still on the page.
fn draw(instance: StoredValue<Option<Drawing>, LocalStorage>, option: Option<Value>) {
    instance.try_with_value(|drawing| {
        if let (Some(drawing), Some(option)) = (drawing, option) {
            drawing.chart.draw(&option);
        }
    });
}
