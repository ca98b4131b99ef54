import { expect, test } from "./support.mjs";
import { Wiresift } from "./wiresift.mjs";

const NEURAL = "**/wiresift-worker-neural.js";

test("a worker that breaks is an error on the page, and the next training gets a fresh one", async ({ page, faults }) => {
  const app = new Wiresift(page);
  await app.open();
  await app.trySample();
  const broken = "export default () => { throw new Error('broken on purpose'); };";
  await page.context().route(NEURAL, (route) => route.fulfill({ contentType: "text/javascript", body: broken }));
  await app.startTraining();
  await expect(app.error).toContainText("broken on purpose");
  await expect(app.error).toContainText("still loaded");
  faults.splice(0);

  await page.context().unroute(NEURAL);
  await page.getByTestId("dismiss").click();
  await app.findAnomalies();
  await expect(page.getByTestId(/^detector-/)).toHaveCount(4);
});

test("a worker that cannot be loaded is named, and the others can do without it", async ({ page, faults }) => {
  const app = new Wiresift(page);
  await app.open();
  await app.trySample();
  await page.context().route(NEURAL, (route) => route.fulfill({ status: 404, body: "" }));
  await app.goTrain();
  await app.startTraining();
  await expect(app.error).toContainText("could not be loaded");
  faults.splice(0);

  await page.getByTestId("dismiss").click();
  await page.getByTestId("use-autoencoder").uncheck();
  await app.findAnomalies();
  await expect(page.getByTestId(/^detector-/)).toHaveCount(3);
});

test("an engine that dies is replaced, and reads back what was open", async ({ page, faults }) => {
  const app = new Wiresift(page);
  await app.open();
  await app.trySample();
  await expect(page.getByTestId("case-saving")).toHaveText("saved");
  const [engine] = page.workers();
  await engine.evaluate(() => {
    setTimeout(() => {
      throw new Error("died on purpose");
    });
  });
  await expect(app.error).toContainText("died on purpose");
  faults.splice(0);
  await expect(app.overviewRows).toHaveAttribute("data-value", "1000");
  await app.findAnomalies();
});
