// What every browser test stands on: a server for the built site, and a page that fails its test when it logs an error,
// meets its content policy or asks for anything outside its origin.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test as base } from "@playwright/test";
import { serve } from "../../xtask/web/server.mjs";

export { expect };

const ROOT = join(import.meta.dirname, "../..");

/** The samples, as they are before the build moves them into a folder of their version. */
export const SAMPLES = join(ROOT, "www");

export const test = base.extend({
  /** The address of the built site. */
  site: [
    async ({}, use) => {
      const { url, close } = await serve(join(ROOT, "dist"));
      await use(url);
      close();
    },
    { scope: "worker" },
  ],

  baseURL: async ({ site }, use) => use(site),

  /** What the page did wrong; empty at the end of a good test. A test that provokes an error takes it out. */
  faults: async ({ context, site }, use) => {
    const faults = [];
    watch(context, site, faults);
    await use(faults);
    expect(faults, "the page logged errors, met its policy or left its origin").toEqual([]);
  },

  page: async ({ page, faults: _ }, use) => use(page),
});

/** Notes errors and requests that leave `site` in `faults`; the page's workers are covered as well. */
function watch(context, site, faults) {
  context.on("weberror", (error) => faults.push(`uncaught: ${error.error()}`));
  // Chromium reports a violation of the content policy as a console error.
  context.on("console", (message) => {
    if (message.type() === "error") faults.push(`console: ${message.text()}`);
  });
  context.on("request", (request) => {
    const url = new URL(request.url());
    const isLocal = url.protocol === "data:" || url.origin === new URL(site).origin;
    if (!isLocal) faults.push(`request: ${request.method()} ${request.url()}`);
  });
}

/** The path of a file of the evaluation data; skips the test where the data is absent. */
export function evaluationData(name) {
  const dir = process.env.WIRESIFT_DATA ?? join(ROOT, "../shared/data");
  const path = join(dir, name);
  test.skip(!existsSync(path), `skipped: no evaluation data at ${path}`);
  return path;
}

/** The first `nRows` lines of a gzip table as a file of this test, so that a test stays quick. */
export function firstLines(path, nRows, testInfo) {
  const text = gunzipSync(readFileSync(path)).toString("utf8");
  const lines = text.split("\n", nRows).join("\n");
  const file = testInfo.outputPath("first-lines.csv");
  writeFileSync(file, `${lines}\n`);
  return file;
}

/** What the native command prints with `--json`. */
export function analyzeNatively(...args) {
  const program = process.env.WIRESIFT_CLI ?? join(ROOT, "target/debug/wiresift");
  const output = execFileSync(program, ["analyze", ...args, "--json"], { maxBuffer: 1 << 30 });
  return JSON.parse(output.toString("utf8"));
}
