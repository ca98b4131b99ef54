// Models: every training is kept, compared, taken up again, handed on.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, SAMPLES, test } from "./support.mjs";
import { Wiresift } from "./wiresift.mjs";

/** Trains without the detectors that are named. */
async function train(app, page, without) {
  await page.getByTestId("step-train").click();
  for (const kind of without) await page.getByTestId(`use-${kind}`).uncheck();
  await app.findAnomalies();
}

/** How many rows the result flags. */
async function flagged(app) {
  await app.headline.waitFor();
  return app.headline.getAttribute("data-anomalies");
}

function version(page, name) {
  return page.getByTestId("version").filter({ has: page.getByTestId("version-name").getByText(name, { exact: true }) });
}

async function models(page) {
  await page.getByTestId("step-models").click();
  await page.getByTestId("version").first().waitFor();
}

/** Two trainings of the sample, the second with fewer detectors. */
async function twoTrainings(page) {
  const app = new Wiresift(page);
  await app.open();
  await app.trySample();
  await train(app, page, ["autoencoder"]);
  const first = await flagged(app);
  await train(app, page, ["one_class_svm"]);
  const second = await flagged(app);
  expect(second).not.toBe(first);
  return { app, first, second };
}

test("every training is a model to go back to, and is still there after a reload", async ({ page }) => {
  const { app, first, second } = await twoTrainings(page);
  await models(page);
  await expect(page.getByTestId("version")).toHaveCount(2);
  await expect(version(page, "Training 2")).toHaveAttribute("data-current", "true");
  await expect(version(page, "Training 2").getByTestId("version-flagged")).toHaveAttribute("data-value", second);
  await version(page, "Training 1").getByTestId("version-use").click();
  expect(await flagged(app)).toBe(first);

  await models(page);
  await expect(version(page, "Training 1")).toHaveAttribute("data-current", "true");
  await version(page, "Training 2").getByTestId("version-rename").click();
  await page.getByTestId("version-name-input").fill("Without the SVM");
  await page.getByTestId("version-rename-save").click();
  await version(page, "Without the SVM").waitFor();
  await expect(page.getByTestId("case-saving")).toHaveText("saved");
  await page.reload();
  expect(await flagged(app)).toBe(first);
  await models(page);
  await version(page, "Without the SVM").getByTestId("version-use").click();
  expect(await flagged(app)).toBe(second);

  await models(page);
  await version(page, "Training 1").getByTestId("version-delete").click();
  await page.getByTestId("version-delete-yes").click();
  await expect(page.getByTestId("version")).toHaveCount(1);
  await expect(page.getByTestId("version-delete")).toBeDisabled();
});

test("two models are held against each other, and a row on which they differ is opened", async ({ page }) => {
  const { first, second } = await twoTrainings(page);
  await models(page);
  await page.getByTestId("compare").click();
  const value = async (id) => Number(await page.getByTestId(id).getAttribute("data-value"));
  await page.getByTestId("comparison").waitFor();
  const [both, onlyA, onlyB] = [await value("compare-both"), await value("compare-only-a"), await value("compare-only-b")];
  // A is the one in use, the second.
  expect(both + onlyA).toBe(Number(second));
  expect(both + onlyB).toBe(Number(first));
  expect(onlyA + onlyB).toBeGreaterThan(0);
  const row = page.getByTestId("contrast").first();
  await row.click();
  await expect(page.getByTestId("row-detail")).toHaveAttribute("data-row", await row.getAttribute("data-row"));
});

test("new data is scored by two models side by side", async ({ page }) => {
  const { app } = await twoTrainings(page);
  // Rows of the sample again, as a table of their own: what counts here is that both models score it.
  const [header, ...rows] = readFileSync(join(SAMPLES, "sample.csv"), "utf8").trim().split("\n");
  const half = rows.slice(rows.length / 2);
  const buffer = Buffer.from(`${[header, ...half].join("\n")}\n`);
  await page.getByTestId("step-data").click();
  await page.getByTestId("test-file-input").setInputFiles({ name: "new.csv", mimeType: "text/csv", buffer });
  await expect(app.headline).toHaveAttribute("data-rows", String(half.length));
  const flaggedInUse = Number(await flagged(app));
  await models(page);
  await page.getByTestId("compare-table-1").check({ force: true });
  await page.getByTestId("compare").click();
  const comparison = page.getByTestId("comparison");
  await expect(comparison).toContainText(`of the ${half.length.toLocaleString("en")} rows of new.csv`);
  const value = async (id) => Number(await page.getByTestId(id).getAttribute("data-value"));
  // A is the one in use.
  expect((await value("compare-both")) + (await value("compare-only-a"))).toBe(flaggedInUse);
  expect(await value("compare-only-b")).toBeGreaterThan(0);
  const sides = comparison.locator("tbody tr").filter({ has: page.locator("th[scope=row]") });
  await expect(sides.nth(0)).toContainText("A: Training 2");
  await expect(sides.nth(1)).toContainText("B: Training 1");
});

test("a model goes to another browser as a file, and finds the same", async ({ page, browser, site }) => {
  const { first } = await twoTrainings(page);
  await models(page);
  const started = page.waitForEvent("download");
  await version(page, "Training 1").getByTestId("version-export").click();
  const download = await started;
  expect(download.suggestedFilename()).toMatch(/\.wiresift-model$/);
  const file = readFileSync(await download.path());

  const context = await browser.newContext({ baseURL: site });
  const there = await context.newPage();
  const other = new Wiresift(there);
  await other.open();
  await other.trySample();
  await train(other, there, ["autoencoder", "one_class_svm"]);
  await models(there);
  await there.getByTestId("version-import").setInputFiles({ name: "x.wiresift-model", mimeType: "application/zip", buffer: file });
  await expect(there.getByTestId("version")).toHaveCount(2);
  await there.getByTestId("version").first().getByTestId("version-use").click();
  expect(await flagged(other)).toBe(first);

  await other.drop("z.wiresift-model", file);
  await models(there);
  await expect(there.getByTestId("version")).toHaveCount(3);
  const broken = Buffer.from(file);
  broken[Math.floor(broken.length / 2)] ^= 0xff;
  await there.getByTestId("version-import").setInputFiles({ name: "y.wiresift-model", mimeType: "application/zip", buffer: broken });
  await expect(other.error).toContainText(/damaged|no model/);
  await expect(there.getByTestId("version")).toHaveCount(3);
  await context.close();
});
