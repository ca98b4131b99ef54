//! A chart in its box.

use leptos::html;
use leptos::prelude::*;
use leptos_use::use_resize_observer;
use serde_json::Value;
use web_sys::Element;

use super::echarts::{self, Instance};
use super::palette::Palette;
use super::queue;
use crate::theme;

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
) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    let instance = StoredValue::new_local(None::<Instance>);
    let loaded = echarts::loaded();
    let theme = theme::current();
    let waiting = StoredValue::new_local(None::<Value>);
    Effect::new(move |_| {
        let Some(element) = node.get().filter(|_| loaded.get()) else {
            return;
        };
        theme.track();
        let Some(option) = option.run(Palette::read()) else {
            return;
        };
        let is_queued = waiting.try_update_value(|waiting| waiting.replace(option).is_some());
        if is_queued == Some(false) {
            queue::later(move || draw(instance, &element, waiting.try_update_value(Option::take).flatten()));
        }
    });
    drop(use_resize_observer(node, move |_, _| {
        instance.try_with_value(|chart| chart.as_ref().map(Instance::resize));
    }));
    on_cleanup(move || {
        if let Some(Some(chart)) = instance.try_update_value(Option::take) {
            chart.dispose();
        }
    });
    view! { <div class=format!("ws-chart {class}") role="img" aria-label=label node_ref=node></div> }
}

/// Draws what is wanted by now, if the chart is still on the page.
fn draw(instance: StoredValue<Option<Instance>, LocalStorage>, element: &Element, option: Option<Value>) {
    let Some(option) = option else { return };
    instance.try_update_value(|instance| {
        if instance.is_none() {
            *instance = Instance::new(element);
        }
        if let Some(chart) = instance {
            chart.draw(&option);
        }
    });
}
