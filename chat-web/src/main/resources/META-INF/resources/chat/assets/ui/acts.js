// @ts-check
import { copyText } from './share.js';

/**
 * What a button among the messages asks for.
 * @param {{act: string, seq: number, id: string, from: number, to: number}} asked
 * @param {import('./netty-chat.js').NettyChat} host
 * @param {import('./desk.js').Desk} desk
 * @param {import('./sheets.js').Sheets} sheets
 */
export async function act({ act, seq, id, from, to }, host, desk, sheets) {
  const { chat, log } = desk;
  const message = log?.at(seq);
  switch (act) {
    case 'invite':
      host.dialog = 'share';
      break;
    case 'retry':
      chat.retry(id);
      break;
    case 'discard':
      chat.discard(id);
      break;
    case 'fill':
      await chat.fill(host.room, { from, to }).catch((error) => desk.say(error.message));
      break;
    case 'link':
      if (await copyText(`${host.address}/${seq}`)) desk.say('Link copied');
      break;
    default:
      if (message && !message.deleted) await actOn(message, act, host, desk, sheets);
  }
}

/**
 * Goes to the message that a link leads to.
 * @param {import('./log-view.js').LogView} log
 * @param {number} seq
 * @param {import('./desk.js').Desk} desk
 */
export async function showLinked(log, seq, desk) {
  try {
    if (!(await log.show(seq))) desk.say('The message of this link is not kept any more.');
  } catch (error) {
    desk.say(`The message of this link could not be loaded: ${error.message}`);
  }
}

/**
 * @param {import('../client/room-log.js').Message} message
 * @param {string} act
 * @param {import('./netty-chat.js').NettyChat} host
 * @param {import('./desk.js').Desk} desk
 * @param {import('./sheets.js').Sheets} sheets
 */
async function actOn({ user = '', name, text, seq }, act, host, desk, sheets) {
  if (act === 'moderate') sheets.moderate({ user, name, text, seq });
  else if (act === 'copy' && (await copyText(text))) desk.say('Text copied');
  else if (act === 'quote') host.write(`${text.split('\n').map((line) => `> ${line}`).join('\n')}\n\n`);
}
