// Why a flow is unusual: in a sentence, by column, by detector, beside other flows; and a way on from there.
import { expect, test } from "./support.mjs";
import { Wiresift } from "./wiresift.mjs";

test.beforeEach(async ({ page }) => {
  const app = new Wiresift(page);
  await app.open();
  await app.trySample();
  await app.goTrain();
  await app.findAnomalies();
  await page.getByTestId("anomaly-table").focus();
  await page.keyboard.press("Enter");
});

test("a flagged row says why, and each detector what it listens to", async ({ page }) => {
  await expect(page.getByTestId("why-summary")).toContainText(/detectors? calls? this .* unusual/);
  const shares = await page
    .getByTestId("why-reasons")
    .locator("li")
    .evaluateAll((reasons) => reasons.map((reason) => Number(reason.dataset.share)));
  expect(shares.length).toBeGreaterThan(1);
  expect(shares).toEqual([...shares].sort((a, b) => b - a));
  expect(shares.reduce((sum, share) => sum + share)).toBeLessThanOrEqual(1.001);
  for (const detector of ["isolation_forest", "local_outlier_factor", "one_class_svm", "autoencoder"]) {
    await expect(page.getByTestId(`verdict-${detector}`)).toContainText("Listens to");
  }
  await page.getByTestId("why-nearest").locator("summary").click();
  await expect(page.getByTestId("why-nearest").locator("p")).toHaveCount(3);
});

test("a reason filters everything by its value, and out of it", async ({ page }) => {
  const all = Number(await page.getByTestId("anomaly-table").getAttribute("data-total"));
  const reason = page.getByTestId("why-reasons").locator("li").first();
  await reason.getByRole("button", { name: /Leave out/ }).click();
  await expect
    .poll(async () => Number(await page.getByTestId("anomaly-table").getAttribute("data-total")))
    .toBeLessThan(all);
});

test("the score of the vote adds up", async ({ page }) => {
  await page.getByTestId("vote-parts").locator("summary").click();
  const sum = page.getByTestId("vote-parts").locator("[data-sum]");
  await expect(sum).toBeVisible();
  const parts = await page
    .getByTestId("vote-parts")
    .locator("[data-value]")
    .evaluateAll((lines) => lines.map((line) => Number(line.dataset.value)));
  expect(parts.reduce((total, part) => total + part)).toBeCloseTo(Number(await sum.getAttribute("data-sum")), 6);
});

test("columns are ranked by what they are worth, for the ensemble and each detector", async ({ page }) => {
  await page.getByTestId("measure-importance").click();
  const ranking = page.getByTestId("importance");
  await expect(ranking.locator("li").first()).toBeVisible();
  await expect(page.getByTestId("measure-importance")).toBeVisible({ timeout: 60_000 });
  const means = () =>
    ranking.locator("li").evaluateAll((columns) => columns.map((column) => Number(column.dataset.mean)));
  const ofEnsemble = await means();
  expect(Number(await ranking.getAttribute("data-measured"))).toBeGreaterThanOrEqual(ofEnsemble.length);
  expect(ofEnsemble).toEqual([...ofEnsemble].sort((a, b) => b - a));
  expect(ofEnsemble[0]).toBeGreaterThan(0);
  await page.getByTestId("importance-by").selectOption("Isolation forest");
  await expect.poll(means).not.toEqual(ofEnsemble);
});
