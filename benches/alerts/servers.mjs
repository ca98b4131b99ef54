// What is served in the network of the bench: web, something like TLS, DNS, and an SSH server that nobody gets into.
import { createSocket } from "node:dgram";
import { createServer as createWeb } from "node:http";
import { createServer } from "node:net";
import { randomBytes } from "node:crypto";

export const SERVER = "192.0.2.1";
export const WEB_PORTS = [80, 8080, 8443];

/** Begins to serve; returns a way to end. */
export function begin() {
  const servers = [...WEB_PORTS.map(web), tls(), ssh()];
  const dns = resolver();
  return {
    close: () => {
      for (const server of servers) server.close();
      dns.close();
    },
  };
}

/** A page of the size that its address asks for. */
function web(port) {
  const server = createWeb((request, response) => {
    const size = Math.min(Number(request.url.slice(1)) || 100, 1e6);
    request.resume();
    setTimeout(() => response.end(randomBytes(size)), 2 + Math.random() * 30);
  });
  return server.listen(port, SERVER);
}

/** Answers each record with one of random length. */
function tls() {
  const server = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.on("data", () => socket.write(record(200 + Math.random() * 3_000)));
  });
  return server.listen(443, SERVER);
}

/** Application data as TLS 1.2 and 1.3 have it, as random as if it were encrypted. */
export function record(nBytes) {
  const data = randomBytes(Math.floor(nBytes));
  const header = Buffer.from([0x17, 3, 3, 0, 0]);
  header.writeUInt16BE(data.length, 3);
  return Buffer.concat([header, data]);
}

/** The version, a key exchange of the size of OpenSSH's, and then nothing for who is not known: it closes. */
function ssh() {
  const server = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.write("SSH-2.0-OpenSSH_9.6\r\n");
    let n = 0;
    socket.on("data", (data) => {
      n += data.length;
      if (n < 500) return;
      socket.write(packet(1_080));
      // A key that the server knows keeps its session.
      if (data[data.length - 1] === 1) return;
      setTimeout(() => socket.end(packet(84)), 40 + Math.random() * 60);
    });
  });
  return server.listen(22, SERVER);
}

/** A packet of SSH's binary protocol (RFC 4253, section 6) with a key exchange in it. */
export function packet(nBytes) {
  const packet = randomBytes(nBytes);
  packet.writeUInt32BE(nBytes - 4, 0);
  packet[4] = 4;
  packet[5] = 20;
  packet[nBytes - 1] = 0;
  return packet;
}

/** Answers every question with one address. */
function resolver() {
  const socket = createSocket("udp4");
  socket.on("message", (question, { address, port }) => {
    const answer = Buffer.concat([question, Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 1, 44, 0, 4, 192, 0, 2, 1])]);
    answer.writeUInt16BE(0x8180, 2);
    answer.writeUInt16BE(1, 6);
    socket.send(answer, port, address);
  });
  socket.bind(53, SERVER);
  return socket;
}
