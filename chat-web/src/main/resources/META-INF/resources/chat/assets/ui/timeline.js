// @ts-check
import { dayOf, minuteOf } from './time.js';

/**
 * What stands in the list, in order: messages with the dividers between them. Plain values, so that it can be tested
 * without a page.
 *
 * @typedef {import('../client/room-log.js').Message} Message
 * @typedef {import('../client/room-log.js').RoomLog} RoomLog
 * @typedef {import('../client/outbox.js').Draft} Draft
 * @typedef {{kind: 'message', key: string, message: Message, mine: boolean, first: boolean, last: boolean,
 *     timed: boolean, draft?: Draft}} MessageItem
 *   first/last: of a run by one sender · timed: the last of its minute, which shows the time
 * @typedef {{kind: 'day', key: string, time: number}
 *   | {kind: 'new', key: string}
 *   | {kind: 'anew', key: string}
 *   | {kind: 'welcome', key: string}
 *   | {kind: 'hole', key: string, from: number, to: number, lost: boolean}
 *   | {kind: 'note', key: string, note: import('../client/room-log.js').Note}
 *   | MessageItem} Item
 */

/** Messages of one sender further apart than this begin a new run, in milliseconds. */
const RUN = 5 * 60_000;

/**
 * @param {RoomLog} log
 * @param {object} view
 * @param {number} view.start index of the first message shown, counted over past and present messages
 * @param {number} view.end index after the last
 * @param {Draft[]} [view.drafts] own messages under way, shown at the end
 * @param {{user: string, name: string}} view.me
 * @param {(message: Message) => boolean} view.isMine
 * @returns {Item[]}
 */
export function timeline(log, { start, end, drafts = [], me, isMine }) {
  /** @type {Item[]} */
  const items = [];
  const past = log.past.length;
  const notes = notesOf(log);
  /** @type {Message | undefined} */
  let before;
  /** @type {MessageItem | undefined} */
  let run;

  const divide = (/** @type {Item} */ item) => {
    items.push(item);
    endRun();
  };
  const endRun = () => {
    if (run) run.last = run.timed = true;
    run = undefined;
  };
  const begin = (/** @type {Message} */ message, /** @type {string} */ key) => {
    if (!before || dayOf(before.time) !== dayOf(message.time)) {
      divide({ kind: 'day', key: `day-${key}`, time: message.time });
    }
  };
  const put = (/** @type {Message} */ message, /** @type {string} */ key, /** @type {Draft} */ draft) => {
    const goesOn = run && before && sameSender(before, message) && message.time - before.time < RUN;
    if (!goesOn) endRun();
    else if (run && minuteOf(before?.time ?? 0) !== minuteOf(message.time)) run.timed = true;
    const mine = draft !== undefined || isMine(message);
    /** @type {MessageItem} */
    const item = { kind: 'message', key, message, mine, first: !goesOn, last: false, timed: false, draft };
    items.push(item);
    run = item;
    before = message;
  };

  const welcome = () => divide({ kind: 'welcome', key: 'welcome' });
  if (log.arrived === 0 && start === 0) welcome();
  for (let i = start; i < end; i++) {
    if (i < past) {
      const key = `p${log.past[i].time}-${log.past[i].seq}`;
      if (log.past[i].type === 'deleted') continue;
      begin(log.past[i], key);
      put(log.past[i], key, undefined);
      continue;
    }
    const message = log.messages[i - past];
    if (i === past && past > 0) divide({ kind: 'anew', key: 'anew' });
    const older = log.messages[i - past - 1];
    if (older && message.seq > older.seq + 1) {
      const hole = { from: older.seq + 1, to: message.seq - 1 };
      if (i > start) divide({ kind: 'hole', key: `hole-${hole.from}`, ...hole, lost: log.isLost(hole) });
    }
    const key = keyOf(log, message, isMine);
    if (message.type !== 'deleted') begin(message, key);
    if (log.divider >= 0 && message.seq > log.divider && (!older || older.seq <= log.divider)) {
      divide({ kind: 'new', key: 'new' });
    }
    if (message.type !== 'deleted') put(message, key, undefined);
    if (message.seq === log.arrived) welcome();
    const note = notes.get(message.seq);
    if (note) divide({ kind: 'note', key: `note-${message.seq}`, note });
  }
  if (end === past + log.messages.length) {
    if (log.messages.length === 0 && past > 0) divide({ kind: 'anew', key: 'anew' });
    const note = log.messages.length === 0 ? notes.get(0) : undefined;
    if (note) divide({ kind: 'note', key: 'note-0', note });
    for (const draft of drafts) {
      const message = { room: draft.room, seq: 0, time: draft.time, text: draft.text, id: draft.id, ...me };
      begin(message, `d${draft.id}`);
      put(message, `d${draft.id}`, draft);
    }
  }
  endRun();
  return items;
}

/** Own messages keep the key they had on their way, so that they stay in place. */
function keyOf(log, message, isMine) {
  return message.id && isMine(message) ? `d${message.id}` : `m${log.epoch}-${message.seq}`;
}

/** @param {Message} a @param {Message} b */
function sameSender(a, b) {
  return a.user === b.user && a.name === b.name;
}

/** @param {RoomLog} log */
function notesOf(log) {
  const notes = new Map();
  for (const note of log.notes) notes.set(note.after, note);
  return notes;
}

/**
 * "Mia and Jonas joined", "Bob left", "Kim is now Kay".
 * @param {import('../client/room-log.js').Note} note
 */
export function noteText({ joined, left, renamed }) {
  const parts = [];
  if (joined.size) parts.push(`${names([...joined.values()])} joined`);
  if (left.size) parts.push(`${names([...left.values()])} left`);
  for (const [from, to] of renamed) parts.push(`${from} is now ${to}`);
  return parts.join(' · ');
}

/** "Mia", "Mia and Jonas", "Mia, Jonas and 3 others". @param {string[]} list */
export function names(list) {
  if (list.length <= 1) return list[0] ?? '';
  if (list.length === 2) return `${list[0]} and ${list[1]}`;
  if (list.length === 3) return `${list[0]}, ${list[1]} and ${list[2]}`;
  return `${list[0]}, ${list[1]} and ${list.length - 2} others`;
}
