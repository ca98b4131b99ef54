// Payloads that would run, load or show something if they were taken for markup, and a capture full of them.
import { office } from "./pcap.mjs";

export const PAYLOADS = [
  `<script>window.pwned=1</script>`,
  `<img src=x onerror="window.pwned=1">`,
  `<svg onload=window.pwned=1>`,
  `"><b id=injected>x</b>`,
  `'onmouseover='window.pwned=1`,
  `</span><iframe src="javascript:window.pwned=1">`,
  `javascript:window.pwned=1`,
  `{{constructor.constructor('window.pwned=1')()}}`,
  `<style>*{display:none}</style>`,
  `<a href="https://evil.example/">x</a>`,
  `<base href="https://evil.example/">`,
  `<meta http-equiv=refresh content="0;url=https://evil.example/">`,
  `{a|rich} {b}{@[0]}`,
  `\u202Egnp.exe\u2066`,
];

/** A TLS ClientHello that asks for `name`. */
function clientHello(name) {
  const host = Buffer.from(name);
  const u16 = (n) => Buffer.from([n >> 8, n & 255]);
  const entry = Buffer.concat([Buffer.from([0]), u16(host.length), host]);
  const list = Buffer.concat([u16(entry.length), entry]);
  const extension = Buffer.concat([u16(0), u16(list.length), list]);
  const body = Buffer.concat([
    Buffer.from([3, 3]),
    Buffer.alloc(32, 7),
    Buffer.from([0, 0, 2, 0x13, 0x01, 1, 0]),
    u16(extension.length),
    extension,
  ]);
  const handshake = Buffer.concat([Buffer.from([1, 0]), u16(body.length), body]);
  return Buffer.concat([Buffer.from([22, 3, 1]), u16(handshake.length), handshake]);
}

/** The office, with payloads as DNS names, HTTP hosts and agents, and TLS server names. */
export function hostileCapture() {
  const names = PAYLOADS.map((text) => text.replaceAll(".", "").slice(0, 60));
  const capture = office({ names });
  names.forEach((name, n) => {
    const time = 130 + n;
    const request = Buffer.from(`GET /${name} HTTP/1.1\r\nHost: ${name}\r\nUser-Agent: ${name}\r\n\r\n`);
    capture.connection(time, ["10.0.0.11", 52_000 + n], ["192.0.2.9", 80], request, Buffer.from("HTTP/1.1 200 OK\r\n\r\n"));
    capture.connection(time + 0.5, ["10.0.0.11", 53_000 + n], ["192.0.2.9", 443], clientHello(name), Buffer.from([22, 3, 3, 0, 0]));
  });
  return capture;
}
