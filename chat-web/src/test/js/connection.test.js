import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { Backoff } from '../../main/resources/META-INF/resources/chat/assets/client/backoff.js';
import { Connection } from '../../main/resources/META-INF/resources/chat/assets/client/connection.js';
import { FakeDocument, FakeSocket } from './support.js';

let connection;
let page;
let network;

beforeEach((context) => {
  FakeSocket.all = [];
  page = new FakeDocument();
  network = new EventTarget();
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  connection = new Connection('ws://chat.test/chat', {
    WebSocket: FakeSocket,
    window: network,
    document: page,
    backoff: new Backoff({ base: 1000, cap: 8000, random: () => 1 }),
  });
  return context;
});

test('asks for the sub-protocol', () => {
  connection.start();
  assert.equal(FakeSocket.last.url, 'ws://chat.test/chat');
  assert.deepEqual(FakeSocket.last.protocols, ['chat.v1']);
  assert.equal(connection.state, 'connecting');
});

test('comes back after a loss, later each time', () => {
  connection.start();
  FakeSocket.last.drops();
  assert.equal(connection.state, 'waiting');
  mock.timers.tick(999);
  assert.equal(FakeSocket.all.length, 1);
  mock.timers.tick(1);
  assert.equal(FakeSocket.all.length, 2);
  FakeSocket.last.drops();
  assert.equal(connection.attempt, 2);
  mock.timers.tick(1999);
  assert.equal(FakeSocket.all.length, 2);
  mock.timers.tick(1);
  assert.equal(FakeSocket.all.length, 3);
});

test('a socket that opens and closes at once does not reset the back-off; a welcome does', () => {
  connection.start();
  FakeSocket.last.open();
  FakeSocket.last.drops();
  assert.equal(connection.attempt, 1);
  connection.settled();
  assert.equal(connection.attempt, 0);
});

test('honours the wait of bye, also when the page wakes up', () => {
  connection.start();
  FakeSocket.last.open();
  FakeSocket.last.says({ type: 'bye', code: 'drain', reason: 'Restarting', reconnect: true, after: 5000 });
  FakeSocket.last.drops(4000);
  assert.equal(connection.state, 'waiting');
  page.show();
  mock.timers.tick(5000);
  assert.equal(FakeSocket.all.length, 1); // and a part of the back-off by chance, so that not all come at once
  mock.timers.tick(1000);
  assert.equal(FakeSocket.all.length, 2);
});

for (const code of [4500, 4501, 4502, 4504, 4506, 4507]) {
  test(`close code ${code} is final`, () => {
    connection.start();
    FakeSocket.last.open();
    FakeSocket.last.drops(code, 'for good');
    assert.equal(connection.state, 'ended');
    assert.equal(connection.end.reason, 'for good');
    network.dispatchEvent(new Event('online'));
    page.show();
    mock.timers.tick(60_000);
    assert.equal(FakeSocket.all.length, 1);
  });
}

for (const code of [1001, 1006, 1011, 4000, 4001, 4002, 4003]) {
  test(`after close code ${code} it comes back`, () => {
    connection.start();
    FakeSocket.last.open();
    FakeSocket.last.drops(code);
    assert.equal(connection.state, 'waiting');
  });
}

test('says why it ended, in the words of bye', () => {
  connection.start();
  FakeSocket.last.open();
  FakeSocket.last.says({ type: 'bye', code: 'idle', reason: 'No activity', reconnect: false });
  FakeSocket.last.drops(4500);
  assert.deepEqual(connection.end, { code: 'idle', reason: 'No activity' });
});

test('tries at once when the network is back', () => {
  connection.start();
  FakeSocket.last.drops();
  network.dispatchEvent(new Event('online'));
  assert.equal(FakeSocket.all.length, 2);
});

test('tries at once when the page becomes visible, and not while it is hidden', () => {
  connection.start();
  FakeSocket.last.drops();
  page.visibilityState = 'hidden';
  page.dispatchEvent(new Event('visibilitychange'));
  assert.equal(FakeSocket.all.length, 1);
  page.show();
  assert.equal(FakeSocket.all.length, 2);
});

test('an open socket is asked whether it lives when the page becomes visible', () => {
  connection.start();
  FakeSocket.last.open();
  page.show();
  assert.equal(FakeSocket.last.heard('ping').length, 1);
});

test('a socket that does not answer is given up', () => {
  connection.start();
  FakeSocket.last.open();
  connection.send({ type: 'ping' });
  mock.timers.tick(10_000);
  assert.equal(connection.state, 'waiting');
  assert.equal(FakeSocket.all[0].closedWith, 1000);
});

test('any frame is an answer', () => {
  connection.start();
  FakeSocket.last.open();
  connection.send({ type: 'ping' });
  mock.timers.tick(9_000);
  FakeSocket.last.says({ type: 'message' });
  mock.timers.tick(9_000);
  assert.equal(connection.state, 'open');
});

test('an attempt that hangs is given up', () => {
  connection.start();
  mock.timers.tick(15_000);
  assert.equal(connection.state, 'waiting');
});

test('stop means stop', () => {
  connection.start();
  FakeSocket.last.open();
  connection.stop();
  assert.equal(connection.state, 'offline');
  network.dispatchEvent(new Event('online'));
  mock.timers.tick(60_000);
  assert.equal(FakeSocket.all.length, 1);
});

test('what is not JSON is passed over', () => {
  const frames = [];
  connection.addEventListener('frame', (event) => frames.push(event.detail));
  connection.start();
  FakeSocket.last.open();
  FakeSocket.last.onmessage({ data: 'not json' });
  FakeSocket.last.onmessage({ data: '17' });
  FakeSocket.last.says({ type: 'pong' });
  assert.deepEqual(frames, [{ type: 'pong' }]);
});
