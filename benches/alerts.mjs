// Times alerts: ordinary traffic, a baseline of it, then attacks one after the other, each from an address of its own, until
// the page shows an alert by it. Runs in the namespace of the server; `cargo xtask bench --alerts` makes it and its other end.
//
//     node alerts.mjs SITE SIDECAR INTERFACE NAMESPACE_OF_CLIENTS
import { spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { withPage } from "./browser.mjs";
import { SERVER, begin } from "./alerts/servers.mjs";
import { evidence, packetsOf } from "./alerts/packets.mjs";
import { launch } from "../tests/e2e/sidecar.mjs";

const N_ATTACKS = 20;
const BASELINE_SECONDS = 90;
/** An alert that takes longer is none. */
const MAX_WAIT = 15_000;
/** Between two attacks. */
const PAUSE = 4_000;
/** In milliseconds, from the packet to the page. */
const LIMIT = 1_000;

const [site, program, networkInterface, namespace] = process.argv.slice(2);

const KINDS = [
  { name: "port scan", run: (from) => there("nmap", "-sS", "-n", "-S", from, "-e", "veth-there", SERVER) },
  { name: "brute force", run: (from) => there("node", join(import.meta.dirname, "alerts/guess.mjs"), from, SERVER) },
];

/** Runs a program in the other namespace; resolves when it ends. */
function there(...command) {
  const child = spawn("ip", ["netns", "exec", namespace, ...command], { stdio: "ignore" });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  return Object.assign(ended, { kill: () => child.kill() });
}

/** Runs in the page: notes when an alert was first there, by the clock that packets are stamped by. */
function watchAlerts() {
  const seen = (globalThis.seenAlerts = []);
  const known = new Set();
  const look = () => {
    for (const line of document.querySelectorAll('[data-testid="live-alert"]')) {
      const who = line.querySelector(".ws-alert__who")?.textContent ?? "";
      const key = `${line.dataset.name} ${who}`;
      if (!known.has(key)) {
        known.add(key);
        seen.push({ name: line.dataset.name, who, at: Date.now() });
      }
    }
  };
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
}

const seen = (page) => page.evaluate(() => globalThis.seenAlerts);

async function connect(page, address) {
  await page.getByTestId("step-live").click();
  await page.getByTestId("sidecar-address").fill(address);
  await page.getByTestId("sidecar-connect").click();
  await page.getByTestId("live-capturing").waitFor();
}

async function learn(page) {
  await page.locator("#live-baseline").fill(String(BASELINE_SECONDS));
  await page.getByTestId("live-collect").click();
  await page
    .getByTestId("live-phase")
    .filter({ hasText: "Every flow is judged" })
    .waitFor({ timeout: (BASELINE_SECONDS + 120) * 1_000 });
}

/** Attacks, and waits until the page says so. */
async function attack(page, number) {
  const kind = KINDS[number % KINDS.length];
  const from = `192.0.2.${101 + number}`;
  const attacking = kind.run(from);
  const until = Date.now() + MAX_WAIT;
  let alerts = [];
  while (alerts.length === 0 && Date.now() < until) {
    await sleep(50);
    alerts = (await seen(page)).filter(({ who }) => isFrom(who, from));
  }
  await attacking;
  return { kind, from };
}

const isFrom = (who, address) => who.split(" ")[0] === address;

/** What an attack's alert says and how long it took, in milliseconds. */
function outcome({ kind, from }, alerts, packets) {
  const mine = alerts.filter(({ who }) => isFrom(who, from));
  // Its flows may also be unusual by themselves.
  const alert = mine.find(({ name }) => name === kind.name) ?? mine[0];
  const { first, complete } = evidence(kind.name, from, packets);
  const since = (at) => (alert && at ? Math.round(alert.at - at) : null);
  return {
    bench: "alerts/attack",
    attack: kind.name,
    from,
    alert: alert?.name ?? null,
    is_right: alert?.name === kind.name,
    ms_from_first_packet: since(first),
    ms_from_evidence: since(complete),
  };
}

/** Values that were measured, not between them; a missing alert is later than all. */
function quantiles(values) {
  const sorted = values.map((value) => value ?? Infinity).sort((a, b) => a - b);
  const at = (share) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  const [p50, p95, p99, max] = [0.5, 0.95, 0.99, 1].map(at);
  return { p50, p95, p99, max, limit: LIMIT, kept: p99 <= LIMIT };
}

async function measure(page, sidecar) {
  await page.evaluate(watchAlerts);
  await connect(page, sidecar.address);
  await learn(page);
  const began = Date.now();
  await sleep(PAUSE * 5);
  const attacks = [];
  for (let number = 0; number < N_ATTACKS; number += 1) {
    attacks.push(await attack(page, number));
    await sleep(PAUSE);
  }
  const [alerts, packets] = [await seen(page), packetsOf(await sidecar.get("capture/file"))];
  const outcomes = attacks.map((one) => outcome(one, alerts, packets));
  for (const one of outcomes) console.log(JSON.stringify(one));
  const others = alerts.filter(({ who }) => !attacks.some(({ from }) => isFrom(who, from)));
  const summary = {
    n: outcomes.length,
    n_right: outcomes.filter(({ is_right }) => is_right).length,
    n_packets: packets.length,
    seconds: Math.round((Date.now() - began) / 1_000),
    ordinary_alerts: others.map(({ name, who }) => `${name}: ${who}`),
  };
  for (const from of ["first_packet", "evidence"]) {
    const figures = quantiles(outcomes.map((one) => one[`ms_from_${from}`]));
    console.log(JSON.stringify({ bench: `alerts/ms_from_${from}`, ...figures }));
  }
  console.log(JSON.stringify({ bench: "alerts", ...summary }));
}

const servers = begin();
const clients = there("node", join(import.meta.dirname, "alerts/ordinary.mjs"), SERVER);
try {
  await withPage(site, async (page) => {
    const sidecar = await launch(program, new URL(page.url()).origin, "--interface", networkInterface, "--keep-mib", "1024");
    try {
      await measure(page, sidecar);
    } finally {
      await sidecar.kill();
    }
  });
} finally {
  clients.kill();
  await clients;
  servers.close();
}
