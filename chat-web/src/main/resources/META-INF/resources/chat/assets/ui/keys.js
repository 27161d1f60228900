// @ts-check

/**
 * The keys of the whole chat; those of the message box and of the list are theirs.
 * @param {KeyboardEvent} event
 * @param {import('./netty-chat.js').NettyChat} host
 * @param {import('./desk.js').Desk} desk
 * @returns {boolean} whether the key was for us
 */
export function keyPressed(event, host, desk) {
  if (!desk.entered || event.isComposing || desk.end) return false;
  const typing = /^(INPUT|TEXTAREA)$/.test(/** @type {Element} */ (event.composedPath()[0]).tagName ?? '');
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k' && !host.locked) {
    open(host, 'rooms');
  } else if (event.altKey && event.code === 'KeyA') {
    host.nextUnread();
  } else if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
    const rooms = desk.rooms.map((room) => room.name);
    const step = event.key === 'ArrowUp' ? -1 : 1;
    host.go(rooms[(rooms.indexOf(host.room) + rooms.length + step) % rooms.length]);
  } else if (event.key === '?' && !typing && !host.dialog) {
    open(host, 'help');
  } else if (event.key === 'Escape' && !host.dialog) {
    host.toLatest();
  } else {
    return false;
  }
  return true;
}

/** @param {import('./netty-chat.js').NettyChat} host @param {import('./sheets.js').Dialog} dialog */
function open(host, dialog) {
  host.dialog = dialog;
  host.performUpdate(); // not with the next frame: what is typed from here on is meant for the dialog
}
