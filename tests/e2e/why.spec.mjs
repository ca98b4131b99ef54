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
