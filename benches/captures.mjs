// Times captures in the page: from the file that a person picks until its flows are on the screen.
//
//     node captures.mjs DIST REPEAT BENCH=FILE...
//
// Each run has a browser of its own. The memory is the peak of the tab's process, with all that Chromium has in it.
import { memoryOf, report, withPage } from "./browser.mjs";

/** Runs in the page: notes when a file was chosen, and resolves to what the page says once the capture is shown. */
function watch() {
  let start;
  addEventListener("change", () => (start = performance.now()), { capture: true, once: true });
  globalThis.shown = new Promise((resolve, reject) => {
    const byId = (id) => document.querySelector(`[data-testid="${id}"]`);
    new MutationObserver(() => {
      if (byId("error")) reject(new Error(byId("error").textContent));
      if (!byId("capture-packets")) return;
      const seconds = (performance.now() - start) / 1000;
      const value = (id) => Number(byId(id).dataset.value);
      resolve({ seconds, packets: value("capture-packets"), flows: value("capture-flows") });
    }).observe(document.body, { childList: true, subtree: true });
  });
}

async function read(dist, file) {
  return withPage(dist, async (page) => {
    const input = page.getByTestId("file-input");
    await input.waitFor({ state: "attached" });
    // The engine is there when nothing is fetched any more.
    await page.waitForLoadState("networkidle");
    await page.evaluate(watch);
    await input.setInputFiles(file);
    const result = await page.evaluate(() => globalThis.shown);
    return { ...result, memory: await memoryOf(page) };
  });
}

const [dist, repeat, ...benches] = process.argv.slice(2);
for (const named of benches) {
  const [bench, file] = named.split("=");
  const runs = [];
  for (let i = 0; i < Number(repeat); i += 1) runs.push(await read(dist, file));
  const best = runs.reduce((a, b) => (b.seconds < a.seconds ? b : a));
  const peaks = runs.map((run) => run.memory).filter((memory) => memory !== undefined);
  report(bench, "tab", best.seconds, {
    packets: best.packets,
    packets_per_s: Math.round(best.packets / best.seconds),
    flows: best.flows,
    peak_mb: peaks.length > 0 ? Math.max(...peaks) : undefined,
  });
}
