// The peer for uWebSockets.js, which is not on npm: it runs when --uws names a directory that holds it.
// No back-pressure limit, so that nothing is dropped: with the default a server looks fast by not delivering.
// Usage: node uws.js PORT DIRECTORY
'use strict';
const path = require('path');
const uws = require(path.resolve(process.argv[3]));

const app = uws.App();
app
  .ws('/*', {
    compression: uws.DISABLED,
    idleTimeout: 0,
    maxBackpressure: 0,
    upgrade(response, request, context) {
      response.upgrade(
        { room: request.getUrl() },
        request.getHeader('sec-websocket-key'),
        request.getHeader('sec-websocket-protocol'),
        request.getHeader('sec-websocket-extensions'),
        context,
      );
    },
    open(socket) {
      socket.subscribe(socket.getUserData().room);
    },
    message(socket, text) {
      app.publish(socket.getUserData().room, text, false);
    },
  })
  .listen('127.0.0.1', Number(process.argv[2]), (listening) => {
    if (!listening) process.exit(1);
  });
