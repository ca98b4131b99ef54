// Charts as pictures, tables on the clipboard.
import { readFileSync } from "node:fs";
import { expect, test } from "./support.mjs";
import { Wiresift } from "./wiresift.mjs";


async function saved(page, card, kind) {
  const menu = card.getByTestId("chart-menu");
  await menu.scrollIntoViewIfNeeded();
  await menu.locator("summary").click();
  const started = page.waitForEvent("download");
  await menu.getByTestId(`chart-${kind}`).click();
  const download = await started;
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

test("each chart can be saved as PNG and as SVG", async ({ page, context }) => {
  const app = new Wiresift(page);
  await app.open();
  await app.tryCapture();
  // One that ECharts draws, and one of the page's own.
  for (const [title, mark] of [["Severity", "Medium"], ["Who talks to whom", "circle"]]) {
    const card = page.getByRole("region", { name: title, exact: true });
    const png = await saved(page, card, "png");
    expect(png.name).toMatch(/^[a-z-]+.*\.png$/);
    expect(png.bytes.subarray(0, 8).toString("latin1")).toBe("\x89PNG\r\n\x1a\n");
    expect(png.bytes.readUInt32BE(16)).toBeGreaterThan(300);
    const svg = (await saved(page, card, "svg")).bytes.toString("utf8");
    expect(svg).toContain(mark);
    // It is a picture by itself, and colours itself.
    const blank = await context.newPage();
    const drawn = await blank.evaluate(async (text) => {
      const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
      return { root: parsed.documentElement.nodeName, scripts: parsed.querySelectorAll("script").length, width: Number(parsed.documentElement.getAttribute("width")) };
    }, svg);
    await blank.close();
    expect(drawn).toEqual({ root: "svg", scripts: 0, width: expect.any(Number) });
    expect(drawn.width).toBeGreaterThan(100);
  }
});

test("the menu of a chart is reached and left by the keyboard", async ({ page }) => {
  const app = new Wiresift(page);
  await app.open();
  await app.tryCapture();
  const menu = page.getByRole("region", { name: "Severity", exact: true }).getByTestId("chart-menu");
  await menu.locator("summary").focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await expect(menu.getByTestId("chart-png")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(menu).not.toHaveAttribute("open", "");
  await expect(menu.locator("summary")).toBeFocused();
});

test("tables are copied for a spreadsheet", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const app = new Wiresift(page);
  await app.open();
  await app.tryCapture();
  const clipboard = async () => (await page.evaluate(() => navigator.clipboard.readText())).split("\n").map((line) => line.split("\t"));
  const detectors = page.getByRole("region", { name: "Detectors", exact: true });
  await detectors.getByTestId("copy-table").click();
  await expect(detectors.getByText("Copied")).toBeVisible();
  const table = await clipboard();
  expect(table.length).toBe(5);
  expect(new Set(table.map((row) => row.length)).size).toBe(1);
  expect(Number.isFinite(Number(table[1][1]))).toBe(true);

  const severity = page.getByRole("region", { name: "Severity", exact: true });
  await severity.getByTestId("chart-menu").locator("summary").click();
  await severity.getByTestId("chart-copy").click();
  expect((await clipboard()).map((row) => row[0])).toEqual(["Severity", "Low", "Medium", "High"]);

  await page.getByRole("button", { name: "Copy what is in view" }).click();
  const rows = await clipboard();
  expect(rows.length).toBeGreaterThan(5);
  expect(rows[0].length).toBeGreaterThan(4);
});
