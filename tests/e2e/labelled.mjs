/** Numbers in [0, 1) that are the same in every run: mulberry32. */
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A labelled table whose kinds overlap, so that nobody can name every row rightly. */
export function labelled(nRows) {
  const next = random(7);
  const normal = () => Math.sqrt(-2 * Math.log(next() + 1e-12)) * Math.cos(2 * Math.PI * next());
  const kinds = [
    ["normal", 0.6, [0, 0, 0]],
    ["flood", 0.2, [2, 1, 0]],
    ["scan", 0.15, [0, 2, 2]],
    ["login", 0.05, [-2, 0, 2]],
  ];
  const lines = ["rate,size,hosts,noise,label"];
  for (let i = 0; i < nRows; i++) {
    let left = next();
    const [name, , at] = kinds.find(([, share]) => (left -= share) < 0) ?? kinds[0];
    const cells = [...at, 0].map((mean) => (mean + normal()).toFixed(5));
    lines.push(`${cells.join(",")},${name}`);
  }
  return Buffer.from(`${lines.join("\n")}\n`);
}
