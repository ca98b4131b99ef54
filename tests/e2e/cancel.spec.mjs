import { expect, test } from "./support.mjs";
import { Wiresift } from "./wiresift.mjs";

/** A table that takes some seconds to learn from. */
function largeTable(nRows) {
  const lines = ["duration,src_bytes,dst_bytes,packets,rate"];
  for (let i = 0; i < nRows; i++) {
    const wave = (k) => (Math.sin(i * k) * 0.5 + 0.5).toFixed(4);
    lines.push(`${wave(0.37)},${Math.round(5000 * wave(1.3))},${Math.round(9000 * wave(2.1))},${i % 97},${wave(0.011)}`);
  }
  return Buffer.from(lines.join("\n"));
}

test("a training can be cancelled, and another one started", async ({ page }) => {
  const app = new Wiresift(page);
  await app.open();
  await app.choose({ name: "large.csv", mimeType: "text/csv", buffer: largeTable(40_000) });
  await expect(app.overviewRows).toHaveAttribute("data-value", "40000");
  await app.startTraining();
  await expect(app.trainProgress).toBeVisible();
  await expect(app.trainProgress).not.toHaveAttribute("data-value", "0");
  await app.cancel.click();
  await expect(app.trainProgress).toHaveCount(0);
  await expect(page.getByTestId("step-results")).toHaveAttribute("aria-disabled", "true");

  // Only the quick detector, so that the second one ends soon.
  for (const name of ["local_outlier_factor", "one_class_svm", "autoencoder"]) {
    await page.getByTestId(`use-${name}`).uncheck();
  }
  await page.getByTestId("min-votes").fill("1");
  await app.findAnomalies();
  await expect(page.getByTestId(/^detector-/)).toHaveCount(1);
});

test("a training that is cancelled before it began ends, too", async ({ page }) => {
  const app = new Wiresift(page);
  await app.open();
  await app.choose({ name: "large.csv", mimeType: "text/csv", buffer: largeTable(40_000) });
  await expect(app.overviewRows).toHaveAttribute("data-value", "40000");
  // Quicker than a person: before the browser's next frame.
  await page.evaluate(async () => {
    const click = (name) => document.querySelector(`[data-testid="${name}"]`).click();
    click("find-anomalies");
    while (!document.querySelector('[data-testid="cancel"]')) await new Promise((then) => setTimeout(then));
    click("cancel");
  });
  await expect(page.getByTestId("find-anomalies").first()).toBeEnabled();
  await expect(app.trainProgress).toHaveCount(0);
  await expect(page.getByTestId("step-results")).toHaveAttribute("aria-disabled", "true");
});

test("votes that cannot be reached are refused before the training", async ({ page }) => {
  const app = new Wiresift(page);
  await app.open();
  await app.trySample();
  await app.goTrain();
  await page.getByTestId("min-votes").fill("4");
  await page.getByTestId("use-autoencoder").uncheck();
  await expect(page.getByTestId("find-anomalies")).toBeDisabled();
  await page.getByTestId("min-votes").fill("3");
  await expect(page.getByTestId("find-anomalies")).toBeEnabled();
});
