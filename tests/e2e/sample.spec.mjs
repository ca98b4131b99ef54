import { expect, test } from "./support.mjs";
import { Wiresift } from "./wiresift.mjs";

test("the sample, one button, ranked anomalies, a report", async ({ page }) => {
  const app = new Wiresift(page);
  await app.open();
  await app.trySample();
  await expect(app.overviewRows).toHaveAttribute("data-value", "1000");
  await app.findAnomalies();

  const anomalies = Number(await app.headline.getAttribute("data-anomalies"));
  expect(anomalies).toBeGreaterThan(100);
  expect(anomalies).toBeLessThan(200);
  await expect(app.anomalyTable).toHaveAttribute("data-total", String(anomalies));

  // The matrix adds up to the table, and the shown figures to the matrix.
  const counts = await Promise.all(
    ["tp", "fp", "tn", "fn"].map(async (id) => Number(await page.getByTestId(`confusion-${id}`).getAttribute("data-value"))),
  );
  const [tp, fp, tn, fn] = counts;
  expect(tp + fp + tn + fn).toBe(1000);
  expect(tp + fp).toBe(anomalies);
  expect(await app.metric("precision")).toBeCloseTo(tp / (tp + fp), 9);
  expect(await app.metric("recall")).toBeCloseTo(tp / (tp + fn), 9);

  const report = await app.downloadReport();
  expect(report.name).toMatch(/-\d{8}-\d{6}\.csv$/);
  const lines = report.text.trimEnd().split(/\r?\n/);
  expect(lines.length).toBe(anomalies + 1);
});

test("rows are ranked, sorted anew by a head, and explained", async ({ page }) => {
  const app = new Wiresift(page);
  await app.open();
  await app.trySample();
  await app.findAnomalies();

  const scores = async () => {
    await expect(page.getByTestId("row-9")).toHaveAttribute("data-score", /./);
    return Promise.all([...Array(10).keys()].map(async (n) => Number(await page.getByTestId(`row-${n}`).getAttribute("data-score"))));
  };
  const ranked = await scores();
  expect(ranked).toEqual([...ranked].sort((a, b) => b - a));

  const head = app.anomalyTable.getByRole("columnheader", { name: "Score" });
  await head.getByRole("button").click();
  await expect(head).toHaveAttribute("aria-sort", "ascending");
  await expect(async () => expect((await scores())[0]).toBeLessThan(ranked[0])).toPass();
  const turned = await scores();
  expect(turned).toEqual([...turned].sort((a, b) => a - b));

  const first = page.getByTestId("row-0");
  const row = await first.getAttribute("data-row");
  await first.click();
  await expect(app.rowDetail).toHaveAttribute("data-row", row);
  await expect(app.rowDetail.getByTestId(/^verdict-/)).toHaveCount(4);
  const votes = await app.rowDetail.locator('[data-testid^="verdict-"][data-vote="true"]').count();
  const mask = Number(await first.getAttribute("data-votes"));
  expect(votes).toBe([...mask.toString(2)].filter((bit) => bit === "1").length);

  // All rows: the whole table, still windowed.
  await page.getByTestId("rows-shown-1").check();
  await expect(app.anomalyTable).toHaveAttribute("data-total", "1000");
  expect(await app.anomalyTable.getByTestId(/^row-/).count()).toBeLessThan(80);
});

test("the address follows the steps, and the browser's back button works", async ({ page }) => {
  const app = new Wiresift(page);
  await app.open();
  await app.trySample();
  await expect(page).toHaveURL(/#data$/);
  await app.goTrain();
  await expect(page).toHaveURL(/#train$/);
  await page.goBack();
  await expect(app.overviewRows).toBeVisible();
  // There is nothing to see at a step that needs an earlier one.
  await page.evaluate(() => (location.hash = "results"));
  await expect(page).toHaveURL(/#data$/);
});

test("who goes back at once is not sent forward again", async ({ page }) => {
  // Tasks that the page puts off are held, and run when the address has changed and the page was not told so yet.
  await page.addInitScript(() => {
    const { setTimeout } = window;
    const held = [];
    window.hold = false;
    window.setTimeout = (task, ...rest) => (window.hold ? held.push(task) : setTimeout(task, ...rest));
    addEventListener("popstate", () => {
      if (!window.hold || location.hash !== "#data") return;
      window.hold = false;
      for (const task of held) task();
    });
  });
  const app = new Wiresift(page);
  await app.open();
  await app.trySample();
  await expect(page).toHaveURL(/#data$/);
  await page.evaluate(() => (window.hold = true));
  await app.goTrain();
  await expect(page.getByRole("heading", { level: 1, name: "Train" })).toBeVisible();
  await page.goBack();
  await expect(app.overviewRows).toBeVisible();
  await expect(page).toHaveURL(/#data$/);
});
