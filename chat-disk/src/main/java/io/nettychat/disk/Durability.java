package io.nettychat.disk;

/** What an acknowledged message outlives. */
public enum Durability {
    /** A power failure: the disk has said that it holds the message. */
    FSYNC,
    /** The end of the process, however sudden: the operating system holds the message. */
    PROCESS,
    /** Nothing sudden: messages are acknowledged before they are written, which happens at once and in order. */
    ASYNC
}
