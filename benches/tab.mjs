// Times the engine in a tab: speaks to the engine worker of the built site as the page does.
//
//     node tab.mjs DIST KDD99.csv NSL_KDD_TRAIN20.csv [REPEAT]
import { choose, least, report, withPage } from "./browser.mjs";

const WORKER = "./wiresift-worker-engine.js";

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

/** Runs in the page: a fresh engine reads `benchFile` and trains; resolves to the seconds of both and the summary. */
async function readAndTrain({ worker: script, settings }) {
  // From a blob, as the page does it: such a worker is under the page's content policy.
  const start = `import init from "${new URL(script, document.baseURI)}"; await init();`;
  const url = URL.createObjectURL(new Blob([start], { type: "text/javascript" }));
  const worker = new Worker(url, { type: "module" });
  const waiting = [];
  const events = [];
  const next = () => new Promise((resolve, reject) => {
    if (events.length > 0) resolve(events.shift());
    else waiting.push({ resolve, reject });
  });
  worker.onmessage = ({ data }) => (waiting.length > 0 ? waiting.shift().resolve(data) : events.push(data));
  worker.onerror = (error) => waiting.shift()?.reject(new Error(error.message));

  async function until(name) {
    for (;;) {
      const event = await next();
      if (event.panic ?? event.Failed) throw new Error(JSON.stringify(event));
      if (event[name]) return event[name];
    }
  }
  async function timed(command, file, end) {
    const start = performance.now();
    worker.postMessage({ command, file });
    const event = await until(end);
    return [(performance.now() - start) / 1000, event];
  }

  await until("Ready");
  // A worker from a blob does not know where the other workers' files are.
  worker.postMessage({ base: new URL("./", document.baseURI).href });
  const file = globalThis.benchFile;
  const open = { job: 1, slot: "Training", name: file.name, size_bytes: file.size };
  const [read] = await timed({ Open: open }, file, "Loaded");
  const [train, { summary }] = await timed({ Train: { job: 2, settings } }, undefined, "Scored");
  worker.terminate();
  return { seconds: read + train, read, train, summary };
}

async function kdd99(page, path, repeat) {
  await choose(page, path);
  const best = await least(repeat, () => page.evaluate(readAndTrain, { worker: WORKER, settings: FOREST }));
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
  const run = (settings) => least(repeat, () => page.evaluate(readAndTrain, { worker: WORKER, settings }));
  const lof = (await run(LOF)).summary.seconds;
  report("nsl/lof", "tab", lof.fit + lof.score);
  const svm = (await run(SVM)).summary.seconds;
  report("nsl/svm_fit", "tab", svm.fit);
  report("nsl/svm_score", "tab", svm.score);
  const autoencoder = (await run(AUTOENCODER)).summary;
  report("nsl/autoencoder_fit", "tab", autoencoder.detectors[0].seconds_fit);
  report("nsl/autoencoder_epoch", "tab", autoencoder.detectors[0].seconds_fit / autoencoder.detectors[0].epochs.length);
}

const [dist, kdd99Path, nslPath, repeat = "3"] = process.argv.slice(2);
await withPage(dist, async (page) => {
  await kdd99(page, kdd99Path, Number(repeat));
  await nslKdd(page, nslPath, Number(repeat));
});
