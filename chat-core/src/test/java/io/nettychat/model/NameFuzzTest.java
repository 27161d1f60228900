package io.nettychat.model;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** Whatever is offered as a name, of a user or a room: what is accepted keeps its rules. */
class NameFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void whatIsAcceptedIsANameForGood(byte[] input) {
        String raw = new String(input, StandardCharsets.UTF_8);
        UserName name;
        try {
            name = UserName.parse(raw);
        } catch (Rejected refused) {
            return;
        }
        String value = name.value();
        check(value.equals(value.strip()) && !value.isEmpty(), "blank at an end");
        check(value.codePointCount(0, value.length()) <= 32, "too long");
        check(value.chars().noneMatch(Character::isISOControl), "a control character");
        check(!name.keys().isEmpty(), "nothing to compare it by");
        try {
            UserName again = UserName.parse(value);
            check(again.value().equals(value), "changes when it is given again: " + again.value());
            check(again.keys().equals(name.keys()), "is compared by something else when it is given again");
        } catch (Rejected refused) {
            throw new AssertionError("is refused when it is given again: " + value, refused);
        }
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
