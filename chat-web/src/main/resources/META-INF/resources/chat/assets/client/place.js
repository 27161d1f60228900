// @ts-check

/**
 * Where in a list that rises by `seq` the first one at or after a seq stands; its length when all are before it.
 * @param {{seq: number}[]} messages
 * @param {number} seq
 */
export function placeOf(messages, seq) {
  if (messages.length === 0 || seq > messages[messages.length - 1].seq) return messages.length;
  let low = 0;
  let high = messages.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (messages[middle].seq < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}
