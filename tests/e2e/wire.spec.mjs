// The page watches a real interface: two namespaces joined by a veth pair, and tcpreplay at the other end. Needs root, iproute2,
// tcpreplay and a sidecar with libpcap; is skipped, with a word why, where one is missing.
import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { expect, test } from "./support.mjs";
import { PROGRAM, connect, figure, isRoot, launch, sampleCapture } from "./sidecar.mjs";
import { writeSoak } from "./soak.mjs";
import { Wiresift } from "./wiresift.mjs";

const HERE = `ws${process.pid}h`;
const THERE = `ws${process.pid}t`;
const NAMESPACE = `wiresift-page-${process.pid}`;

const run = (program, ...options) => execFileSync(program, options, { stdio: "pipe" });

/** Why there is no network to watch here; undefined where there is one. */
function without() {
  if (!existsSync(PROGRAM)) return `no sidecar at ${PROGRAM}`;
  if (!isRoot) return "this is not root";
  try {
    run("tcpreplay", "--version");
    run("ip", "netns", "add", NAMESPACE);
    run("ip", "link", "add", HERE, "type", "veth", "peer", "name", THERE, "netns", NAMESPACE);
    // Nothing but the replay must be on the wire.
    run("sysctl", "-qw", `net.ipv6.conf.${HERE}.disable_ipv6=1`);
    run("ip", "netns", "exec", NAMESPACE, "sysctl", "-qw", `net.ipv6.conf.${THERE}.disable_ipv6=1`);
    run("ip", "link", "set", HERE, "mtu", "9000", "arp", "off", "up");
    run("ip", "-n", NAMESPACE, "link", "set", THERE, "mtu", "9000", "arp", "off", "up");
    return undefined;
  } catch (error) {
    return `namespaces or tcpreplay: ${error.message.split("\n")[0]}`;
  }
}

// What else the machine does may keep the sidecar from the wire for a second, which no buffer outlasts.
test.describe.configure({ retries: 2 });

let missing;
test.beforeAll(() => {
  missing = without();
});
test.afterAll(() => {
  for (const gone of [["link", "del", HERE], ["netns", "del", NAMESPACE]]) {
    try {
      run("ip", ...gone);
    } catch {
      // It was never there.
    }
  }
});

/** Replays so many packets at a rate past the page: what is sent is what page and sidecar took, and what they count as lost. */
async function watch(page, site, file, nPackets, rate) {
  test.skip(missing !== undefined, `skipped: no interface to watch: ${missing}`);
  writeSoak(sampleCapture(), file, nPackets, rate);
  const sidecar = await launch(PROGRAM, new URL(site).origin, "--interface", HERE);
  try {
    await page.goto(site);
    await page.getByTestId("step-live").click();
    await connect(page, sidecar.address);
    const status = async () => JSON.parse(await sidecar.get("capture/status")).status;
    await replay(file, rate);
    // The sidecar has all that came; then the page has all of that.
    const came = async () => {
      const { counts, drops } = await status();
      return counts.packets + drops.kernel;
    };
    await expect.poll(came).toBe(nPackets);
    await page.getByTestId("live-stop").click();
    const seen = async () => (await figure(page, "live-packets-total")) + (await figure(page, "live-missed"));
    const { counts, drops } = await status();
    await expect.poll(seen).toBe(counts.packets);
    await expect.poll(() => figure(page, "live-flows-open")).toBe(0);
    const [nMissed, nFlows] = [await figure(page, "live-missed"), await figure(page, "live-flows-ended")];
    console.log(`${rate} packets/s: sent ${nPackets}, taken ${counts.packets}, missed by the page ${nMissed}, ${JSON.stringify(drops)}`);
    return { drops, nMissed, nFlows };
  } finally {
    await sidecar.kill();
  }
}

/** While the page goes on. */
function replay(file, rate) {
  const options = ["netns", "exec", NAMESPACE, "tcpreplay", "-q", "-K", `--pps=${rate}`, "-i", THERE, file];
  const child = spawn("ip", options, { stdio: "ignore" });
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(`tcpreplay ended with ${code}`))));
  });
}

test("50,000 packets a second on a wire are seen whole, and are the flows of the file", async ({ page, context, site }, testInfo) => {
  const file = testInfo.outputPath("wire.pcap");
  const { drops, nMissed, nFlows } = await watch(page, site, file, 100_000, 50_000);
  expect([drops.kernel, drops.queue, drops.slow_reader, nMissed]).toEqual([0, 0, 0, 0]);

  const other = new Wiresift(await context.newPage());
  await other.open();
  await other.choose(file);
  await expect(other.rowTable).toHaveAttribute("data-total", String(nFlows));
});

test("what is lost of 300,000 packets a second is counted exactly", async ({ page, site }, testInfo) => {
  await watch(page, site, testInfo.outputPath("wire.pcap"), 600_000, 300_000);
});
