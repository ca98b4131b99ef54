// 20,000 packets a second for a while: sidecar and tab must not grow, and nothing may be lost without being counted.
//
// A minute by default; WIRESIFT_SOAK_SECONDS=600 is the long run, by hand.
import { existsSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "./support.mjs";
import { PROGRAM, connect, figure, sampleCapture, startSidecar } from "./sidecar.mjs";
import { processOf, residentOf } from "./memory.mjs";
import { writeSoak } from "./soak.mjs";

const RATE = 20_000;
const SECONDS = Number(process.env.WIRESIFT_SOAK_SECONDS ?? 60);
/** Until then caches and histories fill: 50,000 flows, the packets kept for saving, the detectors. */
const WARM_UP = 20;
/** Growth that is noise: allocators round, and what a browser collects, and when, is its own affair. */
const MAX_GROWTH = { sidecar: 1.1, tab: 1.35 };

test.skip(!existsSync(PROGRAM), `skipped: no sidecar at ${PROGRAM}; build it, or name it by WIRESIFT_SIDECAR`);

test("a soak leaves sidecar and tab level and counts every packet", async ({ page, site }) => {
  test.setTimeout((SECONDS + 180) * 1_000);
  const file = join(tmpdir(), `wiresift-soak-${process.pid}.pcap`);
  writeSoak(sampleCapture(), file, RATE * SECONDS, RATE);
  const sidecar = await startSidecar(site, "--replay", file, "--rate", String(RATE), "--keep-mib", "16");
  try {
    await page.goto(site);
    await page.getByTestId("step-live").click();
    await connect(page, sidecar.address);
    await page.getByRole("radio", { name: "Flows" }).check({ force: true });
    await page.locator("#live-baseline").fill("1000");
    await page.getByTestId("live-collect").click();
    await page.getByTestId("live-start").click();
    const samples = await watch(page, sidecar.pid);
    await expect(page.getByTestId("live-said")).toContainText("ended", { timeout: 120_000 });
    await expectAllCounted(page);
    for (const who of ["sidecar", "tab"]) expectLevel(who, samples);
  } finally {
    await sidecar.kill();
    rmSync(file, { force: true });
  }
});

/** Memory of both in MB, each second until the replay is over. */
async function watch(page, pid) {
  const tab = await processOf(page);
  const samples = [];
  const began = Date.now();
  while (Date.now() - began < (SECONDS - 1) * 1_000) {
    await sleep(1_000);
    samples.push({ second: (Date.now() - began) / 1_000, sidecar: residentOf(pid), tab: residentOf(tab) });
  }
  return samples;
}

/** The most of the second half after the warm-up over the most of the first. */
function expectLevel(who, samples) {
  const warm = samples.filter((sample) => sample.second > WARM_UP && sample[who] !== undefined).map((sample) => sample[who]);
  if (warm.length < 4) return console.log(`SKIPPED: memory of the ${who} is not told here`);
  console.log(`${who}, MB by the second: ${samples.map((sample) => sample[who]?.toFixed(0)).join(" ")}`);
  const half = Math.floor(warm.length / 2);
  const [before, after] = [Math.max(...warm.slice(0, half)), Math.max(...warm.slice(half))];
  console.log(`${who}: ${before.toFixed(0)} MB, then ${after.toFixed(0)} MB`);
  expect(after, `memory of the ${who} after, at most ${MAX_GROWTH[who]} of before`).toBeLessThan(before * MAX_GROWTH[who]);
}

/** What the sidecar took is what the page saw, as packets or within flows, and what is counted as dropped. */
async function expectAllCounted(page) {
  const health = await page.getByTestId("live-health").textContent();
  const [seen, missed] = [await figure(page, "live-packets-total"), await figure(page, "live-missed")];
  console.log(`${seen} packets seen, ${missed} missed; ${health}`);
  expect(seen + missed).toBe(RATE * SECONDS);
}
