// The real sidecar as a process, replaying the sample capture.
import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { gunzipSync } from "node:zlib";

const ROOT = join(import.meta.dirname, "../..");

/** The program, where it is built. */
export const PROGRAM = process.env.WIRESIFT_SIDECAR ?? join(ROOT, "target/debug/wiresift-sidecar");

export const isRoot = process.getuid?.() === 0;

/** The sample capture of the built site, unpacked where a sidecar that gave its rights up can read it. */
export function sampleCapture() {
  const file = join(tmpdir(), `wiresift-sample-${process.pid}.pcap`);
  if (!existsSync(file)) {
    writeFileSync(file, gunzipSync(readFileSync(join(ROOT, "www/sample.pcap.gz"))));
    process.once("exit", () => rmSync(file, { force: true }));
  }
  return file;
}

/** Packets of a classic pcap in the byte order of this machine. */
export function countPackets(file) {
  const bytes = readFileSync(file);
  let n = 0;
  for (let at = 24; at + 16 <= bytes.length; at += 16 + bytes.readUInt32LE(at + 8)) n += 1;
  return n;
}

/** Connects the page, on its live view, to a sidecar. */
export async function connect(page, address) {
  await page.getByTestId("sidecar-address").fill(address);
  await page.getByTestId("sidecar-connect").click();
  await page.getByTestId("live-health").filter({ hasText: "Sidecar" }).waitFor();
}

/** The exact number behind a figure on the page. */
export const figure = (page, id) => page.getByTestId(id).getAttribute("data-value").then(Number);

/** Starts it for the tests' site, waiting for a page; resolves as `launch` does. */
export const startSidecar = (site, ...more) => launch(PROGRAM, new URL(site).origin, "--wait", ...more);

/** Starts a sidecar; resolves to its address, its process, a way to read its interface for programs, and one to end it. */
export async function launch(program, origin, ...more) {
  // It refuses to stay root, as which tests in a container run.
  if (isRoot) more.push("--user", "nobody");
  const options = ["--port", "0", "--allow-origin", origin, ...more];
  const child = spawn(program, options, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  for await (const line of createInterface({ input: child.stdout })) {
    const [base, token] = line.trim().split("/#token=");
    if (token === undefined) continue;
    return {
      address: line.trim(),
      pid: child.pid,
      get: async (path) => {
        const headers = { Authorization: `Bearer ${token}` };
        const answer = await fetch(`${base}/api/${path}`, { headers });
        if (!answer.ok) throw new Error(`the sidecar answers ${answer.status}`);
        return Buffer.from(await answer.arrayBuffer());
      },
      kill: async () => {
        child.kill("SIGKILL");
        await ended;
      },
    };
  }
  throw new Error("the sidecar printed no address");
}
