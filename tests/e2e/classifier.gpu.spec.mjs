import { labelled } from "./labelled.mjs";
import { expect, test } from "./support.mjs";
import { Wiresift } from "./wiresift.mjs";

/** A software GPU is slow. */
const ROWS = 1_500;

/** Trains the networks alone; what trained them, and how well they judge rows that they never saw. */
async function accuracy(page, backend) {
  await page.getByTestId("train-goal-0").click();
  await page.getByTestId(`backend-${backend}`).check();
  await page.getByTestId("train-goal-1").click();
  await page.getByTestId("judge-kind-1").click();
  await page.getByTestId("classifier-epochs").fill("15");
  await page.getByTestId("teach").click();
  const figure = page.getByTestId("classifier-accuracy");
  await figure.waitFor({ timeout: 400_000 });
  const ran = await page.getByText(/Its networks were trained by/).innerText();
  const value = Number(await figure.getAttribute("data-value"));
  await page.getByTestId("classifier-forget").click();
  await expect(figure).toHaveCount(0);
  return { ran, value };
}

test("the classifier's networks learn the same on WebGPU as on the CPU", async ({ page }) => {
  test.slow();
  const app = new Wiresift(page);
  await app.open();
  await app.choose({ name: "labelled.csv", mimeType: "text/csv", buffer: labelled(ROWS) });
  await app.overviewRows.waitFor();
  await app.goTrain();
  const cpu = await accuracy(page, 1);
  const gpu = await accuracy(page, 2);
  expect(cpu.ran).toContain("trained by CPU");
  expect(gpu.ran).toContain("trained by WebGPU");
  expect(cpu.value).toBeGreaterThan(0.6);
  // The same seed and the same batches; sums of 32-bit numbers in another order.
  expect(Math.abs(cpu.value - gpu.value)).toBeLessThan(0.05);
});
