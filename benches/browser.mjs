// What the benches in the browser share: Chromium, a page on a server of this machine, and timing.
import { chromium as playwright } from "@playwright/test";
import { chromium } from "../tests/e2e/browser.mjs";
import { peakOf, processOf } from "../tests/e2e/memory.mjs";
import { serve } from "../xtask/web/server.mjs";

/** Opens `dir`'s index page in Chromium, runs `body(page)` and closes everything. */
export async function withPage(dir, body) {
  const { url, close } = await serve(dir);
  const browser = await playwright.launch(chromium().launchOptions);
  try {
    const page = await browser.newPage();
    page.on("pageerror", (error) => console.error(`uncaught: ${error}`));
    page.on("console", (message) => {
      if (message.type() === "error") console.error(`console: ${message.text()}`);
    });
    await page.goto(url);
    return await body(page);
  } finally {
    await browser.close();
    close();
  }
}

/** Gives the page a `File` of this machine as `window.benchFile`; it is read from disk as it would be for a person. */
export async function choose(page, path) {
  await page.evaluate(() => {
    const input = document.createElement("input");
    input.type = "file";
    input.id = "bench-file";
    document.getElementById("bench-file")?.remove();
    document.body.append(input);
  });
  await page.setInputFiles("#bench-file", path);
  await page.evaluate(() => {
    globalThis.benchFile = document.getElementById("bench-file").files[0];
  });
}

/** Prints one result, and what else was measured. */
export function report(bench, where, seconds, more = {}) {
  console.log(JSON.stringify({ bench, where, seconds: Number(seconds.toFixed(4)), ...more }));
}

/** Most memory that the tab's process held at once, its workers included, in MB; undefined where Linux does not say. */
export async function memoryOf(page) {
  const peak = peakOf(await processOf(page));
  return peak && Math.round(peak);
}

/** The result with the least `seconds` of `n` runs of `run`. */
export async function least(n, run) {
  let best;
  for (let i = 0; i < n; i += 1) {
    const result = await run();
    if (best === undefined || result.seconds < best.seconds) best = result;
  }
  return best;
}
