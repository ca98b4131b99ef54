// Times Wiregasm, Wireshark as WebAssembly, in the same browser.
//
//     node captures.mjs OUT BENCH FILE [REPEAT]
//
// OUT is a folder to put the page into.
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { choose, memoryOf, report, withPage } from "../browser.mjs";

const DIST = join(import.meta.dirname, "node_modules/@goodtools/wiregasm/dist");

function copy(out) {
  mkdirSync(out, { recursive: true });
  const page = '<!doctype html><title>Wiregasm</title><link rel="icon" href="data:,"><script src="wiregasm.js"></script>';
  writeFileSync(join(out, "index.html"), page);
  for (const file of ["wiregasm.js", "wiregasm.wasm", "wiregasm.data"]) copyFileSync(join(DIST, file), join(out, file));
}

/** Runs in the page, as Wiregasm's README says; its start is not counted. */
async function load() {
  const quiet = { print: () => {}, printErr: () => {}, handleStatus: () => {} };
  const wiregasm = await globalThis.loadWiregasm({ locateFile: (path) => `./${path}`, ...quiet });
  wiregasm.init();
  const start = performance.now();
  wiregasm.FS.writeFile("/uploads/bench.pcap", new Uint8Array(await globalThis.benchFile.arrayBuffer()));
  const session = new wiregasm.DissectSession("/uploads/bench.pcap");
  const { code, summary } = session.load();
  const seconds = (performance.now() - start) / 1000;
  if (code !== 0) throw new Error(`Wiregasm could not read the capture: ${code}`);
  return { seconds, packets: summary.packet_count };
}

async function read(out, file) {
  return withPage(out, async (page) => {
    await choose(page, file);
    const result = await page.evaluate(load);
    return { ...result, memory: await memoryOf(page) };
  });
}

const [out, bench, file, repeat = "3"] = process.argv.slice(2);
copy(out);
const runs = [];
for (let i = 0; i < Number(repeat); i += 1) runs.push(await read(out, file));
const best = runs.reduce((a, b) => (b.seconds < a.seconds ? b : a));
report(bench, "wiregasm", best.seconds, {
  packets: best.packets,
  packets_per_s: Math.round(best.packets / best.seconds),
  peak_mb: best.memory,
});
