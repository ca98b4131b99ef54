// Live traffic when something goes wrong, or stands still: each says what happened, and goes on.
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "./support.mjs";
import { processOf } from "./memory.mjs";
import { PROGRAM, connect, countPackets, figure, isRoot, sampleCapture, startSidecar } from "./sidecar.mjs";
import { writeSoak } from "./soak.mjs";

test.skip(!existsSync(PROGRAM), `skipped: no sidecar at ${PROGRAM}; build it, or name it by WIRESIFT_SIDECAR`);

const total = (page) => figure(page, "live-packets-total");

/** Opens the live view on a sidecar, and ends it after `act`. */
async function live(page, site, options, act) {
  const sidecar = await startSidecar(site, ...options);
  try {
    await page.goto(site);
    await page.getByTestId("step-live").click();
    await connect(page, sidecar.address);
    await act(sidecar);
  } finally {
    await sidecar.kill();
  }
}

const replay = (rate) => ["--replay", sampleCapture(), "--rate", String(rate)];

/** A folder that a sidecar without rights may write to. */
function folder() {
  const path = mkdtempSync(join(tmpdir(), "wiresift-save-"));
  chmodSync(path, 0o777);
  return path;
}

const ip = (...options) => execFileSync("ip", options, { stdio: "ignore" });
const run = (program, ...options) => execFileSync(program, options, { stdio: "ignore" });

/** Whether this machine lets `act` be done; what it throws otherwise is why not. */
function isAllowed(act) {
  try {
    act();
    return true;
  } catch {
    return false;
  }
}

test("a pause holds packets back and loses none", async ({ page, site }) => {
  await live(page, site, replay(2_000), async () => {
    await page.getByTestId("live-start").click();
    await expect.poll(() => total(page)).toBeGreaterThan(500);
    await page.getByTestId("live-pause").click();
    await expect(page.getByTestId("live-capturing")).toContainText("Paused");
    // What was on its way still comes.
    await page.waitForTimeout(700);
    const held = await total(page);
    expect(held).toBeLessThan(countPackets(sampleCapture()) - 2_000);
    await page.waitForTimeout(1_000);
    expect(await total(page)).toBe(held);
    await page.getByTestId("live-pause").click();
    await expect(page.getByTestId("live-capturing")).toContainText("Replaying");
    await expect.poll(() => total(page), { timeout: 60_000 }).toBe(countPackets(sampleCapture()));
    expect(await figure(page, "live-missed")).toBe(0);
  });
});

test("what was seen is saved as pcap by the sidecar, and a failure is said", async ({ page, site }) => {
  const path = folder();
  await live(page, site, [...replay(20_000), "--save-folder", path], async () => {
    await page.getByTestId("live-start").click();
    await expect(page.getByTestId("live-said")).toContainText("ended", { timeout: 60_000 });
    await page.getByTestId("live-save").click();
    await expect(page.getByTestId("live-said")).toContainText("The sidecar saved");
    const [name] = readdirSync(path);
    expect(name).toMatch(/^wiresift-live-.*\.pcap$/);
    await expect(page.getByTestId("live-said")).toContainText(name);
    expect(countPackets(join(path, name))).toBe(countPackets(sampleCapture()));

    rmSync(path, { recursive: true });
    await page.getByTestId("live-save").click();
    await expect(page.getByTestId("live-said")).toContainText("cannot create");
    await expect(page.getByTestId("live-said")).toContainText("Check the folder and the space on the disk");
  });
});

test("a full disk is said, leaves no half a file, and the capture goes on", async ({ page, site }) => {
  const path = folder();
  const isSmall = isRoot && isAllowed(() => run("mount", "-t", "tmpfs", "-o", "size=64k,mode=777", "tmpfs", path));
  test.skip(!isSmall, "skipped: no file system of 64 KB may be mounted here");
  try {
    await live(page, site, [...replay(2_000), "--save-folder", path], async () => {
      await page.getByTestId("live-start").click();
      await expect.poll(() => total(page)).toBeGreaterThan(3_000);
      await page.getByTestId("live-save").click();
      await expect(page.getByTestId("live-said")).toContainText("No space left");
      expect(readdirSync(path)).toEqual([]);
      const before = await total(page);
      await expect.poll(() => total(page)).toBeGreaterThan(before);
    });
  } finally {
    run("umount", path);
    rmSync(path, { recursive: true });
  }
});

test("an interface that goes away ends the capture, and says so", async ({ page, site }) => {
  const name = `wsgone${process.pid % 10_000}`;
  const isThere = isRoot && isAllowed(() => ip("link", "add", name, "type", "veth", "peer", "name", `${name}b`));
  test.skip(!isThere, "skipped: no interface may be made here");
  try {
    ip("link", "set", name, "up");
    ip("link", "set", `${name}b`, "up");
    const sidecar = await startSidecar(site, "--interface", name).catch(() => null);
    test.skip(sidecar === null, "skipped: this sidecar was built without libpcap");
    try {
      await page.goto(site);
      await page.getByTestId("step-live").click();
      await connect(page, sidecar.address);
      await page.getByTestId("live-source").selectOption({ label: await labelOf(page, name) });
      await page.getByTestId("live-start").click();
      await expect(page.getByTestId("live-capturing")).toContainText(`Capturing on ${name}`);
      ip("link", "del", name);
      await expect(page.getByTestId("live-said")).toContainText("The capture broke off");
      await expect(page.getByTestId("live-said")).toContainText("Choose an interface and start again");
      await expect(page.getByTestId("live-start")).toBeVisible();
    } finally {
      await sidecar.kill();
    }
  } finally {
    isAllowed(() => ip("link", "del", name));
  }
});

/** The option of an interface, which names its addresses as well. */
async function labelOf(page, name) {
  const options = page.getByTestId("live-source").locator("option");
  const labels = await options.allTextContents();
  return labels.find((label) => label.split(" · ")[0] === name);
}

test("a sidecar that falls silent is left, and taken up again without counting twice", async ({ page, site, faults }) => {
  await live(page, site, replay(100), async (sidecar) => {
    await page.getByTestId("live-start").click();
    await expect.poll(() => total(page)).toBeGreaterThan(100);
    // As a laptop's network is after it slept: nothing comes, and nothing says that the socket is dead.
    process.kill(sidecar.pid, "SIGSTOP");
    await expect(page.getByTestId("live-link")).toContainText("The connection to the sidecar broke", { timeout: 25_000 });
    await page.waitForTimeout(600);
    const before = await total(page);
    process.kill(sidecar.pid, "SIGCONT");
    await expect(page.getByTestId("live-capturing")).toContainText("Replaying");
    await expect.poll(() => total(page)).toBeGreaterThan(before);
    await page.getByTestId("live-stop").click();
    await expect(page.getByTestId("live-start")).toBeVisible();
    await expectAllCounted(page);
  });
  const others = faults.splice(0).filter((fault) => !/WebSocket/.test(fault));
  expect(others).toEqual([]);
});

/** Every packet that the sidecar took was seen, or is counted as dropped. */
async function expectAllCounted(page) {
  await expect
    .poll(async () => {
      const taken = /([\d,]+) packets? taken/.exec(await page.getByTestId("live-health").textContent());
      const n = Number(taken?.[1].replaceAll(",", ""));
      return n - (await total(page)) - (await figure(page, "live-missed"));
    })
    .toBe(0);
}

test("a tab that stood still gets flows, in which no packet counts twice", async ({ page, site }, testInfo) => {
  const file = testInfo.outputPath("soak.pcap");
  writeSoak(sampleCapture(), file, 600_000, 50_000);
  await live(page, site, ["--replay", file], async () => {
    await page.getByTestId("live-start").click();
    await expect.poll(() => total(page)).toBeGreaterThan(1_000);
    const tab = await processOf(page);
    process.kill(tab, "SIGSTOP");
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    process.kill(tab, "SIGCONT");
    await expect(page.getByTestId("live-capturing")).toContainText("flows");
    await expect(page.getByTestId("live-start")).toBeVisible({ timeout: 60_000 });
    await expectAllCounted(page);
    expect((await total(page)) + (await figure(page, "live-missed"))).toBe(600_000);
  });
});

test("a page that was frozen, as in a laptop asleep, goes on where it was", async ({ page, site }) => {
  await live(page, site, replay(1_000), async () => {
    await page.getByTestId("live-start").click();
    await expect.poll(() => total(page)).toBeGreaterThan(500);
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("Page.setWebLifecycleState", { state: "frozen" });
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    await devtools.send("Page.setWebLifecycleState", { state: "active" });
    await expect.poll(() => total(page), { timeout: 60_000 }).toBe(countPackets(sampleCapture()));
    expect(await figure(page, "live-missed")).toBe(0);
  });
});

/** Runs in the page, before its own scripts: notes the notifications that it makes. */
function noteNotifications() {
  globalThis.notified = [];
  const Real = globalThis.Notification;
  globalThis.Notification = class extends Real {
    constructor(title, options) {
      super(title, options);
      globalThis.notified.push([title, options.body]);
    }
  };
}

test("alerts notify where that is allowed, on whatever step the page is", async ({ page, site, context }) => {
  await context.grantPermissions(["notifications"], { origin: new URL(site).origin });
  await page.addInitScript(noteNotifications);
  await live(page, site, ["--replay", sampleCapture(), "--speed", "60"], async () => {
    await expect(page.getByTestId("live-notify")).toBeChecked();
    await page.getByTestId("live-start").click();
    await page.getByRole("radio", { name: "Flows" }).check({ force: true });
    await page.locator("#live-baseline").fill("100");
    await page.getByTestId("live-collect").click();
    await expect(page.getByTestId("live-phase")).toContainText("Every flow is judged", { timeout: 60_000 });
    await page.getByTestId("step-load").click();
    await expect
      .poll(() => page.evaluate(() => globalThis.notified), { timeout: 60_000 })
      .toContainEqual(["Wiresift: port scan", "192.168.10.67 → 192.168.10.20"]);
  });
});

test("where notifications are refused, the switch goes back and says so", async ({ page, site }) => {
  // As a browser in which a person said no.
  await page.addInitScript(() => {
    Object.defineProperty(Notification, "permission", { get: () => "denied" });
  });
  await page.goto(site);
  await page.getByTestId("step-live").click();
  const notify = page.getByTestId("live-notify");
  await notify.click({ force: true });
  await expect(page.getByText("The browser does not allow notifications")).toBeVisible();
  await expect(notify).not.toBeChecked();
});
