// What a process holds in memory, as Linux says; undefined elsewhere.
import { readFileSync } from "node:fs";

/** A field of Linux's own account of a process, in MB. */
function account(pid, field) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const kib = Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(status)[1]);
    return (kib * 1024) / 1e6;
  } catch {
    return undefined;
  }
}

/** Resident memory of a process, in MB. */
export const residentOf = (pid) => account(pid, "VmRSS");

/** Most memory that a process held at once, in MB. */
export const peakOf = (pid) => account(pid, "VmHWM");

/** The process of the page, its workers included: Chromium's spare ones hold less than any page. */
export async function processOf(page) {
  const session = await page.context().browser().newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const renderers = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id);
  const bySize = renderers.sort((a, b) => (residentOf(b) ?? 0) - (residentOf(a) ?? 0));
  return bySize[0];
}
