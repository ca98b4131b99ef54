// The sidecar on an interface, as a process.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** Starts it; resolves to its address, a way to get the packets that it holds, as pcap, and one to end it. */
export async function startSidecar(program, networkInterface, origin) {
  const options = ["--port", "0", "--interface", networkInterface, "--keep-mib", "1024", "--user", "nobody"];
  const child = spawn(program, [...options, "--allow-origin", origin], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  for await (const line of createInterface({ input: child.stdout })) {
    const [base, token] = line.trim().split("/#token=");
    if (token === undefined) continue;
    return {
      address: line.trim(),
      file: async () => {
        const headers = { Authorization: `Bearer ${token}` };
        const answer = await fetch(`${base}/api/capture/file`, { headers });
        if (!answer.ok) throw new Error(`the sidecar answers ${answer.status}`);
        return Buffer.from(await answer.arrayBuffer());
      },
      end: async () => {
        child.kill();
        await ended;
      },
    };
  }
  throw new Error("the sidecar printed no address");
}
