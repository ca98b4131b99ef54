// Text from captures and tables is text. Every payload would run, load or show something if it were taken for markup; each is
// put wherever a file can put text on the page.
import { expect, test } from "./support.mjs";
import { PAYLOADS, hostileCapture } from "./hostile.mjs";
import { Wiresift } from "./wiresift.mjs";

/** Nothing that a payload holds became an element, and nothing ran. */
async function unharmed(page) {
  const found = await page.evaluate(() => ({
    pwned: window.pwned,
    elements: document.querySelectorAll("#injected, iframe, img, body style, body script, base, [onerror], [onload], [onmouseover], a[href^='http'], a[href^='javascript']").length,
    refresh: document.querySelectorAll("meta[http-equiv=refresh i]").length,
  }));
  expect(found).toEqual({ pwned: undefined, elements: 0, refresh: 0 });
}

const quoted = (text) => `"${text.replaceAll('"', '""')}"`;

/** A table whose columns, categories, labels and name are payloads. */
function table() {
  const [name, kind, label] = [PAYLOADS[1], PAYLOADS[3], "label"];
  const lines = [["number", name, kind, "<i>size</i>", label].map(quoted).join(",")];
  for (let n = 0; n < 300; n++) {
    const cells = [String(n % 17), PAYLOADS[n % 3], PAYLOADS[n % PAYLOADS.length], String((n * 37) % 101), n % 19 ? "normal" : PAYLOADS[0]];
    lines.push(cells.map(quoted).join(","));
  }
  lines.push("broken,<img src=x onerror=window.pwned=1>");
  return Buffer.from(`${lines.join("\n")}\n`);
}

/** Moves the pointer over a chart, so that its tooltip is drawn, at several places. */
async function hover(page, chart) {
  await chart.scrollIntoViewIfNeeded();
  const box = await chart.boundingBox();
  for (const share of [0.15, 0.3, 0.5, 0.7, 0.9]) {
    await page.mouse.move(box.x + box.width * share, box.y + box.height / 2);
    await page.waitForTimeout(60);
  }
}

test("headers, cells, labels and file names of a table stay text", async ({ page }) => {
  const app = new Wiresift(page);
  await app.open();
  await app.choose({ name: `<img src=x onerror="window.pwned=1">.csv`, mimeType: "text/csv", buffer: table() });
  await app.overviewRows.waitFor();
  await expect(page.getByText(PAYLOADS[1]).first()).toBeVisible();
  await unharmed(page);

  await app.findAnomalies();
  await page.getByTestId("row-0").click();
  await app.rowDetail.waitFor();
  for (const details of await page.locator("details").all()) {
    await details.evaluate((element) => (element.open = true));
  }
  await unharmed(page);
  for (const chart of await page.locator(".ws-chart").all()) {
    if (await chart.isVisible()) await hover(page, chart);
  }
  // Tooltips are drawn on the canvas or as text: no element of theirs holds one of the payloads' elements.
  await unharmed(page);

  // The cell's menu, its filter and what is said of the filter.
  await app.anomalyTable.getByRole("gridcell").filter({ hasText: "<" }).first().click({ button: "right" });
  await page.getByTestId("cell-only").click();
  await expect(page.getByTestId("filter-input")).toHaveValue(/</);
  await unharmed(page);
  await page.getByTestId("filter-input").fill(`<img src=x onerror=window.pwned=1> == 1`);
  await expect(page.getByTestId("filter-said")).toHaveClass(/--wrong/);
  await unharmed(page);
  await page.keyboard.press("Control+k");
  await page.keyboard.type(PAYLOADS[1]);
  await unharmed(page);
});

/** A pcapng file of a capture, with payloads as comments and names in its section and its interface. */
function pcapng(capture) {
  const padded = (bytes) => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
  const u16 = (...ns) => Buffer.concat(ns.map((n) => Buffer.from([n & 255, n >> 8])));
  const u32 = (...ns) => Buffer.concat(ns.map((n) => { const b = Buffer.alloc(4); b.writeUInt32LE(n >>> 0); return b; }));
  const option = (code, text) => Buffer.concat([u16(code, Buffer.byteLength(text)), padded(Buffer.from(text))]);
  const block = (type, body) => Buffer.concat([u32(type, body.length + 12), body, u32(body.length + 12)]);
  const end = u16(0, 0);
  const about = PAYLOADS.flatMap((text) => [option(1, text), option(2, text), option(3, text), option(4, text)]);
  const section = block(0x0a0d0d0a, Buffer.concat([u32(0x1a2b3c4d), u16(1, 0), u32(0xffffffff, 0xffffffff), ...about, end]));
  const names = [option(2, PAYLOADS[1]), option(3, PAYLOADS[0]), option(12, PAYLOADS[3]), end];
  const device = block(1, Buffer.concat([u16(1, 0), u32(65535), ...names]));
  const packets = [];
  const classic = capture.bytes();
  for (let at = 24; at < classic.length; ) {
    const [seconds, micros, length] = [0, 4, 8].map((by) => classic.readUInt32LE(at + by));
    const time = BigInt(seconds) * 1_000_000n + BigInt(micros);
    const head = u32(0, Number(time >> 32n), Number(time & 0xffffffffn), length, length);
    const comment = Buffer.concat([option(1, PAYLOADS[packets.length % PAYLOADS.length]), end]);
    packets.push(block(6, Buffer.concat([head, padded(classic.subarray(at + 16, at + 16 + length)), comment])));
    at += 16 + length;
  }
  return Buffer.concat([section, device, ...packets]);
}

for (const [form, bytes] of [["pcap", (capture) => capture.bytes()], ["pcapng", pcapng]]) {
  test(`names and comments in a ${form} stay text`, async ({ page }) => {
    const app = new Wiresift(page);
    await app.open();
    await app.choose({ name: `"><b id=injected>x.${form}`, mimeType: "application/octet-stream", buffer: bytes(hostileCapture()) });
    await page.getByTestId("capture-packets").waitFor();
    await unharmed(page);
    await app.findAnomalies();
    await unharmed(page);

    // Every flow that carries a name, opened one by one.
    const input = page.getByTestId("filter-input");
    await page.getByTestId("rows-shown-1").check({ force: true });
    await input.fill(`server_name contains "<"`);
    await expect.poll(() => app.anomalyTable.getAttribute("data-total").then(Number)).toBeGreaterThan(5);
    const n = Math.min(Number(await app.anomalyTable.getAttribute("data-total")), 14);
    let nSeen = 0;
    for (let at = 0; at < n; at++) {
      await page.getByTestId(`row-${at}`).click();
      await app.rowDetail.getByTestId("flow-facts").waitFor();
      nSeen += Number((await app.rowDetail.textContent()).includes("<"));
      await unharmed(page);
    }
    expect(nSeen).toBeGreaterThan(3);
    for (const chart of await page.locator(".ws-chart").all()) {
      if (await chart.isVisible()) await hover(page, chart);
    }
    await unharmed(page);
  });
}

test("what the privacy panel keeps and shows is text", async ({ page }) => {
  const app = new Wiresift(page);
  await app.open();
  await page.evaluate((texts) => texts.forEach((text, n) => localStorage.setItem(`${n}${text}`, text)), PAYLOADS);
  await page.getByTestId("open-privacy").click();
  await expect(page.getByTestId("privacy-kept")).toContainText(PAYLOADS[1]);
  await unharmed(page);
});
