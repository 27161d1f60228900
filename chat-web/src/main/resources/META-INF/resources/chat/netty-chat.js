// The stable name of the custom element. One line brings the chat into any page:
//
//   <script type="module" src="https://chat.example/netty-chat.js"></script>
//   <netty-chat room="lobby"></netty-chat>
//
// The element talks to the server this file came from, unless its `server` attribute names another one.
import { NettyChat } from './assets/ui/netty-chat.js';

NettyChat.define(new URL('.', import.meta.url));

export { NettyChat };
