// The peers, as functions of the page: each takes what it works on and resolves to the seconds it took.
import * as duckdb from "@duckdb/duckdb-wasm";
import * as tf from "@tensorflow/tfjs";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import Papa from "papaparse";

const UNITS = [64, 32, 16, 8, 16, 32, 64];

/** Reads a CSV file into a table; the start of DuckDB itself is not counted. */
async function readWithDuckDb(file) {
  const worker = new Worker("./duckdb-browser-eh.worker.js");
  const database = new duckdb.AsyncDuckDB(new duckdb.VoidLogger(), worker);
  await database.instantiate(new URL("./duckdb-eh.wasm", location.href).href);
  const connection = await database.connect();
  const start = performance.now();
  await database.registerFileHandle("table.csv", file, duckdb.DuckDBDataProtocol.BROWSER_FILEREADER, true);
  await connection.query("CREATE TABLE flows AS SELECT * FROM read_csv('table.csv', header = false)");
  const seconds = (performance.now() - start) / 1000;
  const rows = await connection.query("SELECT count(*) AS n FROM flows");
  const nRows = Number(rows.get(0).n);
  await database.terminate();
  return { seconds, nRows };
}

/** Parses a CSV file into arrays with numbers as numbers. */
function readWithPapaParse(file) {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    Papa.parse(file, {
      dynamicTyping: true,
      skipEmptyLines: true,
      complete: ({ data }) => resolve({ seconds: (performance.now() - start) / 1000, nRows: data.length }),
      error: reject,
    });
  });
}

/** One epoch of the autoencoder on random rows, after one that warms up. */
async function epochWithTensorFlow({ nRows, nFeatures, batchSize }) {
  setWasmPaths("./");
  await tf.setBackend("wasm");
  const model = tf.sequential();
  UNITS.forEach((units, i) => {
    model.add(tf.layers.dense({ units, activation: "relu", ...(i === 0 && { inputShape: [nFeatures] }) }));
  });
  model.add(tf.layers.dense({ units: nFeatures }));
  model.compile({ optimizer: tf.train.adam(0.001), loss: "meanSquaredError" });
  const x = tf.randomNormal([nRows, nFeatures], 0, 1, "float32", 0);
  const times = [];
  let start;
  const callbacks = {
    onEpochBegin: () => (start = performance.now()),
    onEpochEnd: () => times.push((performance.now() - start) / 1000),
  };
  await model.fit(x, x, { epochs: 2, batchSize, shuffle: true, callbacks });
  return { seconds: times.at(-1), backend: tf.getBackend() };
}

Object.assign(globalThis, { readWithDuckDb, readWithPapaParse, epochWithTensorFlow });
