import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { Backoff } from '../../main/resources/META-INF/resources/chat/assets/client/backoff.js';
import { ChatClient, endpoint } from '../../main/resources/META-INF/resources/chat/assets/client/chat-client.js';
import { cleanText } from '../../main/resources/META-INF/resources/chat/assets/client/delivery.js';
import { FakeDocument, FakeSocket, FakeStorage, settle } from './support.js';

let storage;
let page;
let network;
/** @type {ChatClient[]} */
let clients = [];

function client() {
  const chat = new ChatClient({
    server: 'http://chat.test/',
    storage,
    connection: {
      WebSocket: FakeSocket,
      window: network,
      document: page,
      backoff: new Backoff({ base: 1, floor: 0, random: () => 0 }),
    },
  });
  clients.push(chat);
  return chat;
}

const welcome = (over = {}) => ({
  type: 'welcome', user: 'u1', name: 'Anna', session: 's1', resumed: false, time: 1,
  limits: { text: 4000, frame: 65536, rooms: 32, idle: 300, rate: 5 }, ...over,
});
const joined = (over = {}) => ({
  type: 'joined', room: 'lobby', epoch: 'e1', seq: 0, first: 1, how: 'fresh', messages: [], members: [], count: 1, ...over,
});
const message = (seq, over = {}) => ({
  type: 'message', room: 'lobby', seq, time: seq, user: 'u2', name: 'Mia', text: `m${seq}`, id: `x${seq}`, ...over,
});

/** A client that is in the lobby. */
async function inLobby(chat = client(), reply = {}) {
  const connected = chat.connect('Anna');
  FakeSocket.last.open();
  FakeSocket.last.says(welcome());
  await connected;
  const entered = chat.join('lobby');
  FakeSocket.last.says(joined({ id: FakeSocket.last.heard('join')[0].id, ...reply }));
  await entered;
  return chat;
}

/** The socket breaks, and the next one is there. */
async function reconnect(chat, { welcomed = {}, rejoined = {} } = {}) {
  FakeSocket.last.drops();
  network.dispatchEvent(new Event('online'));
  FakeSocket.last.open();
  FakeSocket.last.says(welcome({ resumed: true, ...welcomed }));
  const [join] = FakeSocket.last.heard('join');
  FakeSocket.last.says(joined({ id: join.id, how: 'resumed', ...rejoined }));
  await settle();
  return join;
}

beforeEach(() => {
  FakeSocket.all = [];
  storage = new FakeStorage();
  page = new FakeDocument();
  network = new EventTarget();
});

afterEach(() => {
  for (const chat of clients) chat.disconnect();
  clients = [];
});

test('the endpoint stands beside the page, whatever its path', () => {
  assert.equal(String(endpoint('http://chat.test/')), 'ws://chat.test/chat');
  assert.equal(String(endpoint('https://chat.test/sub/path/')), 'wss://chat.test/sub/path/chat');
  assert.equal(String(endpoint('ws://chat.test/other')), 'ws://chat.test/other');
});

test('says hello, joins, and is told who is there', async () => {
  const chat = await inLobby(client(), { members: [{ user: 'u1', name: 'Anna' }], messages: [message(1)], seq: 1 });
  assert.deepEqual(FakeSocket.last.heard('hello'), [{ type: 'hello', name: 'Anna' }]);
  assert.equal(chat.state, 'online');
  assert.equal(chat.rooms.get('lobby').messages.length, 1);
});

test('a refused name is an error with its reason, and the next one may do', async () => {
  const chat = client();
  const first = chat.connect('Server');
  FakeSocket.last.open();
  FakeSocket.last.says({ type: 'error', code: 'bad_name', reason: 'That name belongs to the server.' });
  await assert.rejects(first, { code: 'bad_name', message: 'That name belongs to the server.' });
  assert.equal(chat.state, 'offline');
  const second = chat.connect('Anna');
  FakeSocket.last.open();
  FakeSocket.last.says(welcome());
  assert.equal((await second).name, 'Anna');
});

test('own messages are there at once, and placed when they come back', async () => {
  const chat = await inLobby();
  const draft = chat.say('lobby', 'hello');
  assert.equal(chat.outbox.inRoom('lobby').length, 1);
  const [sent] = FakeSocket.last.heard('message');
  assert.equal(sent.id, draft.id);
  FakeSocket.last.says(message(1, { user: 'u1', name: 'Anna', id: draft.id, text: 'hello' }));
  assert.equal(chat.outbox.drafts.length, 0);
  assert.equal(chat.rooms.get('lobby').messages.length, 1);
});

test('the same id from another user is another message', async () => {
  const chat = await inLobby();
  const draft = chat.say('lobby', 'hello');
  FakeSocket.last.says(message(1, { id: draft.id }));
  assert.equal(chat.outbox.drafts.length, 1);
});

test('what is written offline is sent after the resume, in order, with the same ids', async () => {
  const chat = await inLobby();
  const first = chat.say('lobby', 'under way');
  FakeSocket.last.drops();
  const second = chat.say('lobby', 'offline');
  network.dispatchEvent(new Event('online'));
  FakeSocket.last.open();
  FakeSocket.last.says(welcome({ resumed: true }));
  assert.equal(FakeSocket.last.heard('hello')[0].session, 's1');
  assert.equal(FakeSocket.last.heard('message').length, 0);
  FakeSocket.last.says(joined({ how: 'resumed' }));
  assert.deepEqual(FakeSocket.last.heard('message').map((m) => m.id), [first.id]);
  FakeSocket.last.says(message(1, { user: 'u1', id: first.id }));
  assert.deepEqual(FakeSocket.last.heard('message').map((m) => m.id), [first.id, second.id]);
});

test('a message that had gone through before the loss is not sent twice', async () => {
  const chat = await inLobby();
  const draft = chat.say('lobby', 'hello');
  await reconnect(chat, { rejoined: { seq: 1, messages: [message(1, { user: 'u1', id: draft.id })] } });
  assert.equal(FakeSocket.last.heard('message').length, 0);
  assert.equal(chat.outbox.drafts.length, 0);
});

test('an ack places the message too', async () => {
  const chat = await inLobby();
  const draft = chat.say('lobby', 'hello');
  FakeSocket.last.says({ type: 'ack', id: draft.id, room: 'lobby', seq: 4, time: 44 });
  assert.equal(chat.outbox.drafts.length, 0);
  assert.equal(chat.rooms.get('lobby').at(4).text, 'hello');
  FakeSocket.last.says(message(4, { user: 'u1', id: draft.id, text: 'hello' }));
  assert.equal(chat.rooms.get('lobby').messages.length, 1);
});

test('resumes from the last seq it has', async () => {
  const chat = await inLobby(client(), { seq: 7, messages: [message(6), message(7)] });
  const join = await reconnect(chat, { rejoined: { seq: 9, messages: [message(8), message(9)] } });
  assert.equal(join.epoch, 'e1');
  assert.equal(join.since, 7);
  assert.deepEqual(chat.rooms.get('lobby').messages.map((m) => m.seq), [6, 7, 8, 9]);
});

test('new messages are events, history at the first join is not, and nothing is told twice', async () => {
  const chat = client();
  const told = [];
  chat.addEventListener('message', (event) => told.push(event.detail.seq));
  await inLobby(chat, { seq: 2, messages: [message(1), message(2)] });
  FakeSocket.last.says(message(3), message(3));
  await reconnect(chat, { rejoined: { seq: 4, messages: [message(3), message(4)] } });
  assert.deepEqual(told, [3, 4]);
});

test('rate limits hold the message back and keep its place', async () => {
  const chat = await inLobby();
  const refused = [];
  chat.addEventListener('refused', (event) => refused.push(event.detail));
  const draft = chat.say('lobby', 'one');
  chat.say('lobby', 'two');
  FakeSocket.last.says({ type: 'error', id: draft.id, code: 'rate_limited', reason: 'Slow down', retryAfter: 20 });
  assert.equal(refused[0].retryAfter, 20);
  assert.equal(FakeSocket.last.heard('message').length, 1);
  await new Promise((resolve) => setTimeout(resolve, 60));
  assert.deepEqual(FakeSocket.last.heard('message').map((m) => m.text), ['one', 'one']);
});

test('a message that is refused for good is marked, and can be retried or dropped', async () => {
  const chat = await inLobby();
  const draft = chat.say('lobby', 'long');
  FakeSocket.last.says({ type: 'error', id: draft.id, code: 'too_large', reason: 'Too long' });
  assert.equal(chat.outbox.get(draft.id).state, 'failed');
  chat.retry(draft.id);
  assert.equal(FakeSocket.last.heard('message').length, 2);
  FakeSocket.last.says({ type: 'error', id: draft.id, code: 'too_large', reason: 'Too long' });
  chat.discard(draft.id);
  assert.equal(chat.outbox.drafts.length, 0);
});

test('a final end is told once and resumed by hand', async () => {
  const chat = await inLobby();
  const ends = [];
  chat.addEventListener('ended', (event) => ends.push(event.detail.code));
  FakeSocket.last.says({ type: 'bye', code: 'idle', reason: 'No activity', reconnect: false });
  FakeSocket.last.drops(4500);
  assert.deepEqual(ends, ['idle']);
  assert.equal(chat.state, 'ended');
  const resumed = chat.resume();
  FakeSocket.last.open();
  FakeSocket.last.says(welcome({ resumed: true }));
  await resumed;
  assert.equal(chat.state, 'online');
  assert.equal(FakeSocket.last.heard('join').length, 1);
});

test('when the name is gone on a reconnect, another one is asked for', async () => {
  const chat = await inLobby();
  const told = [];
  chat.addEventListener('nameless', (event) => told.push(event.detail.code));
  FakeSocket.last.drops();
  network.dispatchEvent(new Event('online'));
  FakeSocket.last.open();
  FakeSocket.last.says({ type: 'error', code: 'name_taken', reason: 'Taken' });
  assert.deepEqual(told, ['name_taken']);
  assert.equal(chat.state, 'offline');
});

test('session and name outlive a reload of the tab', async () => {
  await inLobby();
  const reloaded = client();
  assert.ok(reloaded.remembered);
  const resumed = reloaded.resume();
  FakeSocket.last.open();
  assert.deepEqual(FakeSocket.last.heard('hello')[0], { type: 'hello', name: 'Anna', session: 's1' });
  FakeSocket.last.says(welcome({ resumed: true }));
  await resumed;
});

test('leaving is forgotten by the tab, and undone by the same name', async () => {
  const chat = await inLobby();
  chat.disconnect();
  assert.equal(client().remembered, false);
  chat.connect('Anna').catch(() => {});
  FakeSocket.last.open();
  assert.equal(FakeSocket.last.heard('hello')[0].session, 's1');
  assert.equal(chat.rooms.size, 0);
});

test('another name means another session', async () => {
  await inLobby();
  const reloaded = client();
  reloaded.connect('Berta').catch(() => {});
  FakeSocket.last.open();
  assert.deepEqual(FakeSocket.last.heard('hello')[0], { type: 'hello', name: 'Berta' });
});

test('history goes into the log; what is no longer kept is marked as lost', async () => {
  const chat = await inLobby(client(), { seq: 100, messages: [message(99), message(100)] });
  const older = chat.history('lobby', { before: 99, limit: 2 });
  const ask = FakeSocket.last.heard('history')[0];
  assert.equal(ask.before, 99);
  FakeSocket.last.says({ type: 'history', id: ask.id, room: 'lobby', messages: [message(10), message(11)], more: false });
  await older;
  const filled = chat.fill('lobby', { from: 12, to: 98 });
  const again = FakeSocket.last.heard('history')[1];
  assert.equal(again.after, 11);
  FakeSocket.last.says({ type: 'history', id: again.id, room: 'lobby', messages: [message(90), message(91)], more: true });
  await filled;
  const log = chat.rooms.get('lobby');
  assert.ok(log.isLost({ from: 12, to: 89 }));
  assert.deepEqual(log.holes(), [{ from: 12, to: 89 }, { from: 92, to: 98 }]);
});

test('a request without a connection fails at once', async () => {
  const chat = await inLobby();
  FakeSocket.last.drops();
  await assert.rejects(chat.history('lobby', { before: 5 }), { code: 'offline' });
});

test('typing is said now and then, not with every key', async () => {
  const chat = await inLobby();
  for (let i = 0; i < 20; i++) chat.typing('lobby');
  assert.equal(FakeSocket.last.heard('typing').length, 1);
});

test('the idle warning ends with the next sign of life', async () => {
  const chat = await inLobby();
  const told = [];
  chat.addEventListener('idle', (event) => told.push(event.detail));
  FakeSocket.last.says({ type: 'idle', seconds: 30 });
  chat.stay();
  assert.deepEqual(told, [{ seconds: 30 }, null]);
  assert.equal(FakeSocket.last.heard('ping').length, 1);
});

test('when a large room becomes small, its people are asked for by name', async () => {
  const chat = await inLobby(client(), { count: 101, members: undefined });
  FakeSocket.last.says({ type: 'presence', room: 'lobby', joined: [], left: [{ user: 'u9', name: 'Ida' }], count: 2 });
  const [ask] = FakeSocket.last.heard('members');
  const members = [{ user: 'u1', name: 'Anna' }, { user: 'u2', name: 'Mia' }];
  FakeSocket.last.says({ type: 'members', id: ask.id, room: 'lobby', members, count: 2 });
  await settle();
  assert.deepEqual([...chat.rooms.get('lobby').members.values()], ['Anna', 'Mia']);
});

test('unknown types and fields are passed over', async () => {
  const chat = await inLobby();
  FakeSocket.last.says({ type: 'reaction', room: 'lobby' }, message(1, { sticker: true }));
  assert.equal(chat.rooms.get('lobby').messages.length, 1);
});

test('text is cleaned of what the server refuses', () => {
  assert.equal(cleanText('a\r\nb\u0000\u0007c\td\u0085'), 'a\nbc\td');
});

test('a deletion is told as such and not as a message', async () => {
  const chat = await inLobby();
  const told = [];
  for (const type of ['message', 'deleted']) chat.addEventListener(type, ({ detail }) => told.push([type, detail.seq]));
  FakeSocket.last.says(message(1), { type: 'deleted', room: 'lobby', seq: 2, target: 1, time: 2, user: 'u9', name: 'Mod' });
  assert.deepEqual(told, [['message', 1], ['deleted', 2]]);
  assert.equal(chat.rooms.get('lobby').at(1).text, '');
});

test('a moderator is told so, and asks for measures', async () => {
  const chat = await inLobby(client(), { role: 'moderator' });
  assert.equal(chat.roleIn('lobby'), 'moderator');
  assert.equal(chat.roleIn('elsewhere'), '');
  const done = chat.moderate('lobby', 'mute', { user: 'u2', seconds: 600 });
  const [asked] = FakeSocket.last.heard('mod');
  assert.deepEqual({ ...asked, id: '' }, { type: 'mod', id: '', room: 'lobby', action: 'mute', user: 'u2', seconds: 600 });
  FakeSocket.last.says({ type: 'error', id: asked.id, code: 'forbidden', reason: 'Not you.' });
  await assert.rejects(done, { code: 'forbidden' });
});

test('a mute of one room does not hold back the others', async () => {
  const chat = await inLobby();
  chat.say('lobby', 'may I?');
  const [said] = FakeSocket.last.heard('message');
  FakeSocket.last.says({ type: 'error', id: said.id, room: 'lobby', code: 'forbidden', reason: 'You are muted.', retryAfter: 600_000 });
  assert.equal(chat.outbox.get(said.id).state, 'failed');
  assert.equal(chat.outbox.get(said.id).reason, 'You are muted.');
  assert.equal(chat.outbox.pausedUntil, 0);
});

test('who is taken out of a room is told so', async () => {
  const chat = await inLobby();
  let told;
  chat.addEventListener('removed', ({ detail }) => (told = detail));
  FakeSocket.last.says({ type: 'left', room: 'lobby', reason: 'Removed by Mod.' });
  assert.deepEqual(told, { reason: 'Removed by Mod.', room: 'lobby' });
  assert.equal(chat.rooms.get('lobby').removed, 'Removed by Mod.');

  const again = chat.join('lobby');
  const join = FakeSocket.last.heard('join')[1];
  FakeSocket.last.says({ type: 'error', id: join.id, room: 'lobby', code: 'forbidden', reason: 'You are banned.' });
  await assert.rejects(again, { code: 'forbidden' });
  assert.ok(chat.rooms.has('lobby')); // what was said stays readable
  FakeSocket.last.drops();
  network.dispatchEvent(new Event('online'));
  FakeSocket.last.open();
  FakeSocket.last.says(welcome({ resumed: true }));
  assert.equal(FakeSocket.last.heard('join').length, 0);
});

test('a role that is given is known at once', async () => {
  const chat = await inLobby();
  FakeSocket.last.says({ type: 'mod', room: 'lobby', action: 'role', user: 'u1', role: 'moderator' });
  assert.equal(chat.roleIn('lobby'), 'moderator');
  assert.equal(chat.rooms.get('lobby').roles.get('u1'), 'moderator');
  FakeSocket.last.says({ type: 'mod', room: 'lobby', action: 'role', user: 'u1', role: 'member' });
  assert.equal(chat.roleIn('lobby'), '');
});

test('what is said after one was taken out of a room fails, and can be said again on return', async () => {
  const chat = await inLobby();
  chat.say('lobby', 'first');
  chat.say('lobby', 'second');
  const [first] = FakeSocket.last.heard('message');
  FakeSocket.last.says({ type: 'left', room: 'lobby', reason: 'Removed by Mod.' });
  FakeSocket.last.says({ type: 'error', id: first.id, room: 'lobby', code: 'not_joined', reason: 'You are not in #lobby.' });
  const third = chat.say('lobby', 'third');
  assert.deepEqual(chat.outbox.drafts.map(({ state }) => state), ['failed', 'failed', 'failed']);
  assert.equal(third.reason, 'Removed by Mod.');
  chat.retry(third.id);
  assert.equal(third.state, 'failed');

  const again = chat.join('lobby');
  const join = FakeSocket.last.heard('join')[1];
  FakeSocket.last.says({ type: 'joined', id: join.id, room: 'lobby', epoch: 'e1', seq: 0, first: 1, how: 'resumed', messages: [], members: [], count: 1 });
  await again;
  chat.retry(third.id);
  assert.equal(FakeSocket.last.heard('message').at(-1).text, 'third');
});

test('a room that does not let us in again after a reconnect says so, and keeps nothing waiting', async () => {
  const chat = await inLobby();
  let told;
  chat.addEventListener('removed', ({ detail }) => (told = detail));
  FakeSocket.last.drops();
  const draft = chat.say('lobby', 'written offline');
  network.dispatchEvent(new Event('online'));
  FakeSocket.last.open();
  FakeSocket.last.says(welcome({ resumed: true }));
  const [join] = FakeSocket.last.heard('join');
  FakeSocket.last.says({ type: 'error', id: join.id, room: 'lobby', code: 'forbidden', reason: 'You are banned.' });
  assert.deepEqual(told, { reason: 'You are banned.', room: 'lobby' });
  assert.equal(chat.rooms.get('lobby').removed, 'You are banned.');
  assert.equal(draft.state, 'failed');
});

test('who asks twice to connect shares the answer, and says hello once', async () => {
  const chat = client();
  const first = chat.connect('Anna');
  FakeSocket.last.open();
  const second = chat.connect('Anna');
  assert.equal(FakeSocket.last.heard('hello').length, 1);
  FakeSocket.last.says(welcome());
  assert.deepEqual(await first, await second);
  assert.deepEqual(await chat.resume(), { user: 'u1', name: 'Anna' });
  assert.equal(FakeSocket.last.heard('hello').length, 1);
});

test('both of two who ask for a name are told that it is taken', async () => {
  const chat = client();
  const tries = [chat.connect('Anna'), chat.connect('Anna')];
  FakeSocket.last.open();
  FakeSocket.last.says({ type: 'error', code: 'name_taken', reason: 'Somebody else has this name.' });
  for (const result of await Promise.allSettled(tries)) assert.equal(result.reason?.code, 'name_taken');
});

test('another name that is wanted before the answer comes takes the place of the first', async () => {
  const chat = client();
  const first = assert.rejects(chat.connect('Ann'), { code: 'superseded' });
  FakeSocket.last.open();
  const second = chat.connect('Anna');
  await first;
  FakeSocket.last.open();
  assert.deepEqual(FakeSocket.last.heard('hello').map((hello) => hello.name), ['Anna']);
  FakeSocket.last.says(welcome());
  assert.equal((await second).name, 'Anna');
});

test('the late answer to our leaving does not take us out of the room that we entered again', async () => {
  const chat = await inLobby();
  const out = [];
  chat.addEventListener('removed', ({ detail }) => out.push(detail));
  chat.leave('lobby');
  const entered = chat.join('lobby');
  chat.leave('lobby');
  const again = chat.join('lobby');
  const [leave, other] = FakeSocket.last.heard('leave');
  const [, first, second] = FakeSocket.last.heard('join');
  FakeSocket.last.says(
    { type: 'left', id: leave.id, room: 'lobby' }, joined({ id: first.id }),
    { type: 'left', id: other.id, room: 'lobby' }, joined({ id: second.id }),
  );
  await Promise.all([entered, again]);
  assert.deepEqual(out, []);
  assert.ok(chat.rooms.get('lobby').joined);
});

test('what was not sent is given up with the chat, and not said by whoever comes next', async () => {
  const chat = await inLobby();
  FakeSocket.last.drops();
  chat.say('lobby', 'never sent');
  chat.disconnect();
  assert.deepEqual(chat.outbox.inRoom('lobby'), []);
  assert.deepEqual(client().outbox.inRoom('lobby'), []);
});
