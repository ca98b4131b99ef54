import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SAMPLES, expect, test } from "./support.mjs";
import { Wiresift } from "./wiresift.mjs";

const ROWS = 160;

/** The first rows of the site's own sample: a software GPU is slow. */
function smallTable() {
  const lines = readFileSync(join(SAMPLES, "sample.csv"), "utf8").split("\n").slice(0, ROWS + 1);
  return { name: "small.csv", mimeType: "text/csv", buffer: Buffer.from(`${lines.join("\n")}\n`) };
}

/** Trains the autoencoder alone and returns what ran it and half of the rows, by rank. */
async function ranking(app, page, backend) {
  await app.open();
  await app.choose(smallTable());
  await expect(app.overviewRows).toHaveAttribute("data-value", String(ROWS));
  await app.goTrain();
  for (const name of ["isolation_forest", "local_outlier_factor", "one_class_svm"]) {
    await page.getByTestId(`use-${name}`).uncheck();
  }
  await page.getByTestId("min-votes").fill("1");
  await page.getByTestId("contamination").fill("0.5");
  await page.getByTestId(`backend-${backend}`).check();
  await app.findAnomalies();
  const ran = await page.getByTestId("detector-autoencoder").innerText();
  const { text } = await app.downloadReport();
  const rows = text.trimEnd().split("\n").slice(1).map((line) => line.split(",")[1]);
  return { ran, rows };
}

/** Spearman's rank correlation over what both lists hold. */
function spearman(a, b) {
  const common = a.filter((row) => b.includes(row));
  const placeInB = new Map(b.filter((row) => common.includes(row)).map((row, place) => [row, place]));
  const n = common.length;
  const squares = common.reduce((sum, row, place) => sum + (place - placeInB.get(row)) ** 2, 0);
  return 1 - (6 * squares) / (n * (n * n - 1));
}

test("the autoencoder ranks alike on WebGPU and on the CPU", async ({ page }) => {
  const app = new Wiresift(page);
  const cpu = await ranking(app, page, 1);
  const gpu = await ranking(app, page, 2);
  expect(cpu.ran).toContain("CPU");
  expect(gpu.ran).not.toContain("CPU");
  const common = cpu.rows.filter((row) => gpu.rows.includes(row)).length;
  expect(cpu.rows.length).toBeGreaterThan(ROWS * 0.4);
  expect(common / cpu.rows.length).toBeGreaterThan(0.95);
  expect(spearman(cpu.rows, gpu.rows)).toBeGreaterThan(0.99);
});
