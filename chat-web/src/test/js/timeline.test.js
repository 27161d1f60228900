import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RoomLog } from '../../main/resources/META-INF/resources/chat/assets/client/room-log.js';
import { names, noteText, timeline } from '../../main/resources/META-INF/resources/chat/assets/ui/timeline.js';

const noon = new Date(2026, 4, 4, 12, 0, 0).getTime();
const message = (seq, over = {}) => ({ room: 'lobby', seq, time: noon + seq * 1000, user: 'u1', name: 'Mia', text: `m${seq}`, ...over });
const me = { user: 'me', name: 'Anna' };

function items(log, over = {}) {
  const end = log.past.length + log.messages.length;
  return timeline(log, { start: 0, end, me, isMine: (m) => m.user === 'me', ...over });
}

function logOf(...messages) {
  const log = new RoomLog('lobby');
  log.insert(messages);
  return log;
}

const kinds = (list) => list.map((item) => item.kind);
const only = (list, kind) => list.filter((item) => item.kind === kind);

test('runs of one sender share a face and a name; each minute shows its time once', () => {
  const later = [message(3, { time: noon + 70_000 }), message(4, { time: noon + 71_000, user: 'u2', name: 'Kim' })];
  const list = only(items(logOf(message(1), message(2), ...later)), 'message');
  assert.deepEqual(list.map((item) => item.first), [true, false, false, true]);
  assert.deepEqual(list.map((item) => item.last), [false, false, true, true]);
  assert.deepEqual(list.map((item) => item.timed), [false, true, true, true]);
});

test('a long pause begins a new run', () => {
  const list = only(items(logOf(message(1), message(2, { time: noon + 10 * 60_000 }))), 'message');
  assert.deepEqual(list.map((item) => item.first), [true, true]);
});

test('each day has a divider', () => {
  assert.deepEqual(kinds(items(logOf(message(1), message(2, { time: noon + 86_400_000 })))), ['day', 'message', 'day', 'message']);
});

test('what is new of another day stands below the name of the day', () => {
  const log = logOf(message(1), message(2, { time: noon + 86_400_000 }));
  log.divider = 1;
  assert.deepEqual(kinds(items(log)), ['day', 'message', 'day', 'new', 'message']);
});

test('a hole has a divider with its ends', () => {
  const [hole] = only(items(logOf(message(1), message(5))), 'hole');
  assert.equal(hole.from, 2);
  assert.equal(hole.to, 4);
  assert.equal(hole.lost, false);
});

test('who comes in is welcomed below what was there before', () => {
  const log = new RoomLog('lobby');
  log.applyJoined({ epoch: 'e1', seq: 2, first: 1, messages: [message(1), message(2)], members: [] });
  log.insert([message(3)]);
  assert.deepEqual(kinds(items(log)), ['day', 'message', 'message', 'welcome', 'message']);
  const empty = new RoomLog('lobby');
  empty.applyJoined({ epoch: 'e1', seq: 0, first: 1, messages: [], members: [] });
  assert.deepEqual(kinds(items(empty)), ['welcome']);
});

test('the "new" divider stands above the first unread message', () => {
  const log = logOf(message(1), message(2), message(3));
  log.divider = 1;
  assert.deepEqual(kinds(items(log)), ['day', 'message', 'new', 'message', 'message']);
});

test('messages under way stand at the end, and keep their place when they arrive', () => {
  const log = logOf(message(1));
  const draft = { id: 'abc', room: 'lobby', text: 'hi', time: noon + 5000, state: 'queued' };
  const before = items(log, { drafts: [draft] }).at(-1);
  log.insert([message(2, { user: 'me', name: 'Anna', id: 'abc' })]);
  const after = items(log).at(-1);
  assert.equal(before.mine && after.mine, true);
  assert.equal(before.key, after.key);
});

test('an earlier life of the room stands above a divider', () => {
  const log = logOf(message(1));
  log.epoch = 'e1';
  log.applyJoined({ epoch: 'e2', seq: 1, first: 1, messages: [message(1)], members: [] });
  assert.deepEqual(kinds(items(log)), ['day', 'message', 'anew', 'message']);
});

test('who came and went, in words', () => {
  const note = (joined, left = [], renamed = []) => ({ after: 0, joined: new Map(joined), left: new Map(left), renamed: new Map(renamed) });
  assert.equal(noteText(note([['a', 'Mia'], ['b', 'Kim']])), 'Mia and Kim joined');
  assert.equal(noteText(note([], [['a', 'Mia']], [['Kim', 'Kay']])), 'Mia left · Kim is now Kay');
  assert.equal(names(['A', 'B', 'C', 'D', 'E']), 'A, B and 3 others');
});
