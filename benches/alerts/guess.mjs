// Guesses passwords over SSH as far as the network sees it: many short connections, 16 at a time as hydra has them.
//
//     node guess.mjs FROM SERVER
import { connect } from "node:net";
import { packet } from "./servers.mjs";

const [from, server] = process.argv.slice(2);
const N_AT_ONCE = 16;
const N_GUESSES = 160;

function guess() {
  return new Promise((resolve) => {
    const socket = connect({ host: server, port: 22, localAddress: from });
    socket.once("data", () => {
      socket.write("SSH-2.0-libssh_0.10.6\r\n");
      socket.write(packet(1_000));
    });
    socket.on("error", () => {});
    socket.on("end", () => socket.end());
    socket.once("close", resolve);
  });
}

let left = N_GUESSES;
async function worker() {
  while (left > 0) {
    left -= 1;
    await guess();
  }
}

await Promise.all(Array.from({ length: N_AT_ONCE }, worker));
