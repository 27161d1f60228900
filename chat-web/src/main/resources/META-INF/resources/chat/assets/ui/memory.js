// @ts-check
import { ChatClient } from '../client/chat-client.js';

/** What is kept: for the tab in sessionStorage, for the browser in localStorage. A page in a sandbox may have neither. */
export const tab = store(() => globalThis.sessionStorage);
export const browser = store(() => globalThis.localStorage);

/** @param {() => Storage} get @returns {Storage | null} */
function store(get) {
  try {
    return get() ?? null;
  } catch {
    return null;
  }
}

/**
 * @template T
 * @param {Storage | null} storage
 * @param {string} key
 * @param {T} fallback
 * @returns {T}
 */
export function recall(storage, key, fallback) {
  try {
    return JSON.parse(storage?.getItem(`netty-chat:${key}`) ?? 'null') ?? fallback;
  } catch {
    return fallback;
  }
}

/** @param {Storage | null} storage @param {string} key @param {unknown} value */
export function keep(storage, key, value) {
  try {
    storage?.setItem(`netty-chat:${key}`, JSON.stringify(value));
  } catch {
    // full or forbidden: it is a convenience
  }
}

/** @type {Map<string, ChatClient>} */
const clients = new Map();

/** All elements of a page that talk to one server share one connection and one name. @param {string | URL} server */
export function clientFor(server) {
  const key = String(server);
  let client = clients.get(key);
  if (!client) {
    client = new ChatClient({ server, storage: tab });
    clients.set(key, client);
  }
  return client;
}
