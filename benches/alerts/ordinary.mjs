// Ordinary traffic of six hosts: they look names up, fetch pages, keep a connection open, and one of them logs in by SSH at
// times. Runs until it is killed.
//
//     node ordinary.mjs SERVER
import { createSocket } from "node:dgram";
import { get } from "node:http";
import { connect } from "node:net";
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { WEB_PORTS, packet, record } from "./servers.mjs";

const server = process.argv[2];
const HOSTS = [10, 11, 12, 13, 14, 15].map((host) => `192.0.2.${host}`);
const NAMES = ["www", "intranet", "mail", "build", "wiki", "time", "cdn", "files"];

const pick = (values) => values[Math.floor(Math.random() * values.length)];
/** Pauses between people's clicks are about exponential. */
const pause = (mean) => sleep(-Math.log(1 - Math.random()) * mean);
/** Sizes of pages are about log-normal. */
const pageSize = () => {
  const normal = Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
  return Math.round(Math.min(4_000 * Math.exp(1.3 * normal), 400_000));
};

function question(name) {
  const header = Buffer.from([0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
  randomBytes(2).copy(header);
  const labels = [name, "example", "com"].map((label) => Buffer.from([label.length, ...Buffer.from(label)]));
  return Buffer.concat([header, ...labels, Buffer.from([0, 0, 1, 0, 1])]);
}

function lookUp(host) {
  return new Promise((resolve) => {
    const socket = createSocket("udp4");
    const done = () => {
      clearTimeout(late);
      socket.close();
      resolve();
    };
    const late = setTimeout(done, 1_000);
    socket.once("message", done);
    socket.bind(0, host, () => socket.send(question(pick(NAMES)), 53, server));
  });
}

function fetchPage(host) {
  return new Promise((resolve) => {
    const options = { host: server, port: pick(WEB_PORTS), path: `/${pageSize()}`, localAddress: host, agent: false };
    const headers = { "User-Agent": "Mozilla/5.0", Accept: "*/*" };
    get({ ...options, headers }, (response) => response.resume().once("close", resolve)).once("error", resolve);
  });
}

async function browse(host) {
  for (;;) {
    if (Math.random() < 0.6) await lookUp(host);
    await fetchPage(host);
    await pause(900);
  }
}

/** One connection that lives for minutes, with a record now and then. */
async function stayConnected(host) {
  for (;;) {
    const socket = connect({ host: server, port: 443, localAddress: host });
    socket.on("error", () => {});
    socket.resume();
    const until = Date.now() + 20_000 + Math.random() * 100_000;
    while (Date.now() < until && !socket.destroyed) {
      socket.write(record(100 + Math.random() * 900));
      await pause(1_500);
    }
    socket.end();
    await pause(2_000);
  }
}

/** Somebody who may: the last byte says so to this network's server. */
async function administer(host) {
  for (;;) {
    await pause(15_000);
    const socket = connect({ host: server, port: 22, localAddress: host });
    socket.on("error", () => {});
    socket.resume();
    socket.write("SSH-2.0-OpenSSH_9.6\r\n");
    const keys = packet(1_400);
    keys[keys.length - 1] = 1;
    await sleep(30);
    socket.write(keys);
    for (let typed = 0; typed < 40 && !socket.destroyed; typed += 1) {
      await pause(250);
      socket.write(Buffer.concat([randomBytes(35), Buffer.from([1])]));
    }
    socket.end();
  }
}

await Promise.all([...HOSTS.map(browse), ...HOSTS.slice(0, 3).map(stayConnected), administer(HOSTS[0])]);
