//! A browser compiles ECharts as it is first used, which blocks the page for longer than it may. So at the first sign of a person,
//! who has yet to choose a file, charts are drawn out of sight, piece by piece.

use std::time::Duration;

use leptos::ev;
use leptos::prelude::*;
use leptos_use::{UseEventListenerOptions, use_event_listener_with_options};
use serde_json::Value;
use wiresift_engine::message::{Epoch, Histogram, Noun};

use super::echarts::{self, Instance};
use super::{Palette, options};

/// Between two pieces, so that the page's own work comes first.
const PAUSE: Duration = Duration::from_millis(60);

/// What a person does first.
const FIRST_SIGNS: [&str; 5] = ["pointermove", "pointerdown", "keydown", "dragenter", "change"];

/// Has ECharts warmed up by the first input.
pub fn warm_up() {
    let is_anybody_there = RwSignal::new(false);
    for name in FIRST_SIGNS {
        let once = UseEventListenerOptions::default().once(true).passive(true);
        let event = ev::Custom::<ev::Event>::new(name);
        drop(use_event_listener_with_options(
            document(),
            event,
            move |_| is_anybody_there.set(true),
            once,
        ));
    }
    let is_due = Memo::new(move |_| is_anybody_there.get());
    let palette = Palette::current();
    Effect::new(move |_| {
        if is_due.get() {
            let loaded = echarts::loaded();
            Effect::new(move |_| {
                if loaded.get() {
                    draw(&palette.get_untracked());
                }
            });
        }
    });
}

fn draw(palette: &Palette) {
    let pictures: [fn(&Palette) -> Value; 3] = [bars, groups, lines];
    let mut at = Duration::ZERO;
    for picture in pictures {
        let palette = palette.clone();
        let piece = move || {
            let Some(chart) = Instance::unseen() else { return };
            chart.draw(&picture(&palette));
            // By then it has had its frame.
            set_timeout(move || chart.dispose(), PAUSE);
        };
        set_timeout(piece, at);
        at += PAUSE;
    }
}

fn bars(palette: &Palette) -> Value {
    options::votes(palette, &[3, 2, 1], 2, Noun::Flow)
}

fn groups(palette: &Palette) -> Value {
    let histogram = Histogram {
        edges: vec![0.0, 0.5, 1.0],
        normal: vec![3, 1],
        anomalous: vec![1, 2],
    };
    options::scores(palette, &histogram, Noun::Flow)
}

fn lines(palette: &Palette) -> Value {
    let epochs = [1, 2].map(|epoch| Epoch {
        epoch,
        n_epochs: 2,
        loss: 0.5,
        validation_loss: Some(0.4),
    });
    options::loss(palette, &epochs)
}
