@NullMarked
package io.nettychat.redis;

import org.jspecify.annotations.NullMarked;
