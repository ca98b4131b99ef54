// Captures made by hand, packet by packet: classic pcap in microseconds, Ethernet, IPv4.

const START = 1_700_000_000; // 2023-11-14 22:13:20 UTC

const address = (text) => Buffer.from(text.split(".").map(Number));

function ip(from, to, protocol, payload) {
  const frame = Buffer.alloc(34);
  frame.set([2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0, 0x45, 0]);
  frame.writeUInt16BE(20 + payload.length, 16);
  frame.set([64, protocol], 22);
  frame.set(address(from), 26);
  frame.set(address(to), 30);
  return Buffer.concat([frame, payload]);
}

export class Capture {
  constructor() {
    const header = Buffer.alloc(24);
    header.writeUInt32LE(0xa1b2c3d4, 0);
    header.set([2, 0, 4, 0], 4);
    header.writeUInt32LE(65535, 16);
    header.writeUInt32LE(1, 20);
    this.parts = [header];
    this.nPackets = 0;
  }

  /** Seconds since the Unix epoch at which times count from 0. */
  static start = START;

  frame(time, frame) {
    const head = Buffer.alloc(16);
    const micros = Math.round((time % 1) * 1e6);
    head.writeUInt32LE(START + Math.floor(time), 0);
    head.writeUInt32LE(micros, 4);
    head.writeUInt32LE(frame.length, 8);
    head.writeUInt32LE(frame.length, 12);
    this.parts.push(head, frame);
    this.nPackets += 1;
  }

  tcp(time, [from, fromPort], [to, toPort], flags, sequence, payload = Buffer.alloc(0)) {
    const segment = Buffer.alloc(20);
    segment.writeUInt16BE(fromPort, 0);
    segment.writeUInt16BE(toPort, 2);
    segment.writeUInt32BE(sequence, 4);
    segment.set([0, 0, 0, 1, 0x50, flags, 0xff, 0xff], 8);
    this.frame(time, ip(from, to, 6, Buffer.concat([segment, payload])));
  }

  udp(time, [from, fromPort], [to, toPort], payload) {
    const header = Buffer.alloc(8);
    header.writeUInt16BE(fromPort, 0);
    header.writeUInt16BE(toPort, 2);
    header.writeUInt16BE(8 + payload.length, 4);
    this.frame(time, ip(from, to, 17, Buffer.concat([header, payload])));
  }

  /** A connection that opens, sends a request and an answer, and closes: 8 packets. */
  connection(time, from, to, request, answer) {
    const [n, m] = [request.length, answer.length];
    const steps = [
      [from, to, 0x02, 0],
      [to, from, 0x12, 0],
      [from, to, 0x10, 1],
      [from, to, 0x18, 1, request],
      [to, from, 0x18, 1, answer],
      [from, to, 0x11, 1 + n],
      [to, from, 0x11, 1 + m],
      [from, to, 0x10, 2 + n],
    ];
    steps.forEach((step, at) => this.tcp(time + at * 0.05, ...step));
  }

  /** An HTTP request for `host` and its answer. */
  web(time, from, to, host, size) {
    const request = Buffer.from(`GET / HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: test\r\n\r\n`);
    const answer = Buffer.concat([Buffer.from("HTTP/1.1 200 OK\r\n\r\n"), Buffer.alloc(size, 120)]);
    this.connection(time, from, to, request, answer);
  }

  /** A DNS query for `name`, whose labels are between dots, and an answer that there is no such name. */
  dns(time, from, to, name) {
    const labels = name.split(".").map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]));
    const question = Buffer.concat([...labels, Buffer.from([0, 0, 1, 0, 1])]);
    const message = (flags) => Buffer.concat([Buffer.from([0, 7, ...flags, 0, 1, 0, 0, 0, 0, 0, 0]), question]);
    this.udp(time, from, to, message([1, 0]));
    this.udp(time + 0.02, to, from, message([0x81, 0x83]));
  }

  bytes() {
    return Buffer.concat(this.parts);
  }
}

/**
 * Two minutes of a small office: four hosts that browse and ask for names, and in the second minute a scan of 120 ports.
 * `names` are hosts that are asked for as well.
 */
export function office({ names = [] } = {}) {
  const capture = new Capture();
  const host = (n) => `10.0.0.${10 + (n % 4)}`;
  const events = [];
  for (let n = 0; n < 220; n++) {
    const time = n * 0.53 + (n % 7) * 0.011;
    const name = names[n] ?? `www${n % 9}.example`;
    events.push([time, () => capture.dns(time, [host(n), 40_000 + n], ["10.0.0.1", 53], name)]);
    events.push([time + 0.1, () => capture.web(time + 0.1, [host(n), 50_000 + n], [`192.0.2.${n % 5}`, 80], name, 200 + ((n * 7919) % 1100))]);
  }
  for (let port = 1; port <= 120; port++) {
    const time = 70 + port * 0.05;
    events.push([time, () => capture.tcp(time, ["10.0.0.66", 61_000], ["10.0.0.12", port], 0x02, 0)]);
    events.push([time + 0.001, () => capture.tcp(time + 0.001, ["10.0.0.12", port], ["10.0.0.66", 61_000], 0x14, 0)]);
  }
  events.sort((a, b) => a[0] - b[0]).forEach(([, write]) => write());
  return capture;
}
