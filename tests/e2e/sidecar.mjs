// The real sidecar as a process, replaying the sample capture.
import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { gunzipSync } from "node:zlib";

const ROOT = join(import.meta.dirname, "../..");

/** The program, where it is built. */
export const PROGRAM = process.env.WIRESIFT_SIDECAR ?? join(ROOT, "target/debug/wiresift-sidecar");

/** The sample capture of the built site, unpacked. */
export function sampleCapture(testInfo) {
  const file = testInfo.outputPath("sample.pcap");
  if (!existsSync(file)) writeFileSync(file, gunzipSync(readFileSync(join(ROOT, "www/sample.pcap.gz"))));
  return file;
}

/** Packets of a classic pcap in the byte order of this machine. */
export function countPackets(file) {
  const bytes = readFileSync(file);
  let n = 0;
  for (let at = 24; at + 16 <= bytes.length; at += 16 + bytes.readUInt32LE(at + 8)) n += 1;
  return n;
}

/** Starts it; resolves to its address and a way to end it. */
export async function startSidecar(site, ...more) {
  // It refuses to stay root, as which tests in a container run.
  if (process.getuid?.() === 0) more.push("--user", "nobody");
  const options = ["--port", "0", "--wait", "--allow-origin", new URL(site).origin, ...more];
  const child = spawn(PROGRAM, options, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.includes("#token=")) {
      return {
        address: line.trim(),
        kill: async () => {
          child.kill("SIGKILL");
          await ended;
        },
      };
    }
  }
  throw new Error("the sidecar printed no address");
}
