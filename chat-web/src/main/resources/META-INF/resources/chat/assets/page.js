// @ts-check
import { NettyChat } from './ui/netty-chat.js';
import { roomName } from './ui/switcher.js';

/**
 * The page around the element: the room stands in the address (`#room`, `#room/123` for a message), the element says
 * where it goes.
 */

NettyChat.define(new URL('.', document.baseURI));

const chat = /** @type {NettyChat} */ (document.querySelector('netty-chat'));
chat.page = true;

/** @returns {{room: string, seq: number}} */
function place() {
  let hash = location.hash.slice(1);
  try {
    hash = decodeURIComponent(hash);
  } catch {
    // shown as it stands
  }
  const [room, seq] = hash.split('/');
  return { room: roomName(room), seq: Number.parseInt(seq, 10) || 0 };
}

function follow() {
  const { room, seq } = place();
  chat.go(room || 'lobby', seq);
}

chat.addEventListener('room-change', (event) => {
  const { room } = /** @type {CustomEvent} */ (event).detail;
  if (room !== (place().room || 'lobby')) history.pushState(null, '', `#${encodeURIComponent(room)}`);
});

window.addEventListener('hashchange', follow);
window.addEventListener('popstate', follow);
follow();
