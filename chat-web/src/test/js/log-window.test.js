import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RoomLog } from '../../main/resources/META-INF/resources/chat/assets/client/room-log.js';
import { LogWindow } from '../../main/resources/META-INF/resources/chat/assets/ui/log-window.js';

const message = (seq) => ({ room: 'lobby', seq, time: seq * 1000, user: 'u1', name: 'Mia', text: `m${seq}` });

/** A room of which everything is here. */
function roomOf(count) {
  const log = new RoomLog('lobby');
  log.insert(Array.from({ length: count }, (_, i) => message(i + 1)));
  return log;
}

test('the window follows the newest message, or holds while others come', () => {
  const log = roomOf(500);
  const view = new LogWindow();
  assert.deepEqual(view.range(log), { start: 440, end: 500 });
  view.hold(log);
  log.insert([message(501), message(502)]);
  assert.deepEqual(view.range(log), { start: 440, end: 500 });
  view.follow();
  assert.deepEqual(view.range(log), { start: 442, end: 502 });
});

test('history put in above does not move the window', () => {
  const log = roomOf(0);
  log.insert(Array.from({ length: 100 }, (_, i) => message(i + 101)));
  const view = new LogWindow();
  view.hold(log);
  const shown = log.messages[view.range(log).end - 1];
  log.insert(Array.from({ length: 100 }, (_, i) => message(i + 1)));
  assert.equal(log.messages[view.range(log).end - 1], shown);
});

test('the window never draws more than its limit, and reaches both ends', () => {
  const log = roomOf(10_000);
  const view = new LogWindow();
  view.hold(log);
  while (view.up(log)) {
    const { start, end } = view.range(log);
    assert.ok(end - start <= 250);
  }
  assert.equal(view.range(log).start, 0);
  while (view.down(log)) {
    const { start, end } = view.range(log);
    assert.ok(end - start <= 250);
  }
  assert.equal(view.atTail, true);
});

test('a message asked for is drawn', () => {
  const log = roomOf(1000);
  const view = new LogWindow();
  view.show(log, 300);
  const { start, end } = view.range(log);
  assert.ok(start < 299 && end > 300);
});

test('who follows the newest message still does so when older ones are drawn as well', () => {
  const log = roomOf(200);
  const window = new LogWindow();
  assert.ok(window.up(log, true));
  assert.ok(window.atTail);
  log.insert([message(201)]);
  assert.deepEqual(window.range(log), { start: 90, end: 201 });
});

test('what is drawn stays bounded, however long somebody follows', () => {
  const log = roomOf(200);
  const window = new LogWindow();
  window.up(log, true);
  for (let seq = 201; seq <= 1000; seq++) log.insert([message(seq)]);
  const { start, end } = window.range(log);
  assert.equal(end, 1000);
  assert.ok(end - start <= 250);
  assert.ok(!window.up(log, true), 'no more fit');
});

test('who is near the newest message without following it reaches the oldest', () => {
  const log = roomOf(1000);
  const window = new LogWindow();
  window.hold(log);
  while (window.down(log));
  assert.ok(window.atTail);
  while (window.up(log));
  assert.equal(window.range(log).start, 0);
});
