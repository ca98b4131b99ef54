// The analyst's verdicts: by keyboard, followed by the ranking, taken back, and learnt from.
import { expect, test } from "./support.mjs";
import { Wiresift } from "./wiresift.mjs";

const row = (page, place) => page.getByTestId(`row-${place}`);
const rowsInOrder = async (page, n) =>
  Promise.all([...Array(n).keys()].map((place) => row(page, place).getAttribute("data-row")));

/** Marks the first rows as their labels say, by keyboard only; the sample says so in its label column. */
async function markByKeyboard(page, n) {
  await page.getByTestId("anomaly-table").focus();
  for (let place = 0; place < n; place += 1) {
    await page.keyboard.press(place % 3 === 2 ? "f" : "t");
    await expect(row(page, place)).toHaveAttribute("data-mark", place % 3 === 2 ? "false_positive" : "true_positive");
  }
}

test.beforeEach(async ({ page }) => {
  const app = new Wiresift(page);
  await app.open();
  await app.trySample();
  await app.goTrain();
  await app.findAnomalies();
});

test("twenty verdicts by keyboard move the ranking, and can be taken back", async ({ page }) => {
  const before = await rowsInOrder(page, 20);
  await markByKeyboard(page, 20);
  await expect(page.getByTestId("n-true")).toHaveAttribute("data-value", "14");
  await expect(page.getByTestId("n-false")).toHaveAttribute("data-value", "6");
  await expect(page.getByTestId("adapt")).toHaveText("Update ranking (20 new)");

  await page.getByTestId("adapt").click();
  const difference = page.getByTestId("difference");
  await expect(difference).toBeVisible();
  expect(Number(await difference.getAttribute("data-left"))).toBeGreaterThanOrEqual(6);
  await page.getByTestId("left").locator("summary").click();
  await expect(page.getByTestId("left").locator("li").first()).toBeVisible();
  await expect(page.getByTestId("marked-precision")).toHaveText("100.0%");
  await expect(row(page, 0)).toHaveAttribute("data-row", /\d+/);
  expect(await rowsInOrder(page, 20)).not.toEqual(before);

  await page.getByTestId("undo").click();
  await expect(difference).toHaveCount(0);
  await expect.poll(() => rowsInOrder(page, 20)).toEqual(before);
  await expect(row(page, 0)).toHaveAttribute("data-mark", "true_positive");
  await page.getByTestId("redo").click();
  await expect.poll(() => rowsInOrder(page, 20)).not.toEqual(before);
});

test("several rows are marked together, and unmarked", async ({ page }) => {
  await page.getByTestId("anomaly-table").focus();
  for (let step = 0; step < 9; step += 1) await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("f");
  await expect(page.getByTestId("n-false")).toHaveAttribute("data-value", "10");
  await expect(row(page, 9)).toHaveAttribute("data-mark", "false_positive");
  await page.keyboard.press("Control+z");
  await expect(page.getByTestId("n-false")).toHaveAttribute("data-value", "0");
  await expect(row(page, 9)).not.toHaveAttribute("data-mark", /./);
});

test("a verdict has a reason and a note", async ({ page }) => {
  await row(page, 0).click();
  await page.getByTestId("mark-false").click();
  await page.getByTestId("mark-reason").fill("Backup");
  await page.getByTestId("mark-reason").press("Enter");
  await page.getByTestId("mark-note").fill("nightly, from the file server");
  await page.getByTestId("mark-note").press("Enter");
  await page.getByTestId("row-detail-close").click();
  await row(page, 0).click();
  await expect(page.getByTestId("mark-reason")).toHaveValue("Backup");
  await expect(page.getByTestId("mark-note")).toHaveValue("nightly, from the file server");
  await expect(page.getByTestId("n-false")).toHaveAttribute("data-value", "1");
});

test("a training takes the verdicts as labels", async ({ page }) => {
  const app = new Wiresift(page);
  const harmless = await rowsInOrder(page, 5);
  await page.getByTestId("anomaly-table").focus();
  for (let place = 0; place < 5; place += 1) {
    await page.keyboard.press("f");
    await expect(row(page, place)).toHaveAttribute("data-mark", "false_positive");
  }
  await page.getByTestId("retrain").click();
  await app.headline.waitFor({ timeout: 170_000 });
  await expect(page.getByTestId("difference")).toContainText("Detectors retrained");
  const flagged = await rowsInOrder(page, 20);
  expect(flagged.filter((row) => harmless.includes(row))).toEqual([]);
  await expect(page.getByTestId("n-false")).toHaveAttribute("data-value", "5");
});
