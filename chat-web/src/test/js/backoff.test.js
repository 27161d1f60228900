import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Backoff } from '../../main/resources/META-INF/resources/chat/assets/client/backoff.js';

test('waits grow up to the cap', () => {
  const backoff = new Backoff({ base: 500, cap: 4000, random: () => 1 });
  assert.deepEqual([1, 2, 3, 4, 5].map(() => backoff.next()), [500, 1000, 2000, 4000, 4000]);
});

test('jitter is full: anything from the floor to the ceiling', () => {
  const low = new Backoff({ base: 500, floor: 100, random: () => 0 });
  const half = new Backoff({ base: 500, floor: 100, random: () => 0.5 });
  assert.equal(low.next(), 100);
  assert.equal(half.next(), 250);
});

test('a good connection starts the count again', () => {
  const backoff = new Backoff({ base: 500, random: () => 1 });
  backoff.next();
  backoff.next();
  backoff.reset();
  assert.equal(backoff.attempt, 0);
  assert.equal(backoff.next(), 500);
});
