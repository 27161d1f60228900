@NullMarked
package io.nettychat.testkit;

import org.jspecify.annotations.NullMarked;
