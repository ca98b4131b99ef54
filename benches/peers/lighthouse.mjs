// Lighthouse on the built site: what a first visit costs, and whether the page keeps to what browsers' makers advise.
//
//   CHROMIUM=/usr/bin/chromium node lighthouse.mjs DIST
//
// The files are sent compressed, as every static host does. Prints a JSON line for a desktop and for a telephone as Lighthouse
// estimates it, and one for a telephone whose network and processor are really slowed down: category scores of 100, the main
// times in milliseconds, and the audits that cost points.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import lighthouse, { desktopConfig } from "lighthouse";
import { chromium as playwright } from "@playwright/test";
import { chromium } from "../../tests/e2e/browser.mjs";
import { serve } from "../../xtask/web/server.mjs";

const CATEGORIES = ["performance", "accessibility", "best-practices"];
const TEXTS = /\.(html|js|css|wasm|svg|csv|json)$/;
/** Form factor, and how it is slowed down. */
const VISITS = [
  ["desktop", "simulate"],
  ["mobile", "simulate"],
  ["mobile", "devtools"],
];
const TIMES = ["first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "speed-index"];

/** A copy of the site with every text and module compressed beside it. */
function compressed(dist) {
  const folder = mkdtempSync(join(tmpdir(), "wiresift-lighthouse-"));
  cpSync(dist, folder, { recursive: true });
  for (const name of readdirSync(folder, { recursive: true }).filter((name) => TEXTS.test(name))) {
    writeFileSync(join(folder, `${name}.gz`), gzipSync(readFileSync(join(folder, name))));
  }
  return folder;
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function audit(url, formFactor, throttlingMethod) {
  const port = await freePort();
  const { launchOptions } = chromium();
  const args = [...(launchOptions.args ?? []), `--remote-debugging-port=${port}`];
  const browser = await playwright.launch({ ...launchOptions, args });
  try {
    const flags = { port, output: "json", logLevel: "error", onlyCategories: CATEGORIES, throttlingMethod };
    return (await lighthouse(url, flags, formFactor === "desktop" ? desktopConfig : undefined)).lhr;
  } finally {
    await browser.close();
  }
}

function told(lhr, formFactor, throttlingMethod) {
  const score = (name) => Math.round(lhr.categories[name].score * 100);
  const costly = CATEGORIES.flatMap((name) => lhr.categories[name].auditRefs)
    .filter(({ id, weight }) => weight > 0 && (lhr.audits[id].score ?? 1) < 0.9)
    .map(({ id }) => `${id} ${lhr.audits[id].displayValue ?? JSON.stringify(lhr.audits[id].details?.items?.slice(0, 3) ?? "")}`.trim());
  return {
    bench: "lighthouse",
    where: formFactor,
    throttling: throttlingMethod,
    ...Object.fromEntries(CATEGORIES.map((name) => [name, score(name)])),
    milliseconds: Object.fromEntries(TIMES.map((id) => [id, Math.round(lhr.audits[id].numericValue)])),
    costly: [...new Set(costly)],
  };
}

const site = compressed(process.argv[2]);
const { url, close } = await serve(site);
try {
  for (const visit of VISITS) {
    console.log(JSON.stringify(told(await audit(url, ...visit), ...visit)));
  }
} finally {
  close();
  rmSync(site, { recursive: true });
}
