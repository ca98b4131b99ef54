import { expect, test } from "./support.mjs";
import { Wiresift } from "./wiresift.mjs";

const PNG = Buffer.from("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489", "hex");

test("a file that is no table is an error, and the loaded table stays", async ({ page }) => {
  const app = new Wiresift(page);
  await app.open();
  await app.trySample();
  await page.getByTestId("step-load").click();
  await app.choose({ name: "picture.csv", mimeType: "text/csv", buffer: PNG });
  await expect(app.error).toContainText("picture.csv cannot be read");
  await expect(app.error.getByTestId("kept")).toContainText("sample.csv is still loaded");
  await page.getByTestId("dismiss").click();
  await expect(app.error).toHaveCount(0);
  await page.getByTestId("step-data").click();
  await expect(app.overviewRows).toHaveAttribute("data-value", "1000");
});

test("an empty file says so", async ({ page }) => {
  const app = new Wiresift(page);
  await app.open();
  await app.choose({ name: "empty.csv", mimeType: "text/csv", buffer: Buffer.alloc(0) });
  await expect(app.error).toContainText(/empty/i);
});

test("names from a table are text, never markup", async ({ page }) => {
  const app = new Wiresift(page);
  await app.open();
  const lines = ["<img src=x onerror=alert(1)>,bytes,label"];
  for (let i = 0; i < 300; i++) lines.push(`${i % 17},${(i * 7919) % 1013},${i % 10 ? "normal" : "<b>attack</b>"}`);
  await app.choose({ name: "<i>odd</i>.csv", mimeType: "text/csv", buffer: Buffer.from(lines.join("\n")) });
  await expect(app.overviewRows).toHaveAttribute("data-value", "300");
  await app.findAnomalies();
  expect(await page.locator("main img, main b, main i:not(.ws-severity__bar)").count()).toBe(0);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("<i>odd</i>.csv");
});
