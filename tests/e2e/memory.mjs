// What a process holds in memory, as Linux says; undefined elsewhere.
import { readFileSync } from "node:fs";

/** Resident memory of a process, in MB. */
export function residentOf(pid) {
  try {
    const kib = Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]);
    return (kib * 1024) / 1e6;
  } catch {
    return undefined;
  }
}

/** The process of the page, its workers included: Chromium's spare ones hold less than any page. */
export async function processOf(page) {
  const session = await page.context().browser().newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const renderers = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id);
  const bySize = renderers.sort((a, b) => (residentOf(b) ?? 0) - (residentOf(a) ?? 0));
  return bySize[0];
}
