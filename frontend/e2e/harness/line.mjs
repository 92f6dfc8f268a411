// The line between a browser and the product: a proxy that can be slow, that can be cut, and that counts.
import { createServer, request } from "node:http";
import { Transform } from "node:stream";

/** Opens a line on a free port. speed() limits what is sent, in bytes a second; cut() breaks it, mend() ends that. */
export async function openLine() {
  let rate = Infinity;
  let broken = false;
  const sockets = new Set();
  let sent = 0;
  const slow = () =>
    new Transform({
      transform(chunk, _, done) {
        if (rate === Infinity) done(null, chunk);
        else setTimeout(done, (chunk.length / rate) * 1000, null, chunk);
      },
    });
  const server = createServer((from, to) => {
    const onward = request(from.url, { method: from.method, headers: from.headers }, (answer) => {
      to.writeHead(answer.statusCode, answer.headers);
      answer.pipe(to);
    });
    onward.on("error", () => to.destroy());
    to.on("close", () => onward.destroy());
    from.pipe(slow()).pipe(onward);
  });
  server.on("connection", (socket) => {
    if (broken) return socket.destroy();
    sockets.add(socket);
    socket.on("data", (chunk) => (sent += chunk.length));
    socket.on("error", () => {}); // a cut line is what is tested
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return {
    address: `http://127.0.0.1:${server.address().port}`,
    /** Bytes that the browser sent so far, of whatever request. */
    sent: () => sent,
    speed: (bytesPerSecond) => (rate = bytesPerSecond),
    cut() {
      broken = true;
      for (const socket of sockets) socket.destroy();
    },
    mend: () => (broken = false),
    close() {
      this.cut();
      server.close();
    },
  };
}
