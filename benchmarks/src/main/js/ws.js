// The peer for "ws" on Node: one Set of sockets for each room, every text goes to all of them.
// Usage: node ws.js PORT
'use strict';
const { WebSocketServer } = require('ws');

const rooms = new Map();
const server = new WebSocketServer({ port: Number(process.argv[2]), host: '127.0.0.1', perMessageDeflate: false });

server.on('connection', (socket, request) => {
  let room = rooms.get(request.url);
  if (!room) rooms.set(request.url, (room = new Set()));
  room.add(socket);
  socket.on('message', (text) => {
    for (const member of room) member.send(text, { binary: false });
  });
  socket.on('close', () => {
    room.delete(socket);
    if (room.size === 0) rooms.delete(request.url);
  });
  socket.on('error', () => socket.terminate());
});
