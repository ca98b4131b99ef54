// The packets of a bench, as the sidecar stamped them, and which of them make an attack.

/** Ports refused that make a port scan, as `crates/explain` has it. */
const MIN_PORTS = 15;
/** Logins that make a brute force, as `crates/explain` has it. */
const MIN_LOGINS = 20;

const TCP = 6;
const RST = 4;

/** IPv4 packets of a little-endian pcap with nanoseconds: times in milliseconds since 1970, addresses, ports, flags, size of payload. */
export function packetsOf(file) {
  if (file.readUInt32LE(0) !== 0xa1b23c4d) throw new Error("no pcap with nanoseconds");
  const packets = [];
  for (let at = 24; at + 16 <= file.length; ) {
    const captured = file.readUInt32LE(at + 8);
    const time = file.readUInt32LE(at) * 1e3 + file.readUInt32LE(at + 4) / 1e6;
    const packet = ipv4(file.subarray(at + 16, at + 16 + captured));
    if (packet) packets.push({ time, ...packet });
    at += 16 + captured;
  }
  return packets;
}

function ipv4(frame) {
  if (frame.length < 34 || frame.readUInt16BE(12) !== 0x0800) return undefined;
  const ip = frame.subarray(14);
  const header = (ip[0] & 15) * 4;
  const address = (at) => ip.subarray(at, at + 4).join(".");
  const packet = { source: address(12), target: address(16) };
  if (ip[9] !== TCP || ip.length < header + 20) return packet;
  const tcp = ip.subarray(header);
  return {
    ...packet,
    sourcePort: tcp.readUInt16BE(0),
    targetPort: tcp.readUInt16BE(2),
    flags: tcp[13],
    nBytes: ip.readUInt16BE(2) - header - (tcp[12] >> 4) * 4,
  };
}

/** When `from` sent its first packet of an attack, and when the packet came without which it is none by the rules. */
export function evidence(attack, from, packets) {
  const first = packets.find(({ source }) => source === from)?.time;
  const answers = packets.filter(({ target }) => target === from);
  if (attack === "port scan") {
    const refusals = answers.filter(({ flags }) => flags & RST);
    return { first, complete: nth(refusals, MIN_PORTS, ({ sourcePort }) => sourcePort) };
  }
  const greetings = answers.filter(({ sourcePort, nBytes }) => sourcePort === 22 && nBytes > 0);
  return { first, complete: nth(greetings, MIN_LOGINS, ({ targetPort }) => targetPort) };
}

/** The time of the packet that brings the `n`th different value. */
function nth(packets, n, value) {
  const values = new Set();
  for (const packet of packets) {
    values.add(value(packet));
    if (values.size === n) return packet.time;
  }
  return undefined;
}
