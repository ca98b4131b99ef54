import { existsSync } from "node:fs";
import { expect, test } from "./support.mjs";
import { PROGRAM, connect, countPackets, figure, sampleCapture, startSidecar } from "./sidecar.mjs";

test.skip(!existsSync(PROGRAM), `skipped: no sidecar at ${PROGRAM}; build it, or name it by WIRESIFT_SIDECAR`);

// 100 flows, before the first attack of the sample.
async function collectBaseline(page) {
  await page.getByRole("radio", { name: "Flows" }).check({ force: true });
  await page.locator("#live-baseline").fill("100");
  await page.getByTestId("live-collect").click();
}

test("live traffic: a baseline, then attacks by their names, and everything counted", async ({ page, site }, testInfo) => {
  const file = sampleCapture();
  const sidecar = await startSidecar(site, "--replay", file, "--speed", "60");
  try {
    await page.goto(site);
    await page.getByTestId("step-live").click();
    await connect(page, sidecar.address);
    await page.getByTestId("live-start").click();
    await expect(page.getByTestId("live-capturing")).toContainText("Replaying");
    await collectBaseline(page);
    await expect(page.getByTestId("live-phase")).toContainText("Every flow is judged", { timeout: 60_000 });

    const alert = (name) => page.locator(`[data-testid="live-alert"][data-name="${name}"]`);
    await expect(alert("port scan").first()).toContainText("192.168.10.67 → 192.168.10.20", { timeout: 60_000 });
    await expect(alert("brute force").first()).toContainText("T1110", { timeout: 60_000 });
    await page.screenshot({ path: testInfo.outputPath("alerts.png"), fullPage: true });
    await alert("port scan").first().getByRole("button").first().click();
    await expect(page.getByTestId("alert-reasons")).toContainText("looks like a port scan");
    await expect(page.getByTestId("alert-detail")).toContainText("Isolation forest");
    await page.keyboard.press("Escape");

    await expect(page.getByTestId("live-said")).toContainText("ended", { timeout: 90_000 });
    // The last look comes a quarter of a second after the end.
    await expect.poll(() => figure(page, "live-packets-total")).toBe(countPackets(file));
    expect(await figure(page, "live-missed")).toBe(0);
    expect(await figure(page, "live-flows-open")).toBe(0);
    await page.screenshot({ path: testInfo.outputPath("ended.png"), fullPage: true });

    // What was seen goes where a file's flows go.
    await page.getByTestId("live-open").click();
    await expect(page.getByTestId("step-results")).toHaveAttribute("aria-current", "step", { timeout: 60_000 });
  } finally {
    await sidecar.kill();
  }
});

test("a sidecar that dies is said to be gone, and its successor is taken up", async ({ page, site, faults }) => {
  const file = sampleCapture();
  const first = await startSidecar(site, "--replay", file, "--speed", "60");
  await page.goto(site);
  await page.getByTestId("step-live").click();
  await connect(page, first.address);
  await page.getByTestId("live-start").click();
  await expect.poll(() => figure(page, "live-packets-total")).toBeGreaterThan(100);
  await first.kill();
  await expect(page.getByTestId("live-link")).toContainText("The connection to the sidecar broke");
  // The last look comes a quarter of a second later.
  await page.waitForTimeout(1_000);
  const before = await figure(page, "live-packets-total");

  const second = await startSidecar(site, "--replay", file, "--speed", "60");
  try {
    await connect(page, second.address);
    expect(await figure(page, "live-packets-total")).toBe(before);
    await page.getByTestId("live-start").click();
    await expect.poll(() => figure(page, "live-packets-total")).toBeGreaterThan(before);
    expect(await figure(page, "live-missed")).toBe(0);

    // A reload of the page comes back to the sidecar by itself, and joins the capture where it is.
    await page.reload();
    await expect(page.getByTestId("live-capturing")).toContainText("Replaying");
    await expect.poll(() => figure(page, "live-packets-total")).toBeGreaterThan(0);
  } finally {
    await second.kill();
  }
  // The browser logs every connection that fails.
  const tries = faults.splice(0).filter((fault) => !/WebSocket connection/.test(fault));
  expect(tries).toEqual([]);
});

test("a wrong key and a foreign address are refused in words", async ({ page, site, faults }) => {
  const sidecar = await startSidecar(site, "--replay", sampleCapture());
  try {
    await page.goto(site);
    await page.getByTestId("step-live").click();
    await page.getByTestId("sidecar-address").fill("http://192.0.2.1:8947/#token=abcdefghijkl");
    await page.getByTestId("sidecar-connect").click();
    await expect(page.getByText("This is no address of a sidecar on this machine")).toBeVisible();
    await page.getByTestId("sidecar-address").fill(sidecar.address.replace(/token=.*/, `token=${"A".repeat(43)}`));
    await page.getByTestId("sidecar-connect").click();
    await expect(page.getByTestId("live-link")).toContainText("new token");
  } finally {
    await sidecar.kill();
  }
  faults.splice(0);
});

test("the command that starts a sidecar for this page can be copied", async ({ page, context, site }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto(site);
  await page.getByTestId("step-live").click();
  const command = `wiresift-sidecar --interface eth0 --allow-origin ${new URL(site).origin}`;
  await expect(page.getByTestId("sidecar-command")).toHaveText(command);
  await page.getByRole("button", { name: "Copy", exact: true }).click();
  await expect(page.getByText("Copied")).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(command);
});
