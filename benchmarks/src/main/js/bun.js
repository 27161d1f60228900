// The peer for Bun: its own topics do the fan-out. The back-pressure limit is raised so that nothing is dropped:
// with the default a server looks fast by not delivering.
// Usage: bun bun.js PORT
const server = Bun.serve({
  port: Number(process.argv[2]),
  hostname: '127.0.0.1',
  fetch(request) {
    const room = new URL(request.url).pathname;
    return server.upgrade(request, { data: { room } }) ? undefined : new Response('a WebSocket is served here', { status: 400 });
  },
  websocket: {
    perMessageDeflate: false,
    idleTimeout: 0,
    backpressureLimit: 1 << 30,
    open(socket) {
      socket.subscribe(socket.data.room);
    },
    message(socket, text) {
      server.publish(socket.data.room, text);
    },
  },
});
