import { expect, test } from "./support.mjs";
import { Wiresift } from "./wiresift.mjs";

// Every test fails on a request that leaves the origin (see support.mjs). This one also shows that there is something
// to see: what was requested, and that a table's bytes were not part of it.
test("nothing is sent anywhere, and nothing meets the content policy", async ({ page, site }) => {
  const requests = [];
  page.context().on("request", (request) => requests.push(request));
  await page.addInitScript(() => {
    window.violations = [];
    document.addEventListener("securitypolicyviolation", (event) => window.violations.push(event.violatedDirective));
  });
  const app = new Wiresift(page);
  await app.open();
  await app.trySample();
  await app.findAnomalies();
  await page.getByTestId("row-0").click();
  await app.rowDetail.waitFor();
  await app.downloadReport();

  expect(requests.length).toBeGreaterThan(5);
  expect(requests.filter((request) => request.method() !== "GET" || request.postData())).toEqual([]);
  const elsewhere = requests.map((request) => new URL(request.url())).filter((url) => url.origin !== new URL(site).origin);
  expect(elsewhere.map(String)).toEqual([]);
  expect(await page.evaluate(() => window.violations)).toEqual([]);
});
