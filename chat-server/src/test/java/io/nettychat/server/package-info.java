/** Tests of the pipeline, most of them over real sockets. */
@NullMarked
package io.nettychat.server;

import org.jspecify.annotations.NullMarked;
