@NullMarked
package io.nettychat.jwt;

import org.jspecify.annotations.NullMarked;
