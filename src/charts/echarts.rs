//! The global `echarts` that `echarts.js` puts on the page, when the first chart is shown.

use leptos::prelude::*;
use serde::Serialize;
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;
use web_sys::Element;

use crate::browser;

/// The id of the script's element.
const SCRIPT_ID: &str = "echarts";

#[wasm_bindgen]
extern "C" {
    /// A chart in its box.
    pub(super) type Instance;

    #[wasm_bindgen(js_namespace = echarts, catch)]
    fn init(element: &Element) -> Result<Instance, JsValue>;

    #[wasm_bindgen(js_namespace = echarts, js_name = init, catch)]
    fn init_sized(element: &Element, theme: JsValue, size: &JsValue) -> Result<Instance, JsValue>;

    #[wasm_bindgen(method, js_name = setOption, catch)]
    fn set_option(this: &Instance, option: &JsValue, not_merge: bool, lazy_update: bool) -> Result<(), JsValue>;

    #[wasm_bindgen(method, js_name = getWidth)]
    fn width(this: &Instance) -> f64;

    #[wasm_bindgen(method, js_name = getHeight)]
    fn height(this: &Instance) -> f64;

    #[wasm_bindgen(method, catch)]
    fn resize(this: &Instance, options: &JsValue) -> Result<(), JsValue>;

    /// Ends the chart.
    #[wasm_bindgen(method)]
    pub(super) fn dispose(this: &Instance);
}

#[wasm_bindgen]
extern "C" {
    /// Calls `choose` with the place of the bar that is clicked; see `www/chart_choose.mjs`.
    #[wasm_bindgen(js_namespace = echarts, js_name = onChoose, catch)]
    fn on_choose(chart: &Instance, choose: &Closure<dyn Fn(usize)>) -> Result<(), JsValue>;

    /// The chart in `element` as the bytes of a file, of kind "png" or "svg"; see `www/chart_file.mjs`.
    #[wasm_bindgen(js_namespace = echarts, js_name = chartFile, catch)]
    pub(super) async fn chart_file(element: &Element, kind: &str) -> Result<JsValue, JsValue>;
}

impl Instance {
    /// Starts an empty chart, if `echarts.js` is there.
    fn new(element: &Element) -> Option<Self> {
        is_loaded().then(|| init(element).ok()).flatten()
    }

    /// Starts an empty chart that is not on the page, if `echarts.js` is there.
    pub(super) fn unseen() -> Option<Self> {
        let element = document().create_element("div").ok()?;
        let size = to_js(&json!({"width": 400, "height": 200})).ok()?;
        is_loaded()
            .then(|| init_sized(&element, JsValue::NULL, &size).ok())
            .flatten()
    }

    /// Replaces everything that is drawn. It is worked out now and painted with the browser's next frame: each is work enough
    /// for one task. A chart that cannot be drawn leaves its table of numbers.
    pub(super) fn draw(&self, option: &Value) {
        let set = to_js(option).and_then(|option| self.set_option(&option, true, true));
        // What was set waits for the next frame, unless the chart is resized before.
        drop(set.and_then(|()| self.work_out((self.width(), self.height()))));
    }

    /// Whether it is as large as its box.
    pub(super) fn fits(&self, element: &Element) -> bool {
        size_of(element) == (self.width(), self.height())
    }

    /// Draws it again, as large as its box.
    pub(super) fn fit(&self, element: &Element) {
        drop(self.work_out(size_of(element)));
    }

    fn work_out(&self, (width, height): (f64, f64)) -> Result<(), JsValue> {
        // Without a duration of its own it moves as its options say.
        let options = json!({"width": width, "height": height, "animation": {"duration": null}});
        self.resize(&to_js(&options)?)
    }
}

fn size_of(element: &Element) -> (f64, f64) {
    (f64::from(element.client_width()), f64::from(element.client_height()))
}

fn to_js(options: &Value) -> Result<JsValue, JsValue> {
    Ok(options.serialize(&serde_wasm_bindgen::Serializer::json_compatible())?)
}

/// A chart, and who is told of its bars.
pub(super) struct Drawing {
    pub(super) chart: Instance,
    /// Lives as long as the chart.
    _choose: Option<Closure<dyn Fn(usize)>>,
}

impl Drawing {
    /// Starts an empty chart, if `echarts.js` is there. `choose` gets the place of a bar that is clicked.
    pub(super) fn new(element: &Element, choose: Option<Callback<usize>>) -> Option<Self> {
        let chart = Instance::new(element)?;
        let choose = choose.map(|choose| Closure::new(move |place: usize| choose.run(place)));
        if let Some(choose) = &choose {
            // Without it the numbers beside the chart still lead to their rows.
            drop(on_choose(&chart, choose));
        }
        Some(Self { chart, _choose: choose })
    }
}

/// Whether charts can be drawn. The first to ask has the script fetched: nobody waits for it before there is a chart.
pub(super) fn loaded() -> ReadSignal<bool> {
    let (loaded, set_loaded) = signal(is_loaded());
    if !loaded.get_untracked()
        && let Ok(script) = script()
    {
        drop(leptos_use::use_event_listener(script, leptos::ev::load, move |_| {
            set_loaded.set(is_loaded());
        }));
    }
    loaded
}

/// The script's element, made when it is not there.
fn script() -> Result<Element, JsValue> {
    if let Some(script) = document().get_element_by_id(SCRIPT_ID) {
        return Ok(script);
    }
    let script = document().create_element("script")?;
    script.set_id(SCRIPT_ID);
    script.set_attribute("src", &browser::asset("echarts.js")?)?;
    document().head().ok_or(JsValue::NULL)?.append_child(&script)?;
    Ok(script)
}

fn is_loaded() -> bool {
    js_sys::Reflect::has(&js_sys::global(), &"echarts".into()).unwrap_or_default()
}
