// Times the engine in a tab: speaks to the engine worker of the built site as the page does.
//
//     node tab.mjs DIST CODEC KDD99.csv NSL_KDD_TRAIN20.csv [REPEAT]
import { readFileSync } from "node:fs";
import { choose, least, report, withPage } from "./browser.mjs";
import { provideEngine } from "./engine.mjs";

const NO_DETECTOR = {
  contamination: 0.15,
  train_on: "All",
  seed: 0,
  min_votes: 1,
  isolation_forest: null,
  local_outlier_factor: null,
  one_class_svm: null,
  autoencoder: null,
};

const FOREST = { ...NO_DETECTOR, isolation_forest: { n_estimators: 100, max_samples: 256 } };
const LOF = { ...NO_DETECTOR, local_outlier_factor: { n_neighbors: 20, max_reference_rows: 25_192 } };
const SVM = { ...NO_DETECTOR, one_class_svm: { nu: 0.5, gamma: null, max_training_rows: 10_000 } };
const AUTOENCODER = {
  ...NO_DETECTOR,
  autoencoder: { n_epochs: 30, batch_size: 256, learning_rate: 0.001, max_training_rows: 50_000, backend: "Cpu" },
};

const ALL = { ...NO_DETECTOR, ...only(FOREST), ...only(LOF), ...only(SVM), ...only(AUTOENCODER), min_votes: 2 };

function only(settings) {
  return Object.fromEntries(Object.entries(settings).filter(([name, value]) => NO_DETECTOR[name] !== value));
}

/** Runs in the page: a fresh engine reads `benchFile` and trains; resolves to the seconds of both and the summary. */
async function readAndTrain(settings) {
  const engine = await globalThis.startEngine();
  const [read] = await engine.open("Training", globalThis.benchFile);
  const [train, { summary }] = await engine.timed({ Train: { job: 2, settings } }, "Scored");
  engine.stop();
  return { seconds: read + train, read, train, summary };
}

/**
 * Runs in the page: trains on `benchFile`, then opens each of `rows` as a table of its own. Resolves to the seconds from
 * the message with the row's file until its scores, its family and its explanation are there.
 */
async function judgeRows({ settings, rows }) {
  const engine = await globalThis.startEngine();
  await engine.open("Training", globalThis.benchFile);
  await engine.timed({ Train: { job: 2, settings } }, "Scored", ({ slot }) => slot === "Training");
  await engine.until("Families", ({ slot, state }) => slot === "Training" && state.Judged);
  const seconds = [];
  for (const row of rows) {
    const start = performance.now();
    await engine.open("Test", new File([row], "row.csv"));
    await engine.until("Families", ({ slot, state }) => slot === "Test" && state.Judged);
    const explain = { Explain: { request: 1, slot: "Test", row: 0 } };
    const [, { explanation }] = await engine.timed(explain, "Explained");
    seconds.push((performance.now() - start) / 1000);
    if (explanation.reasons.length === 0) throw new Error(`nothing explains ${row}`);
  }
  engine.stop();
  return seconds;
}

async function kdd99(page, path, repeat) {
  await choose(page, path);
  const best = await least(repeat, () => page.evaluate(readAndTrain, FOREST));
  const { seconds } = best.summary;
  report("kdd99/read", "tab", best.read);
  report("kdd99/encode", "tab", seconds.encode);
  report("kdd99/forest_fit", "tab", seconds.fit);
  report("kdd99/forest_score", "tab", seconds.score);
  // From the first message to the last event, so that nothing between the steps is left out.
  report("kdd99/total", "tab", best.seconds);
}

async function nslKdd(page, path, repeat) {
  await choose(page, path);
  const run = (settings) => least(repeat, () => page.evaluate(readAndTrain, settings));
  const lof = (await run(LOF)).summary.seconds;
  report("nsl/lof", "tab", lof.fit + lof.score);
  const svm = (await run(SVM)).summary.seconds;
  report("nsl/svm_fit", "tab", svm.fit);
  report("nsl/svm_score", "tab", svm.score);
  const autoencoder = (await run(AUTOENCODER)).summary;
  report("nsl/autoencoder_fit", "tab", autoencoder.detectors[0].seconds_fit);
  report("nsl/autoencoder_epoch", "tab", autoencoder.detectors[0].seconds_fit / autoencoder.detectors[0].epochs.length);
}

/** One row through classifier, ensemble and explanation, after a training with every detector. */
async function oneRow(page, path, n = 60) {
  await choose(page, path);
  const lines = readFileSync(path, "utf8").split("\n").filter((line) => line !== "");
  const rows = Array.from({ length: n }, (_, i) => `${lines[Math.floor((i * lines.length) / n)]}\n`);
  const seconds = await page.evaluate(judgeRows, { settings: ALL, rows });
  seconds.sort((a, b) => a - b);
  report("nsl/row", "tab", seconds[n / 2], { p95: Number(seconds[Math.floor(n * 0.95)].toFixed(4)), n_rows: n });
}

const [dist, codec, kdd99Path, nslPath, repeat = "3"] = process.argv.slice(2);
await withPage(dist, async (page) => {
  await provideEngine(page, codec);
  await kdd99(page, kdd99Path, Number(repeat));
  await nslKdd(page, nslPath, Number(repeat));
  await oneRow(page, nslPath);
});
