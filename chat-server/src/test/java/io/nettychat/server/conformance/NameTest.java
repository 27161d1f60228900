package io.nettychat.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rule 7: names. */
class NameTest extends ConformanceTest {

    private static final String LATIN = "aceopxy";
    private static final String CYRILLIC = "асеорху";

    private void refused(String name, String... codes) {
        ChatClient client = connect();
        client.send("type", "hello", "name", name);

        Frame error = client.error();

        assertThat(error.text("code")).isIn((Object[]) codes);
        assertThat(error.text("reason")).isNotBlank();
        client.hello(newName());
    }

    private static String inCyrillic(String latin) {
        return latin.chars()
                .mapToObj(c -> String.valueOf(CYRILLIC.charAt(LATIN.indexOf(c))))
                .collect(Collectors.joining());
    }

    @Test
    void areTrimmed() {
        String name = newName();

        assertThat(connect().hello("  \t" + name + " ").text("name")).isEqualTo(name);
    }

    @Test
    void areNormalised() {
        String name = newName();

        assertThat(connect().hello("\uFF22\uFF4F\uFF42 " + name).text("name")).isEqualTo("Bob " + name);
    }

    @Test
    void areComposed() {
        String name = newName();

        assertThat(connect().hello("Rene\u0301 " + name).text("name")).isEqualTo("Ren\u00E9 " + name);
    }

    @Test
    void mayHave32Characters() {
        String name = "d".repeat(22) + letters(10);

        assertThat(connect().hello(name).text("name")).isEqualTo(name);
    }

    @Test
    void mayHave32CharactersBeyondTheBasicPlane() {
        String name = "\uD83D\uDC4D".repeat(22) + letters(10);

        assertThat(connect().hello(name).text("name")).isEqualTo(name);
    }

    @Test
    void mayNotHave33Characters() {
        refused("d".repeat(23) + letters(10), "bad_name");
    }

    @Test
    void mayHaveOneCharacter() {
        // Somebody else may have it: what counts is that it is not refused as a bad name.
        ChatClient client = connect();
        client.send("type", "hello", "name", letters(1));

        Frame reply = client.inbox.take("reply", frame -> true);

        assertThat(reply.is("welcome") || reply.is("error", "code", "name_taken"))
                .as(reply.raw())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t \u3000"})
    void mayNotBeEmpty(String name) {
        refused(name, "bad_name");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0000", "\u0007", "\n", "\u001B", "\u007F", "\u0085", "\u202E", "\u202A", "\u2066", "\u200B",
                "\u2060", "\uFEFF"
            })
    void mayNotHoldInvisibleCharacters(String character) {
        refused("ab" + character + newName(), "bad_name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67", "\u0645\u06CC\u200C\u062E\u0648"})
    void keepJoinersWhereTheyAreNeeded(String start) {
        String name = start + " " + letters(8);

        assertThat(connect().hello(name).text("name")).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u200Db", "a\u200Cb"})
    void mayNotHideJoinersBetweenLetters(String start) {
        refused(start + letters(8), "bad_name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u5C0F\u660E", "\u0410\u043D\u043D\u0430", "\u05D3\u05D5\u05D3", "Zo\u00EB", "O'Brien"})
    void mayBeOfAnyScript(String start) {
        String name = start + " " + letters(8);

        assertThat(connect().hello(name).text("name")).isEqualTo(name);
    }

    @Test
    void areUnique() {
        refused(user().name(), "name_taken");
    }

    @Test
    void areUniqueWhenManyWantOneAtOnce() {
        String name = newName();
        List<ChatClient> clients = Stream.generate(this::connect).limit(8).toList();

        clients.forEach(client -> client.send("type", "hello", "name", name));

        List<Frame> replies = clients.stream()
                .map(client -> client.inbox.take("reply", frame -> frame.is("welcome") || frame.is("error")))
                .toList();
        assertThat(replies).filteredOn(reply -> reply.is("welcome")).hasSize(1);
        assertThat(replies)
                .filteredOn(reply -> reply.is("error"))
                .allMatch(reply -> reply.text("code").equals("name_taken"));
    }

    @Test
    void areUniqueIgnoringCase() {
        refused(user().name().toUpperCase(Locale.ROOT), "name_taken");
    }

    @Test
    void areUniqueIgnoringWidth() {
        String name = user().name();
        refused(name.substring(0, name.length() - 1) + (char) (name.charAt(name.length() - 1) + 0xFEE0), "name_taken");
    }

    @Test
    void areUniqueIgnoringLookAlikes() {
        // All of its letters have doubles in Cyrillic.
        String name = letters(LATIN, 14);
        user(name);

        refused(inCyrillic(name), "name_taken");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0O", "1l", "Il"})
    void areUniqueIgnoringLookAlikeDigits(String pair) {
        String start = newName();
        user(start + pair.charAt(0));

        refused(start + pair.charAt(1), "name_taken");
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "Server", " SERVER ", "\uFF53erver", "s\u0435rver", "\u0455erver"})
    void mayNotBeTheServers(String name) {
        refused(name, "name_taken", "bad_name", "forbidden");
    }

    @Test
    void canBeChanged() {
        String room = newRoom();
        ChatClient client = member(room);
        ChatClient witness = member(room);
        String before = client.name();
        String after = newName();

        String id = client.request("name", "name", after);

        // Folded into "joined" when both fall into one second.
        witness.take(
                "presence",
                frame -> Stream.of("renamed", "joined")
                        .flatMap(list -> frame.objectsIfAny(list).stream())
                        .anyMatch(who -> who.text("user").equals(client.user())
                                && who.text("name").equals(after)));
        assertThat(client.say(room, "under a new name").text("name")).isEqualTo(after);
        assertThat(client.inbox.all(frame -> frame.is("error", "id", id))).isEmpty();
        Frame who = witness.ask("members", "room", room);
        assertThat(who.texts("members", "name")).contains(after).doesNotContain(before);
    }

    @Test
    void areFreeForOthersOnceChanged() {
        ChatClient client = user();
        String before = client.name();
        client.request("name", "name", newName());
        client.fence();

        assertThat(user(before).name()).isEqualTo(before);
    }

    @Test
    void canBeChangedInCaseOnly() {
        String room = newRoom();
        ChatClient client = member(room);
        String after = client.name().toUpperCase(Locale.ROOT);

        client.request("name", "name", " " + after + " ");

        assertThat(client.say(room, "shouting").text("name")).isEqualTo(after);
    }

    @Test
    void cannotBeChangedToOneThatIsTaken() {
        String room = newRoom();
        ChatClient client = member(room);

        Frame error = client.ask("name", "name", user().name());

        assertThat(error.fields()).containsEntry("type", "error").containsEntry("code", "name_taken");
        assertThat(client.say(room, "still me").text("name")).isEqualTo(client.name());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\u0007b", "ddddddddddddddddddddddddddddddddd"})
    void cannotBeChangedToABadOne(String name) {
        String room = newRoom();
        ChatClient client = member(room);

        Frame error = client.ask("name", "name", name);

        assertThat(error.fields()).containsEntry("type", "error").containsEntry("code", "bad_name");
        assertThat(client.say(room, "still me").text("name")).isEqualTo(client.name());
    }
}
