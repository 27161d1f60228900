// @ts-check

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });
const date = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const dateOfAnotherYear = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'long', year: 'numeric' });

/** Hour and minute as the reader writes them. @param {number} time */
export const clockTime = (time) => clock.format(time);

/** @param {number} time */
export const fullTime = (time) => full.format(time);

/** Equal for two times of one day, in the reader's zone. @param {number} time */
export function dayOf(time) {
  const day = new Date(time);
  return day.getFullYear() * 10_000 + (day.getMonth() + 1) * 100 + day.getDate();
}

/** @param {number} time @param {number} [now] */
export function dayName(time, now = Date.now()) {
  const day = dayOf(time);
  if (day === dayOf(now)) return 'Today';
  const yesterday = new Date(now);
  yesterday.setDate(yesterday.getDate() - 1);
  if (day === dayOf(yesterday.getTime())) return 'Yesterday';
  return new Date(time).getFullYear() === new Date(now).getFullYear() ? date.format(time) : dateOfAnotherYear.format(time);
}

/** Equal for two times of one minute. @param {number} time */
export const minuteOf = (time) => Math.floor(time / 60_000);

/** "3 s", "2 min". @param {number} ms */
export function duration(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return seconds < 100 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
