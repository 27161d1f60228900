import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId, Outbox } from '../../main/resources/META-INF/resources/chat/assets/client/outbox.js';
import { FakeStorage } from './support.js';

const everywhere = () => true;

test('ids fit the protocol and do not repeat', () => {
  const ids = new Set(Array.from({ length: 500 }, newId));
  assert.equal(ids.size, 500);
  for (const id of ids) assert.match(id, /^[A-Za-z0-9_-]{1,64}$/);
});

test('in order, one at a time', () => {
  const outbox = new Outbox();
  const [a, b] = [outbox.add('lobby', 'one'), outbox.add('lobby', 'two')];
  assert.equal(outbox.next(everywhere), a);
  outbox.sent(a.id);
  assert.equal(outbox.next(everywhere), undefined);
  outbox.settle(a.id);
  assert.equal(outbox.next(everywhere), b);
});

test('after a loss the same message is sent again with the same id', () => {
  const outbox = new Outbox();
  const draft = outbox.add('lobby', 'one');
  outbox.sent(draft.id);
  outbox.rewind();
  assert.equal(outbox.next(everywhere)?.id, draft.id);
});

test('a refused message keeps its place', () => {
  const outbox = new Outbox();
  const [a, b] = [outbox.add('lobby', 'one'), outbox.add('lobby', 'two')];
  outbox.sent(a.id);
  outbox.requeue(a.id);
  outbox.pause(1000);
  assert.equal(outbox.next(everywhere), undefined);
  assert.equal(outbox.next(everywhere, Date.now() + 1001), a);
  assert.notEqual(a, b);
});

test('a message that failed stays, and holds nobody up', () => {
  const outbox = new Outbox();
  const [a, b] = [outbox.add('lobby', 'one'), outbox.add('lobby', 'two')];
  outbox.fail(a.id, 'too long');
  assert.equal(outbox.next(everywhere), b);
  assert.equal(outbox.inRoom('lobby').length, 2);
});

test('waits for the room to be joined', () => {
  const outbox = new Outbox();
  outbox.add('away', 'one');
  const here = outbox.add('lobby', 'two');
  assert.equal(outbox.next((room) => room === 'lobby'), here);
});

test('outlives a reload, and what was under way is sent again', () => {
  const storage = new FakeStorage();
  const before = new Outbox('box', storage);
  const a = before.add('lobby', 'one');
  before.add('lobby', 'two');
  before.sent(a.id);
  const after = new Outbox('box', storage);
  assert.deepEqual(after.drafts.map((draft) => [draft.text, draft.state]), [['one', 'queued'], ['two', 'queued']]);
  assert.equal(after.drafts[0].id, a.id);
});

test('nothing is left behind when all is said', () => {
  const storage = new FakeStorage();
  const outbox = new Outbox('box', storage);
  outbox.settle(outbox.add('lobby', 'one').id);
  assert.equal(storage.getItem('box'), null);
});

test('a broken or forbidden store is no reason to fail', () => {
  const storage = new FakeStorage();
  storage.setItem('box', '{nonsense');
  storage.setItem = () => {
    throw new Error('quota');
  };
  const outbox = new Outbox('box', storage);
  assert.equal(outbox.add('lobby', 'one').state, 'queued');
});
