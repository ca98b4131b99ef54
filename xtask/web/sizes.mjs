// Prints the bytes of the named files, raw and after brotli of the given quality: `node sizes.mjs QUALITY FILE...`
import { readFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";

const [quality, ...files] = process.argv.slice(2);
let raw = 0;
let compressed = 0;
for (const file of files) {
  const bytes = readFileSync(file);
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: Number(quality),
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  raw += bytes.length;
  compressed += brotliCompressSync(bytes, { params }).length;
}
console.log(`${raw} ${compressed}`);
