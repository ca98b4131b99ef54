// The attacks that rows look like, named by the models that the site brings.
import { createReadStream, existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";
import { expect, test } from "./support.mjs";
import { Wiresift } from "./wiresift.mjs";

const DATA = process.env.WIRESIFT_DATA ?? join(import.meta.dirname, "../../../shared/data");
const KDD = join(DATA, "tables/kddcup99_10pct.csv.gz");

test("the sample capture's flows get families, and they can be filtered by", async ({ page }) => {
  const app = new Wiresift(page);
  await app.open();
  await app.tryCapture();
  await page.getByTestId("family-normal").waitFor({ timeout: 60_000 });
  await expect(page.getByTestId("families-hint")).toContainText("1998");
  const n = async (family) => Number(await page.getByTestId(`family-${family}`).getAttribute("data-rows"));
  const counts = await Promise.all(["normal", "DoS", "Probe", "R2L", "U2R"].map(n));
  const rows = Number(await app.headline.getAttribute("data-rows"));
  expect(counts.reduce((sum, count) => sum + count)).toBe(rows);
  expect(counts[1] + counts[2]).toBeGreaterThan(0);

  await page.getByTestId("row-0").click();
  await expect(app.rowDetail.getByTestId("family-line")).toContainText(/^Looks like: .+ \(.+%\), .+ risk$/);

  const all = page.getByTestId("anomaly-table").getByRole("columnheader", { name: "Family" });
  await expect(all).toBeVisible();
  await all.getByRole("button").click();
  await expect(all).toHaveAttribute("aria-sort", "descending");
  await expect(page.getByTestId("row-0").getByTestId("family")).not.toContainText("normal");
});

test("a table whose columns no model knows has no families", async ({ page }) => {
  const app = new Wiresift(page);
  await app.open();
  await app.trySample();
  await app.goTrain();
  await app.findAnomalies();
  await page.getByTestId("row-0").waitFor();
  await expect(page.getByTestId("anomaly-table").getByRole("columnheader", { name: "Family" })).toHaveCount(0);
  await expect(page.getByRole("region", { name: "Attack families" })).toHaveCount(0);
});

test("a model that cannot be had leaves everything else as it is", async ({ page, context }) => {
  await context.route("**/*.safetensors", (route) => route.fulfill({ body: "damaged" }));
  const app = new Wiresift(page);
  await app.open();
  await app.tryCapture();
  await expect(page.getByTestId("families-note")).toContainText("cannot be used");
  await expect(page.getByTestId("row-0")).toBeVisible();
});

test("KDD'99's own families come back", async ({ page }) => {
  test.skip(!existsSync(KDD), `skipped: no ${KDD}`);
  const app = new Wiresift(page);
  await app.open();
  await app.choose({ name: "kdd.csv", mimeType: "text/csv", buffer: await head(KDD, 20_000) });
  await app.overviewRows.waitFor();
  await app.goTrain();
  await app.findAnomalies();
  await page.getByTestId("family-normal").waitFor({ timeout: 60_000 });
  // The first 20,000 rows: 3,816 of smurf, teardrop, pod and neptune among them.
  expect(Number(await page.getByTestId("family-DoS").getAttribute("data-rows"))).toBeGreaterThan(3_700);
  await expect(page.getByTestId("families-hint")).toHaveCount(0);
});

/** The first lines of a compressed file. */
async function head(file, nLines) {
  const lines = createInterface({ input: createReadStream(file).pipe(createGunzip()) });
  const kept = [];
  for await (const line of lines) {
    kept.push(line);
    if (kept.length === nLines) break;
  }
  return Buffer.from(`${kept.join("\n")}\n`);
}
