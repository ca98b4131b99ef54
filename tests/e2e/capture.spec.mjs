import { expect, test } from "./support.mjs";
import { Capture, office } from "./pcap.mjs";
import { Wiresift } from "./wiresift.mjs";

const file = (buffer, name = "office.pcap") => ({ name, mimeType: "application/vnd.tcpdump.pcap", buffer });

async function value(locator) {
  return Number(await locator.getAttribute("data-value"));
}

async function open(page, capture, name) {
  const app = new Wiresift(page);
  await app.open();
  await app.choose(file(capture.bytes(), name));
  await page.getByTestId("capture-packets").waitFor();
  return app;
}

/** Drags over the timeline, from and to shares of its width. */
async function brush(page, from, to) {
  const box = await page.getByTestId("timeline-brush").boundingBox();
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * from, y);
  await page.mouse.down();
  await page.mouse.move(box.x + (box.width * (from + to)) / 2, y, { steps: 4 });
  await page.mouse.move(box.x + box.width * to, y, { steps: 4 });
  await page.mouse.up();
}

test("a capture becomes flows, and its numbers are right", async ({ page }) => {
  const capture = office();
  const app = await open(page, capture);
  expect(await value(page.getByTestId("capture-packets"))).toBe(capture.nPackets);
  expect(await value(page.getByTestId("capture-flows"))).toBe(220 * 2 + 120);
  expect(await value(page.getByTestId("capture-skipped"))).toBe(0);
  await expect(app.rowTable).toHaveAttribute("data-total", String(220 * 2 + 120));
  await expect(page.getByTestId("talkers")).toContainText("10.0.0.1");
  await expect(page.getByTestId("protocols")).toContainText("tcp");
  await expect(page.getByRole("columnheader", { name: "Responder" })).toBeVisible();
  await expect(page.getByText(/\brows?\b/i).filter({ visible: true })).toHaveCount(0);

  // Any column orders the flows, before any training.
  const head = app.rowTable.getByRole("columnheader", { name: "Bytes in" });
  await head.getByRole("button").click();
  await expect(head).toHaveAttribute("aria-sort", "descending");
});

test("a flow is explained, with its packets as a plot", async ({ page }) => {
  const app = await open(page, office());
  await page.getByTestId("row-1").click();
  await expect(app.rowDetail.getByTestId("flow-sentence")).toContainText("TCP");
  await expect(app.rowDetail.getByTestId("flow-facts")).toContainText("SF – Opened and closed as it should be");
  await expect(app.rowDetail.getByTestId("flow-facts")).toContainText(/1:[A-Za-z0-9+/]{27}=/);
  const trace = app.rowDetail.getByTestId("flow-trace");
  await expect(trace).toHaveAttribute("data-packets", "8");
  await expect(trace.locator("canvas")).toBeVisible();
  await trace.getByText("Numbers", { exact: true }).click();
  await expect(trace.getByRole("row")).toHaveCount(9);
});

test("a stretch of time filters everything, until its chip is removed", async ({ page }) => {
  const app = await open(page, office());
  await page.getByTestId("timeline-brush").waitFor();
  await brush(page, 0.55, 0.66);
  const chip = page.getByTestId("filter-chip");
  await expect(chip).toContainText("UTC");
  const start = Number(await chip.getAttribute("data-start"));
  const end = Number(await chip.getAttribute("data-end"));
  expect(start).toBeGreaterThan(Capture.start + 50);
  expect(end).toBeLessThan(Capture.start + 90);
  await expect(app.rowTable).not.toHaveAttribute("data-total", "560");
  const nFlows = Number(await app.rowTable.getAttribute("data-total"));
  expect(nFlows).toBeGreaterThan(20);
  expect(nFlows).toBeLessThan(400);
  await expect(page.getByTestId("timeline-totals")).toHaveAttribute("data-rows", String(nFlows));

  // The result is that of the stretch: its headline, its table, its charts.
  await app.goTrain();
  await page.getByTestId("use-autoencoder").uncheck();
  await app.findAnomalies();
  await expect(app.headline).toHaveAttribute("data-rows", String(nFlows));
  await page.getByTestId("rows-shown-1").check();
  await expect(app.anomalyTable).toHaveAttribute("data-total", String(nFlows));

  await page.getByTestId("filter-clear").click();
  await expect(chip).toHaveCount(0);
  await expect(app.headline).toHaveAttribute("data-rows", "560");
  await expect(app.anomalyTable).toHaveAttribute("data-total", "560");
});

test("the timeline is brushed with the keyboard, and its bars become finer", async ({ page }) => {
  await open(page, office());
  const width = page.getByTestId("timeline-width");
  await expect(width).toHaveAttribute("data-value", /./);
  const before = await value(width);
  await page.getByTestId("timeline-finer").click();
  await expect(width).not.toHaveAttribute("data-value", String(before));
  expect(await value(width)).toBeLessThan(before);

  await page.getByTestId("timeline-brush").focus();
  await page.keyboard.press("ArrowRight");
  for (let n = 0; n < 5; n++) await page.keyboard.press("Shift+ArrowRight");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("filter-chip")).toBeVisible();
  await page.getByTestId("timeline-brush").focus();
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("filter-chip")).toHaveCount(0);
});

test("a scan stands out", async ({ page }) => {
  const app = await open(page, office());
  await app.goTrain();
  await page.getByTestId("use-autoencoder").uncheck();
  await page.getByTestId("contamination").fill("0.2");
  await app.findAnomalies();
  expect(Number(await app.headline.getAttribute("data-anomalies"))).toBeGreaterThan(0);
  await app.anomalyTable.getByTestId("row-0").click();
  await expect(app.rowDetail.getByTestId(/^verdict-/)).toHaveCount(3);
  await expect(app.rowDetail.getByTestId("flow-trace")).toBeVisible();
});

test("of many incidents the first are listed, and the others on request", async ({ page }) => {
  const capture = office();
  for (let n = 0; n < 30; n++) {
    for (let port = 1; port <= 60; port++) {
      const [time, from, to] = [10_000 + n * 600 + port / 10, [`10.0.${n}.5`, 40_000 + port], [`10.1.${n}.9`, port]];
      capture.tcp(time, from, to, 0x02, port);
      capture.tcp(time + 0.001, to, from, 0x14, 0);
    }
  }
  const app = await open(page, capture);
  await app.findAnomalies();
  const listed = page.getByTestId("incidents").getByTestId("incident");
  await expect(listed).toHaveCount(20);
  const n = Number(await page.getByTestId("incidents").getAttribute("data-count"));
  expect(n).toBeGreaterThanOrEqual(30);
  await page.getByTestId("incidents-more").click();
  await expect(listed).toHaveCount(n);
  await expect(page.getByTestId("incidents-more")).toHaveCount(0);
});

test("a capture is watched while it is read", async ({ page }) => {
  // Large enough to take a while: ten minutes of connections that end.
  const capture = new Capture();
  const body = Buffer.alloc(1_300, 120);
  for (let n = 0; n < 40_000; n++) {
    const from = [`10.1.${n % 200}.${n % 250}`, 20_000 + (n % 40_000)];
    capture.connection(n * 0.015, from, ["192.0.2.9", 80], body, body);
  }
  const app = new Wiresift(page);
  await app.open();
  await page.evaluate(() => {
    globalThis.seen = [];
    new MutationObserver(() => {
      const packets = document.querySelector('[data-testid="live-packets"]')?.dataset.value;
      const flows = document.querySelectorAll('[data-testid="live-flows"] li').length;
      if (packets && globalThis.seen.at(-1)?.packets !== packets) globalThis.seen.push({ packets, flows });
    }).observe(document.body, { childList: true, subtree: true, attributes: true });
  });
  const path = test.info().outputPath("long.pcap");
  const { writeFileSync } = await import("node:fs");
  writeFileSync(path, capture.bytes());
  await app.choose(path);
  await page.getByTestId("capture-packets").waitFor({ timeout: 60_000 });
  const seen = await page.evaluate(() => globalThis.seen);
  expect(seen.length).toBeGreaterThan(0);
  const packets = seen.map((look) => Number(look.packets));
  expect(packets).toEqual([...packets].sort((a, b) => a - b));
  expect(Math.max(...seen.map((look) => look.flows))).toBeGreaterThan(5);
  expect(await value(page.getByTestId("capture-packets"))).toBe(capture.nPackets);
});

test("a capture that is cut is read up to there, and says so", async ({ page }) => {
  const bytes = office().bytes();
  const app = new Wiresift(page);
  await app.open();
  await app.choose(file(bytes.subarray(0, Math.floor(bytes.length / 2)), "cut.pcap"));
  await expect(page.getByText(/ends within a record that begins at byte \d+, after packet \d+/)).toBeVisible();
  expect(await value(page.getByTestId("capture-packets"))).toBeGreaterThan(500);
});

test("a file that is no capture is an error, and the capture stays", async ({ page }) => {
  const app = await open(page, office());
  await page.getByTestId("step-load").click();
  await app.choose(file(Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"), "picture.pcap"));
  await expect(app.error).toContainText("neither a capture nor a table");
  await expect(app.error.getByTestId("kept")).toContainText("office.pcap is still loaded");
  await page.getByTestId("step-data").click();
  expect(await value(page.getByTestId("capture-flows"))).toBe(560);
});

test("names in packets are text, never markup", async ({ page }) => {
  const odd = "<img src=x onerror=alert(1)>";
  const app = await open(page, office({ names: { 0: odd, 1: odd } }), "<b>odd<b>.pcap");
  const facts = app.rowDetail.getByTestId("flow-facts");
  await page.getByTestId("row-0").click();
  await expect(facts).toContainText(`${odd} (A)`);
  await page.getByTestId("row-1").click();
  await expect(facts).toContainText("HTTP host");
  await expect(facts).toContainText(odd);
  expect(await page.locator("main img, main b").count()).toBe(0);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("<b>odd<b>.pcap");
});
