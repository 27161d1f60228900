import assert from 'node:assert/strict';
import { test } from 'node:test';
import { completionAt } from '../../main/resources/META-INF/resources/chat/assets/ui/completion.js';
import { emoji, findEmoji, withEmoji } from '../../main/resources/META-INF/resources/chat/assets/ui/emoji.js';
import { qrCode } from '../../main/resources/META-INF/resources/chat/assets/ui/qr.js';
import { dayName, duration } from '../../main/resources/META-INF/resources/chat/assets/ui/time.js';

const members = [['u1', 'Anna'], ['u2', 'Anna Maria'], ['u3', 'Jonas']];

test('shortcodes become emoji, and what is no shortcode stays', () => {
  assert.equal(withEmoji('done :tada: at 10:30:15 :nope:'), 'done 🎉 at 10:30:15 :nope:');
});

test('every shortcode has an emoji', () => {
  assert.ok(emoji.size > 250);
  for (const [code, sign] of emoji) {
    assert.match(code, /^[a-z0-9_+-]+$/);
    assert.match(sign, /\p{Emoji}/u);
  }
});

test('what begins like it is offered first', () => {
  assert.equal(findEmoji('rock')[0].code, 'rocket');
  assert.deepEqual(findEmoji('heart', 2).map((found) => found.code), ['heart_eyes', 'heart']);
});

test('names are completed after an at sign, and replace just that', () => {
  const found = completionAt('hey @ann and', 8, members);
  assert.deepEqual(found.choices.map((choice) => choice.label), ['Anna', 'Anna Maria']);
  assert.deepEqual([found.from, found.to], [4, 8]);
});

test('an address of a mail box or a time of day completes nothing', () => {
  assert.equal(completionAt('mail me@jon', 11, members), null);
  assert.equal(completionAt('at 10:30', 8, members), null);
});

test('a QR code has its size, its finders and its timing', () => {
  const code = qrCode('http://192.168.1.20:3000/#lobby');
  assert.equal(code.length, 29);
  const size = code.length;
  for (const [x, y] of [[0, 0], [size - 7, 0], [0, size - 7]]) {
    assert.ok(code[y][x] && code[y + 3][x + 3] && !code[y + 1][x + 1]);
  }
  for (let i = 8; i < size - 8; i++) assert.equal(code[6][i], i % 2 === 0);
});

test('what no QR code of ours can hold is said so', () => {
  assert.equal(qrCode('x'.repeat(213)).length, 57);
  assert.equal(qrCode('x'.repeat(214)), null);
});

test('days and waits in words', () => {
  const now = new Date(2026, 4, 4, 12).getTime();
  assert.equal(dayName(now, now), 'Today');
  assert.equal(dayName(now - 86_400_000, now), 'Yesterday');
  assert.equal(duration(2100), '3 s');
  assert.equal(duration(180_000), '3 min');
});
