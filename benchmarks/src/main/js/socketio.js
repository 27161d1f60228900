// The peer for Socket.IO on Node: WebSocket transport only, the room comes with the handshake.
// Usage: node socketio.js PORT
'use strict';
const http = require('http').createServer();
const { Server } = require('socket.io');

const io = new Server(http, {
  transports: ['websocket'],
  perMessageDeflate: false,
  pingInterval: 3_600_000, // the load generator is not there to answer pings
  pingTimeout: 3_600_000,
});

io.on('connection', (socket) => {
  const room = socket.handshake.query.room;
  socket.join(room);
  socket.on('m', (text) => io.to(room).emit('m', text));
});

http.listen(Number(process.argv[2]), '127.0.0.1');
