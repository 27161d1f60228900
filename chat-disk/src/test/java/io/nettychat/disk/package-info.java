@NullMarked
package io.nettychat.disk;

import org.jspecify.annotations.NullMarked;
