// The stable name of the client module: whoever builds a page of their own imports this.
export { ChatClient, ChatError } from './assets/client/chat-client.js';
