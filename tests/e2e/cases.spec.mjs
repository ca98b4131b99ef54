// Cases: kept without being asked, back after a reload or a crash, handed on as a file.
import { readFileSync } from "node:fs";
import { expect, test } from "./support.mjs";
import { entries } from "./unzip.mjs";
import { Wiresift } from "./wiresift.mjs";

const SAVED = "saved";

/** Waits until all of the case is in the storage. */
async function saved(page) {
  await expect(page.getByTestId("case-saving")).toHaveText(SAVED);
}

/** Trains without the autoencoder, which needs most of the time and adds nothing here. */
async function trainQuickly(app, page) {
  await app.goTrain();
  await page.getByTestId("use-autoencoder").uncheck();
  await app.findAnomalies();
}

/** The numbers of a result: what has to be the same wherever it comes back. */
async function numbers(app, page) {
  await app.headline.waitFor();
  await expect(page.getByTestId("row-9")).toHaveAttribute("data-score", /./);
  const rows = await Promise.all(
    [...Array(10).keys()].map((n) => page.getByTestId(`row-${n}`).evaluate((row) => ({ ...row.dataset }))),
  );
  return {
    anomalies: await app.headline.getAttribute("data-anomalies"),
    auc: await app.metric("roc-auc"),
    forest: await app.detector("isolation_forest"),
    rows: rows.map(({ row, score, votes }) => ({ row, score, votes })),
  };
}

/** The entry of a case in the list, on the load page. */
async function entry(page, name) {
  await page.getByTestId("step-load").click();
  const found = page.getByTestId("case").filter({ has: page.getByTestId("case-name").getByText(name, { exact: true }) });
  await found.waitFor();
  return found;
}

async function exported(page, entry, { pseudonymise = false } = {}) {
  await entry.getByTestId("case-export").click();
  if (pseudonymise) await entry.getByTestId("case-pseudonymise").check();
  const started = page.waitForEvent("download");
  await entry.getByTestId("case-export-save").click();
  const download = await started;
  expect(download.suggestedFilename()).toMatch(/\.wiresift$/);
  return download.path();
}

/** A fresh browser profile, with a page in it. */
async function elsewhere(browser, site) {
  const context = await browser.newContext({ baseURL: site });
  const page = await context.newPage();
  const app = new Wiresift(page);
  await app.open();
  return { context, page, app };
}

test("a reload brings everything back", async ({ page }) => {
  const app = new Wiresift(page);
  await app.open();
  await app.trySample();
  await trainQuickly(app, page);
  const before = await numbers(app, page);
  await page.getByTestId("row-0").click();
  await page.keyboard.press("t");
  await page.getByTestId("row-1").click();
  await page.keyboard.press("f");
  await expect(page.getByTestId("row-1")).toHaveAttribute("data-mark", /./);
  await saved(page);
  await page.reload();
  expect(await numbers(app, page)).toEqual(before);
  await expect(page.getByTestId("row-0")).toHaveAttribute("data-mark", /./);
  await expect(page.getByTestId("row-1")).toHaveAttribute("data-mark", /./);
  await expect(page.getByTestId("row-2")).not.toHaveAttribute("data-mark", /./);
  await saved(page);
  // The settings are back as well, and train to the same.
  await page.getByTestId("step-train").click();
  await expect(page.getByTestId("use-autoencoder")).not.toBeChecked();
});

test("a capture comes back with what was captured", async ({ page }) => {
  const app = new Wiresift(page);
  await app.open();
  await app.tryCapture();
  const before = await numbers(app, page);
  await saved(page);
  await page.reload();
  expect(await numbers(app, page)).toEqual(before);
  await page.getByTestId("row-0").click();
  await expect(app.rowDetail.getByTestId("flow-trace")).toHaveAttribute("data-packets", /^[1-9]/);
});

test("a tab that is closed leaves its case in the list: open, rename, delete", async ({ page, context }) => {
  const app = new Wiresift(page);
  await app.open();
  await app.trySample();
  await saved(page);
  await page.close();

  const again = await context.newPage();
  const other = new Wiresift(again);
  await other.open();
  const listed = await entry(again, "sample.csv");
  await expect(listed).toContainText("not trained yet");
  await listed.getByTestId("case-rename").click();
  await listed.getByTestId("case-name-input").fill("Tuesday night");
  await listed.getByTestId("case-rename-save").click();
  const renamed = await entry(again, "Tuesday night");
  await renamed.getByTestId("case-open").click();
  await expect(other.overviewRows).toHaveAttribute("data-value", "1000");
  await expect(again.getByTestId("case-status")).toContainText("Tuesday night");

  const open = await entry(again, "Tuesday night");
  await open.getByTestId("case-delete").click();
  await open.getByTestId("case-delete-yes").click();
  await expect(again.getByTestId("case")).toHaveCount(0);
  await expect(again.getByTestId("case-saving")).toHaveText("not saved");
  await again.reload();
  await again.getByTestId("drop-zone").waitFor();
  await expect(again.getByTestId("case")).toHaveCount(0);
});

test("an engine that dies comes back with the case as it was", async ({ page, faults }) => {
  const app = new Wiresift(page);
  await app.open();
  await app.trySample();
  await trainQuickly(app, page);
  const before = await numbers(app, page);
  await page.getByTestId("row-3").click();
  await page.keyboard.press("t");
  await saved(page);
  const [engine] = page.workers();
  await engine.evaluate(() => {
    setTimeout(() => {
      throw new Error("died on purpose");
    });
  });
  await expect(app.error).toContainText("died on purpose");
  faults.splice(0);
  expect(await numbers(app, page)).toEqual(before);
  await expect(page.getByTestId("row-3")).toHaveAttribute("data-mark", /./);
  await expect(app.error).toContainText("reads the case back");
  await page.getByTestId("dismiss").click();
  await page.getByTestId("row-4").click();
  await page.keyboard.press("f");
  await expect(page.getByTestId("row-4")).toHaveAttribute("data-mark", /./);
  await saved(page);
});

test("a case goes to another browser as a file", async ({ page, browser, site }) => {
  const app = new Wiresift(page);
  await app.open();
  await app.trySample();
  await trainQuickly(app, page);
  const before = await numbers(app, page);
  await saved(page);
  const file = await exported(page, await entry(page, "sample.csv"));

  const there = await elsewhere(browser, site);
  await there.app.choose({ name: "handed-on.wiresift", mimeType: "application/zip", buffer: readFileSync(file) });
  expect(await numbers(there.app, there.page)).toEqual(before);
  await saved(there.page);
  await there.page.reload();
  expect(await numbers(there.app, there.page)).toEqual(before);
  await there.context.close();
});

test("a pseudonymised case names nobody and finds the same", async ({ page, browser, site }) => {
  const app = new Wiresift(page);
  await app.open();
  await app.tryCapture();
  const before = await numbers(app, page);
  const addresses = await app.anomalyTable.evaluate((table) => table.textContent.match(/\d+\.\d+\.\d+\.\d+/g));
  expect(addresses.length).toBeGreaterThan(5);
  await saved(page);
  const file = readFileSync(await exported(page, await entry(page, "sample.pcap.gz"), { pseudonymise: true }));
  const contents = Buffer.concat(Object.values(entries(file)));
  for (const secret of [...new Set(addresses), "sample.pcap"]) expect(contents.includes(secret), secret).toBe(false);

  const there = await elsewhere(browser, site);
  await there.app.choose({ name: "handed-on.wiresift", mimeType: "application/zip", buffer: file });
  expect(await numbers(there.app, there.page)).toEqual(before);
  await there.context.close();
});

test("a file that is no case is refused with a reason", async ({ page }) => {
  const app = new Wiresift(page);
  await app.open();
  await app.choose({ name: "broken.wiresift", mimeType: "application/zip", buffer: Buffer.from("not a zip") });
  await expect(app.error).toContainText("This is no case of Wiresift");
});

test("when the storage is full nothing is lost, and room helps", async ({ page, context, site }) => {
  const app = new Wiresift(page);
  await app.open();
  // Chromium counts what it used for a while before it asks again, so there is no room from the start.
  const session = await context.newCDPSession(page);
  await session.send("Storage.overrideQuotaForOrigin", { origin: new URL(site).origin, quotaSize: 1 });
  await app.trySample();
  await expect(page.getByTestId("case-saving")).toHaveText("not saved");
  await expect(app.error).toContainText("storage for this site is full");
  await page.getByTestId("dismiss").click();
  await trainQuickly(app, page);
  const before = await numbers(app, page);
  await expect(page.getByTestId("case-saving")).toHaveText("not saved");
  await session.send("Storage.overrideQuotaForOrigin", { origin: new URL(site).origin });
  await page.getByTestId("case-save-again").click();
  await saved(page);
  await page.reload();
  expect(await numbers(app, page)).toEqual(before);
});

test("without storage everything works and says that it is not kept", async ({ page }) => {
  await page.addInitScript(() => {
    // What a worker sees cannot be changed from here but through its script's start.
    const { Blob: Original } = window;
    window.Blob = class extends Original {
      constructor(parts, options) {
        const isStart = typeof parts?.[0] === "string" && parts[0].startsWith("import init from");
        super(isStart ? ["delete self.indexedDB; Object.defineProperty(self, 'indexedDB', { value: undefined });\n" + parts[0]] : parts, options);
      }
    };
  });
  const app = new Wiresift(page);
  await app.open();
  await expect(page.getByTestId("cases-unavailable")).toContainText("keeps nothing");
  await app.trySample();
  await expect(page.getByTestId("case-saving")).toHaveText("not saved");
  await expect(app.error).toContainText("keeps nothing for this page");
  await trainQuickly(app, page);
});

test("a second tab on a case works on a copy and says so", async ({ page, context }) => {
  const app = new Wiresift(page);
  await app.open();
  await app.trySample();
  await saved(page);
  const second = await context.newPage();
  const other = new Wiresift(second);
  await other.open();
  await (await entry(second, "sample.csv")).getByTestId("case-open").click();
  await expect(other.overviewRows).toHaveAttribute("data-value", "1000");
  await expect(other.error).toContainText("Another tab has this case open");
  await saved(second);
  await expect(second.getByTestId("case-status")).toContainText("sample.csv (copy)");
  await second.getByTestId("step-load").click();
  await expect(second.getByTestId("case")).toHaveCount(2);
  const first = await entry(second, "sample.csv");
  await first.getByTestId("case-delete").click();
  await first.getByTestId("case-delete-yes").click();
  await expect(other.error).toContainText("Another tab has this case open");
});
