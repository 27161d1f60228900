import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RoomLog } from '../../main/resources/META-INF/resources/chat/assets/client/room-log.js';

const message = (seq, over = {}) => ({ room: 'lobby', seq, time: seq * 1000, user: 'u1', name: 'Mia', text: `m${seq}`, ...over });
const range = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => message(from + i));
const joined = (over) => ({ room: 'lobby', epoch: 'e1', seq: 0, first: 1, how: 'fresh', messages: [], members: [], count: 0, ...over });
const seqs = (log) => log.messages.map((m) => m.seq);

test('keeps order and drops repeats, whatever comes how', () => {
  const log = new RoomLog('lobby');
  log.insert([message(3), message(1)]);
  assert.equal(log.insert([message(2), message(3)]).length, 1);
  assert.deepEqual(seqs(log), [1, 2, 3]);
  assert.equal(log.last, 3);
  assert.equal(log.head, 3);
});

test('sees a hole between neighbours', () => {
  const log = new RoomLog('lobby');
  log.insert([...range(1, 3), ...range(7, 8), message(10)]);
  assert.deepEqual(log.holes(), [{ from: 4, to: 6 }, { from: 9, to: 9 }]);
  log.insert(range(4, 6));
  assert.deepEqual(log.holes(), [{ from: 9, to: 9 }]);
});

test('what was there at the first join has been read', () => {
  const log = new RoomLog('lobby');
  log.applyJoined(joined({ seq: 40, messages: range(31, 40) }));
  assert.equal(log.unread, 0);
  log.insert([message(41)]);
  assert.equal(log.unread, 1);
  log.markRead();
  assert.equal(log.unread, 0);
});

test('resume leaves neither double nor hole', () => {
  const log = new RoomLog('lobby');
  log.applyJoined(joined({ seq: 5, messages: range(1, 5) }));
  const added = log.applyJoined(joined({ seq: 8, how: 'resumed', messages: range(6, 8) }));
  assert.deepEqual(added.map((m) => m.seq), [6, 7, 8]);
  assert.deepEqual(seqs(log), [1, 2, 3, 4, 5, 6, 7, 8]);
  assert.deepEqual(log.holes(), []);
});

test('a gap is a hole that can be filled, or is marked as lost', () => {
  const log = new RoomLog('lobby');
  log.applyJoined(joined({ seq: 5, messages: range(1, 5) }));
  log.applyJoined(joined({ seq: 100, first: 1, how: 'gap', messages: range(91, 100) }));
  assert.deepEqual(log.holes(), [{ from: 6, to: 90 }]);
  log.markLost({ from: 6, to: 90 });
  assert.ok(log.isLost({ from: 6, to: 90 }));
  assert.ok(!log.isLost({ from: 6, to: 91 }));
});

test('a new epoch begins the log anew, and the old talk stays readable', () => {
  const log = new RoomLog('lobby');
  log.applyJoined(joined({ seq: 5, messages: range(1, 5) }));
  log.applyJoined(joined({ epoch: 'e2', seq: 1, how: 'gap', messages: [message(1, { text: 'new life' })] }));
  assert.deepEqual(log.past.map((m) => m.seq), [1, 2, 3, 4, 5]);
  assert.deepEqual(log.messages.map((m) => m.text), ['new life']);
  assert.equal(log.unread, 1);
});

test('people come, go and change their names', () => {
  const log = new RoomLog('lobby');
  log.applyJoined(joined({ members: [{ user: 'u1', name: 'Mia' }], count: 1 }));
  log.applyPresence({ joined: [{ user: 'u2', name: 'Kim' }], left: [], renamed: [], count: 2 });
  log.applyPresence({ joined: [], left: [], renamed: [{ user: 'u2', name: 'Kay' }], count: 2 });
  assert.deepEqual([...log.members], [['u1', 'Mia'], ['u2', 'Kay']]);
  log.applyPresence({ joined: [], left: [{ user: 'u2', name: 'Kay' }], renamed: [], count: 1 });
  assert.deepEqual([...log.members.keys()], ['u1']);
  assert.equal(log.count, 1);
});

test('who came and went in one pause is one note, and back and forth is none', () => {
  const log = new RoomLog('lobby');
  log.insert([message(1)]);
  log.applyPresence({ joined: [{ user: 'a', name: 'A' }], left: [] });
  log.applyPresence({ joined: [{ user: 'b', name: 'B' }], left: [] });
  assert.equal(log.notes.length, 1);
  assert.deepEqual([...log.notes[0].joined.values()], ['A', 'B']);
  log.applyPresence({ left: [{ user: 'a', name: 'A' }, { user: 'b', name: 'B' }] });
  assert.equal(log.notes.length, 0);
  log.applyPresence({ joined: [{ user: 'c', name: 'C' }] });
  log.insert([message(2)]);
  log.applyPresence({ left: [{ user: 'c', name: 'C' }] });
  assert.equal(log.notes.length, 2);
});

test('above a hundred people only their number is known', () => {
  const log = new RoomLog('lobby');
  log.applyJoined(joined({ members: [{ user: 'u1', name: 'Mia' }], count: 1 }));
  log.applyPresence({ count: 250 });
  assert.equal(log.count, 250);
  assert.equal(log.members.size, 0);
});

test('typing ends with the message, or by itself', () => {
  const log = new RoomLog('lobby');
  log.applyTyping({ users: [{ user: 'u1', name: 'Mia' }, { user: 'u2', name: 'Kim' }] }, 1000);
  assert.deepEqual(log.typists('u2', 2000), ['Mia']);
  log.insert([message(1)]);
  assert.deepEqual(log.typists(undefined, 2000), ['Kim']);
  assert.deepEqual(log.typists(undefined, 8000), []);
});

test('older messages can be asked for until the first that is kept', () => {
  const log = new RoomLog('lobby');
  log.applyJoined(joined({ seq: 60, first: 11, messages: range(31, 60) }));
  assert.ok(log.hasOlder);
  log.insert(range(11, 30));
  assert.ok(!log.hasOlder);
});

test('what is kept has a limit', () => {
  const log = new RoomLog('lobby');
  log.insert(range(1, 25_000));
  log.insert([message(25_001)]);
  assert.ok(log.messages.length <= 24_000);
  assert.equal(log.last, 25_001);
});

test('ten thousand messages are placed quickly', () => {
  const log = new RoomLog('lobby');
  const begun = performance.now();
  for (let seq = 1; seq <= 10_000; seq++) log.insert([message(seq)]);
  assert.equal(log.messages.length, 10_000);
  assert.ok(performance.now() - begun < 1000);
});

const deleted = (seq, target) => ({ type: 'deleted', room: 'lobby', seq, target, time: seq, user: 'u9', name: 'Mod' });

test('a deletion has its place in the log, empties its target and is no message', () => {
  const log = new RoomLog('lobby');
  log.applyJoined(joined({ seq: 3, messages: range(1, 3) }));
  const target = log.at(2);
  log.insert([deleted(4, 2)]);
  log.insert([message(5)]);
  assert.equal(log.at(2), target);
  assert.equal(target.text, '');
  assert.ok(target.deleted);
  assert.equal(log.last, 5);
  assert.deepEqual(log.holes(), []);
  assert.equal(log.unread, 1);
});

test('what was taken back before it was read is not counted, and comes empty when it comes later', () => {
  const log = new RoomLog('lobby');
  log.applyJoined(joined({ seq: 1, messages: range(1, 1) }));
  log.insert([message(5), deleted(6, 5), deleted(7, 4)]);
  assert.equal(log.unread, 3); // 2, 3 and 4 are still to come
  log.insert([message(2), message(3), message(4)]);
  assert.equal(log.at(4).text, '');
  assert.equal(log.unread, 2);
  log.markRead();
  assert.equal(log.unread, 0);
  log.insert([message(8)]);
  assert.equal(log.unread, 1);
});

test('history may bring deletions and deleted messages', () => {
  const log = new RoomLog('lobby');
  log.applyJoined(joined({ seq: 3, messages: [message(1, { text: '', deleted: true }), message(2), deleted(3, 1)] }));
  assert.deepEqual(log.messages.map((m) => Boolean(m.deleted)), [true, false, false]);
  assert.equal(log.unread, 0);
});

test('roles are told with the members', () => {
  const log = new RoomLog('lobby');
  log.applyJoined(joined({ role: 'moderator', members: [{ user: 'u1', name: 'Mia', role: 'owner' }, { user: 'u2', name: 'Kim' }] }));
  assert.equal(log.role, 'moderator');
  assert.deepEqual([...log.roles], [['u1', 'owner']]);
  log.applyPresence({ joined: [], left: [{ user: 'u1', name: 'Mia' }], renamed: [], count: 1 });
  assert.deepEqual([...log.roles], []);
});
