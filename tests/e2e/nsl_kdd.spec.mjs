import { join } from "node:path";
import { SAMPLES, analyzeNatively, evaluationData, expect, test } from "./support.mjs";
import { Wiresift } from "./wiresift.mjs";

/** What the page shows beside what the command prints: detectors that are the same to the last bit, and a vote. */
async function expectSameFigures(app, page, native) {
  for (const detector of native.detectors) {
    const shown = await app.detector(detector.name);
    // Training amplifies the rounding in which a tab's and a processor's matrix products differ.
    const digits = detector.name === "autoencoder" ? 2 : 9;
    expect(shown.rocAuc, `ROC-AUC of ${detector.name}`).toBeCloseTo(detector.roc_auc, digits);
    expect(shown.averagePrecision).toBeCloseTo(detector.average_precision, digits);
    if (detector.name !== "autoencoder") {
      expect(shown.threshold).toBeCloseTo(detector.threshold, 9);
      expect(shown.flagged).toBe(detector.flagged);
    }
  }
  const { ensemble } = native;
  for (const name of ["accuracy", "precision", "recall", "f1", "roc_auc", "average_precision"]) {
    const shown = await app.metric(name.replace("_", "-"));
    expect(shown, name).toBeCloseTo(ensemble[name], 2);
  }
}

test("NSL-KDD: learn from the normal rows, judge the test table, as the command line does", async ({ page }) => {
  const training = evaluationData("tables/nsl_kdd_train20.txt.gz");
  const judged = evaluationData("tables/nsl_kdd_test.txt.gz");
  const app = new Wiresift(page);
  await app.open();
  await app.choose(training);
  await expect(app.overviewRows).toHaveAttribute("data-value", "25192");
  await page.getByTestId("test-file-input").setInputFiles(judged);
  await expect(page.getByTestId("test-rows")).toHaveAttribute("data-value", "22544");
  await app.goTrain();
  await page.getByTestId("train-on-1").check();
  await app.findAnomalies();
  await page.getByTestId("result-slot-1").check();
  await expect(page.getByTestId("results-headline")).toContainText("22");

  const native = analyzeNatively(training, "--train-on", "normal", "--test", judged);
  expect(native.rows).toBe(22_544);
  await expectSameFigures(app, page, native);
  // The best single detector of scikit-learn reaches 0.9532 here.
  expect(await app.metric("roc-auc")).toBeGreaterThanOrEqual(0.9532);
});

test("the sample's figures are those of the command line, seed by seed", async ({ page }) => {
  const app = new Wiresift(page);
  for (const seed of [0, 3]) {
    await app.open();
    await app.trySample();
    await app.goTrain();
    await page.getByTestId("seed").fill(String(seed));
    await app.findAnomalies();
    const sample = join(SAMPLES, "sample.csv");
    await expectSameFigures(app, page, analyzeNatively(sample, "--seed", String(seed)));
  }
});
