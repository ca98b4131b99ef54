import { evaluationData, expect, test } from "./support.mjs";
import { Wiresift } from "./wiresift.mjs";

test("KDD'99: half a million rows from the file to the last of the ranking", async ({ page }) => {
  const app = new Wiresift(page);
  await app.open();
  await app.choose(evaluationData("tables/kddcup99_10pct.csv.gz"));
  await expect(app.overviewRows).toHaveAttribute("data-value", "494021");
  await app.goTrain();
  // Four rows in five are attacks, so what is ordinary is learnt from the others.
  await page.getByTestId("train-on-1").check();
  await app.findAnomalies();
  expect(await app.metric("roc-auc")).toBeGreaterThan(0.99);

  await page.getByTestId("rows-shown-1").check();
  await expect(app.anomalyTable).toHaveAttribute("data-total", "494021");
  await page.getByTestId("row-0").click();
  await page.keyboard.press("End");
  await expect(page.getByTestId("row-494020")).toBeVisible();
  await expect(page.getByTestId("row-494020")).toHaveAttribute("data-score", /./);
  expect(await app.anomalyTable.getByTestId(/^row-/).count()).toBeLessThan(80);
});
