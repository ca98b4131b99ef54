// Speaks to the engine worker from a script, as the page does.
import { join } from "node:path";

/** Where the page finds the codec. */
const CODEC = "bench-codec";

/** Defines `startEngine()` in the page; `codec` is the folder of `wiresift-bench-codec`, built for the web. */
export async function provideEngine(page, codec) {
  const name = (request) => request.url().split("/").pop();
  await page.route(`**/${CODEC}/*`, (route, request) => route.fulfill({ path: join(codec, name(request)) }));
  await page.evaluate(defineEngine, `${CODEC}/wiresift_bench_codec.js`);
}

/** Runs in the page: `startEngine()` starts a fresh engine worker. Commands and events are objects here and bytes on their way. */
async function defineEngine(script) {
  const codec = await import(new URL(script, document.baseURI));
  await codec.default();
  const decode = (data) => (data.panic ? data : JSON.parse(codec.event(data)));
  globalThis.startEngine = async () => {
    // From a blob, as the page does it: such a worker is under the page's content policy.
    const assets = new URL(`./${document.documentElement.dataset.assets ?? ""}`, document.baseURI);
    const script = new URL("wiresift-worker-engine.js", assets);
    const start = `import init from "${script}"; await init();`;
    const url = URL.createObjectURL(new Blob([start], { type: "text/javascript" }));
    const worker = new Worker(url, { type: "module" });
    const waiting = [];
    const events = [];
    worker.onmessage = ({ data }) => {
      const event = decode(data);
      if (waiting.length > 0) waiting.shift().resolve(event);
      else events.push(event);
    };
    worker.onerror = (error) => waiting.shift()?.reject(new Error(error.message));

    const next = () => new Promise((resolve, reject) => {
      if (events.length > 0) resolve(events.shift());
      else waiting.push({ resolve, reject });
    });
    async function until(name, isIt = () => true) {
      for (;;) {
        const event = await next();
        if (event.panic ?? event.Failed) throw new Error(JSON.stringify(event));
        if (event[name] && isIt(event[name])) return event[name];
      }
    }
    /** Seconds from the command to the event, and the event. */
    async function timed(command, end, isIt, file) {
      const start = performance.now();
      worker.postMessage({ command: codec.command(JSON.stringify(command)), file });
      const event = await until(end, isIt);
      return [(performance.now() - start) / 1000, event];
    }
    const open = (slot, file) => {
      const command = { Open: { job: 1, slot, name: file.name, size_bytes: file.size, truth: null } };
      return timed(command, "Loaded", undefined, file);
    };

    await until("Ready");
    // A worker from a blob does not know where the other workers' files are.
    worker.postMessage({ base: assets.href });
    return { until, timed, open, stop: () => worker.terminate() };
  };
}
