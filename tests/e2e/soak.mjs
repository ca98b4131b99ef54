// Traffic for a soak: the sample's packets again and again, as dense as they are replayed.
import { closeSync, openSync, readFileSync, writeSync } from "node:fs";

/** Networks that the packets are moved to in turn: connections come back after as many rounds, so that no more are open. */
const N_NETWORKS = 8;
const ETHERNET = 14;
/** The sample's own network is 192.168.10.0/24. */
const OWN = [192, 168];

/**
 * Writes `nPackets` of the capture `from` to `to`, `rate` a second by their times: those of the file would let hours pass in a
 * second, and every connection would be over before its second packet.
 */
export function writeSoak(from, to, nPackets, rate) {
  const bytes = readFileSync(from);
  const records = recordsOf(bytes);
  const out = openSync(to, "w");
  writeSync(out, bytes.subarray(0, 24));
  const isNanos = bytes.readUInt32LE(0) === 0xa1b23c4d;
  const start = bytes.readUInt32LE(24);
  for (let round = 0; round * records.length < nPackets; round += 1) {
    const left = nPackets - round * records.length;
    const copies = records.slice(0, left).map((record, at) => {
      const time = (round * records.length + at) / rate;
      return moved(record, start + Math.floor(time), (time % 1) * (isNanos ? 1e9 : 1e6), round % N_NETWORKS);
    });
    writeSync(out, Buffer.concat(copies));
  }
  closeSync(out);
}

function recordsOf(bytes) {
  const records = [];
  for (let at = 24; at + 16 <= bytes.length; ) {
    const end = at + 16 + bytes.readUInt32LE(at + 8);
    records.push(bytes.subarray(at, end));
    at = end;
  }
  return records;
}

/** A record at another time, its private IPv4 addresses in another network. */
function moved(record, seconds, fraction, network) {
  const copy = Buffer.from(record);
  copy.writeUInt32LE(seconds, 0);
  copy.writeUInt32LE(Math.floor(fraction), 4);
  const ip = copy.subarray(16 + ETHERNET);
  const isIpv4 = copy.readUInt16BE(16 + ETHERNET - 2) === 0x0800;
  for (const at of isIpv4 ? [12, 16] : []) {
    if (ip[at] === OWN[0] && ip[at + 1] === OWN[1]) ip[at + 2] = (ip[at + 2] + network) & 0xff;
  }
  return copy;
}
