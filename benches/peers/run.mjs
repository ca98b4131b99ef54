// Times the peers from npm in the same browser.
//
//     node run.mjs OUT KDD99.csv [REPEAT]
//
// OUT is a folder to bundle the page into.
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { choose, least, report, withPage } from "../browser.mjs";

const KDD99_ROWS = 494_021;
const PACKAGES = join(import.meta.dirname, "node_modules");

/** Puts the page, its libraries and their WebAssembly into `out`. */
async function bundle(out) {
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, "index.html"), '<!doctype html><title>Peers</title><link rel="icon" href="data:,"><script src="page.js"></script>');
  await build({
    entryPoints: [join(import.meta.dirname, "page.mjs")],
    outfile: join(out, "page.js"),
    bundle: true,
    minify: true,
    format: "iife",
    logLevel: "error",
  });
  const duckdb = join(PACKAGES, "@duckdb/duckdb-wasm/dist");
  for (const file of ["duckdb-browser-eh.worker.js", "duckdb-eh.wasm"]) copyFileSync(join(duckdb, file), join(out, file));
  const tfjs = join(PACKAGES, "@tensorflow/tfjs-backend-wasm/dist");
  for (const file of readdirSync(tfjs).filter((name) => name.endsWith(".wasm"))) {
    copyFileSync(join(tfjs, file), join(out, file));
  }
}

/** Times a reader of the KDD table and checks that it read all of it. */
async function read(page, repeat, name, where) {
  const { seconds, nRows } = await least(repeat, () => page.evaluate((f) => globalThis[f](globalThis.benchFile), name));
  if (nRows !== KDD99_ROWS) throw new Error(`${where} read ${nRows} rows instead of ${KDD99_ROWS}`);
  report("kdd99/read", where, seconds);
}

const [out, kdd99, repeat = "3"] = process.argv.slice(2);
await bundle(out);
await withPage(out, async (page) => {
  await choose(page, kdd99);
  await read(page, Number(repeat), "readWithDuckDb", "duckdb-wasm");
  await read(page, Number(repeat), "readWithPapaParse", "papaparse");
  const size = { nRows: 25_192, nFeatures: 118, batchSize: 256 };
  const epoch = await least(Number(repeat), () => page.evaluate((s) => globalThis.epochWithTensorFlow(s), size));
  if (epoch.backend !== "wasm") throw new Error(`TensorFlow.js ran on ${epoch.backend}`);
  report("nsl/autoencoder_epoch", "tfjs-wasm", epoch.seconds);
});
