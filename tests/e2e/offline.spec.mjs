// The published site with its network taken away. `serve` starts its own server, below a path as on a project's page, and
// stops it: what still works then works without a network.
import { cpSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { expect, test as base } from "./support.mjs";
import { Wiresift } from "./wiresift.mjs";

const DIST = join(import.meta.dirname, "../../dist");

const test = base.extend({
  serviceWorkers: "allow",
  /** The site below `/tools/wiresift/`, behind the plainest server that there is. */
  plain: async ({}, use, testInfo) => {
    const root = testInfo.outputPath("served");
    const folder = join(root, "tools/wiresift");
    mkdirSync(folder, { recursive: true });
    cpSync(DIST, folder, { recursive: true });
    const port = 20_000 + (process.pid % 20_000) + testInfo.retry;
    const server = spawn("python3", ["-m", "http.server", String(port), "--bind", "127.0.0.1", "--directory", root], { stdio: "ignore" });
    const url = `http://127.0.0.1:${port}/tools/wiresift/`;
    await expect.poll(() => fetch(url).then((response) => response.ok, () => false)).toBe(true);
    await use({ url, folder, stop: () => server.kill() });
    server.kill();
  },
});

/** Where the packed files lie; a site that was not packed has no such folder. */
function assets(folder) {
  const name = readdirSync(folder).find((name) => name.startsWith("assets-"));
  base.skip(!name, "skipped: dist/ is not packed (`cargo xtask build`)");
  return name;
}

/** Waits until the browser keeps the whole site. */
async function kept(page) {
  await expect
    .poll(() => page.evaluate(() => navigator.serviceWorker.getRegistration().then((r) => r?.active?.state)), { timeout: 120_000 })
    .toBe("activated");
}

test("after the first visit everything works without a network, also training", async ({ page, plain, faults }) => {
  assets(plain.folder);
  const app = new Wiresift(page);
  await page.goto(plain.url);
  await page.getByTestId("drop-zone").waitFor();
  await kept(page);
  faults.length = 0; // this test's site lies elsewhere than the others'
  plain.stop();
  await expect.poll(() => fetch(plain.url).then(() => true, () => false)).toBe(false);

  await page.reload();
  await page.getByTestId("drop-zone").waitFor();
  await app.trySample();
  await app.findAnomalies();
  // The autoencoder's module is the largest file, and none of the first visit needed it.
  await expect(page.getByTestId("detector-autoencoder")).toBeVisible();
  await app.anomalyTable.getByTestId(/^row-/).first().click();
  await app.rowDetail.waitFor();
  await app.downloadReport();

  await page.goto(`${plain.url}guide.html`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("User guide");
  faults.length = 0;
});

test("a newer version waits until it is taken, and is taken whole", async ({ page, plain, faults }) => {
  const folder = assets(plain.folder);
  await page.goto(plain.url);
  await page.getByTestId("drop-zone").waitFor();
  await kept(page);
  const version = () => page.evaluate(() => document.documentElement.dataset.version);
  const first = await version();
  publish(plain.folder, folder);

  // The old version goes on, whole, though none of its files is on the server any more.
  await page.reload();
  await page.getByTestId("update-notice").waitFor({ timeout: 60_000 });
  expect(await version()).toBe(first);
  const app = new Wiresift(page);
  await app.trySample();
  await expect(page.getByTestId("case-saving")).toHaveText("saved");

  // What was open goes on in the new version.
  await page.getByTestId("update-now").click();
  await expect.poll(() => version().catch(() => null)).toBe("0123456789ab");
  await expect(app.overviewRows).toHaveAttribute("data-value", "1000");
  await expect.poll(() => page.evaluate(() => caches.keys())).toEqual(["wiresift-0123456789ab"]);
  faults.length = 0;
});

test("a version with a file of another one is not taken", async ({ page, plain, faults }) => {
  const folder = assets(plain.folder);
  await page.goto(plain.url);
  await page.getByTestId("drop-zone").waitFor();
  await kept(page);
  publish(plain.folder, folder);
  writeFileSync(join(plain.folder, "assets-0123456789ab/boot.js"), "// of some other version");
  await page.reload();
  await page.getByTestId("drop-zone").waitFor();
  const outcome = await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    const update = await registration.update().catch(() => registration);
    const worker = update.installing ?? update.waiting;
    if (!worker) return "redundant";
    return new Promise((resolve) => {
      const look = () => ["installed", "redundant"].includes(worker.state) && resolve(worker.state);
      worker.addEventListener("statechange", look);
      look();
    });
  });
  expect(outcome).toBe("redundant");
  await expect(page.getByTestId("update-notice")).toHaveCount(0);
  await new Wiresift(page).trySample();
  faults.length = 0;
});

/** Puts another version in the place of the one that is served, as a deployment does. */
function publish(root, folder) {
  const next = "assets-0123456789ab";
  const old = folder.slice("assets-".length);
  renameSync(join(root, folder), join(root, next));
  const boot = join(root, next, "boot.js");
  writeFileSync(boot, `${readFileSync(boot, "utf8")}\n// newer\n`);
  for (const name of readdirSync(root).filter((name) => name.endsWith(".html"))) {
    const page = join(root, name);
    writeFileSync(page, readFileSync(page, "utf8").replaceAll(old, "0123456789ab"));
  }
  const integrity = (path) => `sha256-${createHash("sha256").update(readFileSync(join(root, path))).digest("base64")}`;
  const worker = join(root, "service-worker.js");
  const text = readFileSync(worker, "utf8").replaceAll(old, "0123456789ab");
  writeFileSync(worker, text.replace(/\["([^"]+)","sha256-[^"]+"\]/g, (_, path) => JSON.stringify([path, integrity(path)])));
}
