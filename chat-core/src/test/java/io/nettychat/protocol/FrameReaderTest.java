package io.nettychat.protocol;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nettychat.model.ErrorCode;
import io.nettychat.model.Rejected;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {
    private final FrameReader reader = new FrameReader();

    /** Reads JSON in which ' stands for ", in the middle of a longer array. */
    private ClientFrame read(String json) throws Rejected {
        byte[] bytes = ("}}" + json.replace('\'', '"') + "{{").getBytes(UTF_8);
        return reader.read(bytes, 2, bytes.length - 4);
    }

    private Rejected refusal(String json) {
        try {
            throw new AssertionError(read(json) + " was not refused");
        } catch (Rejected why) {
            return why;
        }
    }

    @Test
    void readsEveryFrame() throws Rejected {
        assertThat(read("{'type':'hello','id':'1','name':'ann','token':'t','session':'s'}"))
                .isEqualTo(new ClientFrame.Hello("1", "ann", "t", "s"));
        assertThat(read("{'type':'hello'}")).isEqualTo(new ClientFrame.Hello(null, null, null, null));
        assertThat(read("{'type':'join','room':'r'}")).isEqualTo(new ClientFrame.Join(null, "r", null, -1, -1));
        assertThat(read("{'type':'join','id':'a','room':'r','epoch':'e','since':7,'limit':0}"))
                .isEqualTo(new ClientFrame.Join("a", "r", "e", 7, 0));
        assertThat(read("{'type':'leave','id':'a','room':'r'}")).isEqualTo(new ClientFrame.Leave("a", "r"));
        assertThat(read("{'type':'message','id':'a','room':'r','text':'hi'}"))
                .isEqualTo(new ClientFrame.Say("a", "r", "hi", null));
        assertThat(read("{'type':'message','text':'hi','name':'ann'}"))
                .isEqualTo(new ClientFrame.Say(null, null, "hi", "ann"));
        assertThat(read("{'type':'history','id':'a','room':'r','before':9,'limit':5}"))
                .isEqualTo(new ClientFrame.History("a", "r", 9, -1, 5));
        assertThat(read("{'type':'history','room':'r','after':0}"))
                .isEqualTo(new ClientFrame.History(null, "r", -1, 0, -1));
        assertThat(read("{'type':'members','id':'a','room':'r'}")).isEqualTo(new ClientFrame.Members("a", "r"));
        assertThat(read("{'type':'typing','room':'r'}")).isEqualTo(new ClientFrame.Typing("r"));
        assertThat(read("{'type':'name','id':'a','name':'n'}")).isEqualTo(new ClientFrame.Rename("a", "n"));
        assertThat(read("{'type':'ping','id':'a'}")).isEqualTo(new ClientFrame.Ping("a"));
        assertThat(read(" \n\t{ 'type' : 'ping' } \r\n")).isEqualTo(new ClientFrame.Ping(null));
    }

    @Test
    void resumesOnlyWithEpochAndSince() throws Rejected {
        assertThat(((ClientFrame.Join) read("{'type':'join','room':'r','epoch':'e','since':0}")).resumes())
                .isTrue();
        assertThat(((ClientFrame.Join) read("{'type':'join','room':'r','epoch':'e'}")).resumes())
                .isFalse();
        assertThat(((ClientFrame.Join) read("{'type':'join','room':'r','since':0}")).resumes())
                .isFalse();
    }

    @Test
    void ignoresUnknownFieldsAndTakesNullForNothing() throws Rejected {
        assertThat(
                        read(
                                "{'x':[{'type':'no'},[1.5e300,null,true]],'type':'ping','y':{'id':'no'},'id':null,'since':null}"))
                .isEqualTo(new ClientFrame.Ping(null));
        assertThat(read("{'n':123456789.123456789e-5,'type':'ping'}")).isEqualTo(new ClientFrame.Ping(null));
    }

    @Test
    void theLastOfTwoEqualFieldsCounts() throws Rejected {
        assertThat(read("{'type':'ping','id':'a','type':'leave','room':'x','room':'y','id':'b'}"))
                .isEqualTo(new ClientFrame.Leave("b", "y"));
        assertThat(read("{'type':'message','id':'a','room':'x','text':'1','text':'2'}"))
                .isEqualTo(new ClientFrame.Say("a", "x", "2", null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "1",
                "'x'",
                "[]",
                "[{'type':'ping'}]",
                "{",
                "{'type'",
                "{'type':",
                "{'type':'ping'",
                "{'type':'ping',}",
                "{'type':'ping'}}",
                "{'type':'ping'}{'type':'ping'}",
                "{'type':'ping'} x",
                "{'type':'ping'},",
                "{type:'ping'}",
                "{'type':'ping' 'id':'a'}",
                "{'type':'pi\nng'}",
                "{'type':'\\x'}",
                "{'type':'\\u00'}",
                "{'type':tru}",
                "{'type':NaN}",
                "{'type':'ping','a':01}",
                "{'type':'ping','a':+1}",
                "{'type':'ping'/**/}",
                "{}",
                "{'id':'a'}",
                "{'type':null}",
                "{'type':1}",
                "{'type':['ping']}",
                "{'type':'ping','id':5}",
                "{'type':'ping','id':{}}",
                "{'type':'join'}",
                "{'type':'join','room':5}",
                "{'type':'leave'}",
                "{'type':'message','id':'a','room':'r'}",
                "{'type':'message','text':['x']}",
                "{'type':'history'}",
                "{'type':'history','room':'r','before':1,'after':1}",
                "{'type':'members'}",
                "{'type':'typing'}",
                "{'type':'name'}",
                "{'type':'join','room':'r','since':'5'}",
                "{'type':'join','room':'r','since':-1}",
                "{'type':'join','room':'r','since':1.0}",
                "{'type':'join','room':'r','since':1e2}",
                "{'type':'join','room':'r','since':true}",
                "{'type':'join','room':'r','since':99999999999999999999}",
                "{'type':'join','room':'r','since':9223372036854775808}"
            })
    void refusesWhatIsNoFrame(String json) {
        Rejected why = refusal(json);
        assertThat(why.code()).isEqualTo(ErrorCode.BAD_FRAME);
        assertThat(why.reason()).endsWith(".").doesNotContain("Exception");
    }

    @Test
    void aTypeNobodyKnowsIsAnErrorOfItsOwnThatNamesTheRequest() {
        assertThat(refusal("{'id':'a','type':'dance','room':'r'}").code()).isEqualTo(ErrorCode.UNKNOWN_TYPE);
        assertThat(reader.id()).isEqualTo("a");
        assertThat(reader.room()).isEqualTo("r");
        refusal("{");
        assertThat(reader.id()).isNull();
        assertThat(reader.room()).isNull();
    }

    @Test
    void aRefusalDoesNotRepeatARoomThatCannotBeOne() {
        refusal("{'type':'dance','room':'" + "\u007f".repeat(60_000) + "'}");
        assertThat(reader.room()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a b",
                "\u00e4",
                "a.b",
                "\\u0000",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    void refusesBadIds(String id) {
        assertThat(refusal("{'type':'ping','id':'" + id + "'}").code()).isEqualTo(ErrorCode.BAD_FRAME);
        assertThat(refusal("{'type':'message','id':'" + id + "','room':'r','text':'x'}")
                        .code())
                .isEqualTo(ErrorCode.BAD_FRAME);
        assertThat(reader.id()).isNull();
    }

    @Test
    void numbersGoAsFarAsSeqsDo() throws Rejected {
        assertThat(
                        read(
                                "{'type':'join','room':'r','epoch':'e','since':9223372036854775807,'limit':9223372036854775807}"))
                .isEqualTo(new ClientFrame.Join(null, "r", "e", Long.MAX_VALUE, Integer.MAX_VALUE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{'a':", "{'type':"})
    void refusesDeepNestingAtOnce(String open) {
        assertThat(refusal("{'type':'ping','x':" + open.repeat(60_000 / open.length()))
                        .code())
                .isEqualTo(ErrorCode.BAD_FRAME);
    }

    @Test
    void refusesHugeNumbersNamesAndCrowdsOfTokens() {
        refusal("{'type':'ping','x':" + "9".repeat(60_000) + "}");
        refusal("{'type':'join','room':'r','since':" + "9".repeat(60_000) + "}");
        refusal("{'type':'join','room':'r','since':1" + "0".repeat(18) + "." + "0".repeat(60_000) + "}");
        refusal("{'type':'ping','" + "x".repeat(60_000) + "':1}");
        refusal("{'type':'ping','x':[" + "1,".repeat(30_000) + "1]}");
    }

    @Test
    void readsTheLongestFramesThereAre() throws Rejected {
        for (String letter : new String[] {"x", "\u00e4", "\u20ac", "\ud83d\ude00"}) {
            int letters = (64 * 1024 - 100) / letter.getBytes(UTF_8).length;
            String text = letter.repeat(letters);
            assertThat(read("{'type':'message','id':'a','room':'r','text':'" + text + "'}"))
                    .isEqualTo(new ClientFrame.Say("a", "r", text, null));
            assertThat(read("{'type':'message','id':'a', 'room':'r','text':'" + text + "'}"))
                    .isEqualTo(new ClientFrame.Say("a", "r", text, null));
        }
    }

    @Test
    void halvesOfPairsComeThroughAsTheyAreForTheEngineToJudge() throws Rejected {
        assertThat(((ClientFrame.Say) read("{'type':'message','id':'a','room':'r','text':'\\ud83d'}")).text())
                .isEqualTo("\ud83d");
        assertThat(((ClientFrame.Say) read("{'type':'message','id':'a','room':'r','text':'\\ude00\\ud83d\\ude00'}"))
                        .text())
                .isEqualTo("\ude00\ud83d\ude00");
    }

    @Test
    void whatIsUtf8IsReadAsUtf8() {
        byte[] wide = "{\"type\":\"ping\"}".getBytes(UTF_16BE);
        assertThatThrownBy(() -> reader.read(wide, 0, wide.length)).isInstanceOf(Rejected.class);
        byte[] mark = "\ufeff{\"type\":\"ping\"}".getBytes(UTF_8);
        assertThatThrownBy(() -> reader.read(mark, 0, mark.length)).isInstanceOf(Rejected.class);
    }

    /** Cuts, swaps and repeats pieces of frames: whatever comes out is read or refused, by both ways of reading alike. */
    @Test
    void thePlainWayReadsWhatTheParserReads() {
        String[] pieces = {
            "{",
            "}",
            "'type':'message'",
            "'id':'a'",
            "'room':'r'",
            "'text':'hi'",
            ",",
            ",",
            ",",
            ",",
            "'",
            ":",
            " ",
            "\\",
            "\\n",
            "\\u00e4",
            "\u00e4",
            "\ud83d\ude00",
            "\n",
            "\u007f",
            "'id':''",
            "'id':'a b'",
            "'room':null",
            "'text':5",
            "'type':'ping'",
            "'since':4",
            "'name':'n'",
            "'text':''",
            "'room':'" + "r".repeat(70) + "'",
            "[]"
        };
        Random random = new Random(11);
        int plain = 0;
        for (int i = 0; i < 200_000; i++) {
            StringBuilder json = new StringBuilder("{");
            for (int left = 1 + random.nextInt(5); left > 0; left--) {
                json.append(pieces[random.nextInt(4) == 0 ? random.nextInt(pieces.length) : 2 + random.nextInt(4)]);
                if (left > 1 || random.nextInt(20) == 0) {
                    json.append(random.nextInt(20) == 0 ? pieces[random.nextInt(pieces.length)] : ",");
                }
            }
            byte[] bytes = json.append("}").toString().replace('\'', '"').getBytes(UTF_8);
            byte[] spaced = new byte[bytes.length + 1]; // a space in front is for the parser
            spaced[0] = ' ';
            System.arraycopy(bytes, 0, spaced, 1, bytes.length);
            Object one = outcome(bytes);
            String oneNames = reader.id() + " " + reader.room();
            plain += one instanceof ClientFrame.Say ? 1 : 0;
            assertThat(one).as(json.toString()).isEqualTo(outcome(spaced));
            assertThat(oneNames).as(json.toString()).isEqualTo(reader.id() + " " + reader.room());
        }
        assertThat(plain).isGreaterThan(1_000);
    }

    private Object outcome(byte[] bytes) {
        try {
            return reader.read(bytes, 0, bytes.length);
        } catch (Rejected why) {
            return why.code();
        }
    }

    @Test
    void randomBytesAreReadOrRefused() {
        Random random = new Random(5);
        byte[] bytes = new byte[200];
        for (int i = 0; i < 20_000; i++) {
            random.nextBytes(bytes);
            if (i % 2 == 0) {
                bytes[0] = '{';
            }
            outcome(bytes);
        }
    }
}
