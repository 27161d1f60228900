package io.nettychat.e2e;

import java.util.ArrayList;
import java.util.List;

/** A few people talking in the lobby, for the pictures. */
final class Gallery implements AutoCloseable {
    private final int port;
    private final List<Talker> people = new ArrayList<>();

    Gallery(int port) {
        this.port = port;
    }

    void fill() {
        Talker mia = person("Mia Lindqvist");
        Talker jonas = person("Jonas");
        Talker priya = person("Priya");
        Talker sara = person("سارة");
        Talker tomas = person("Tomás Herrera");
        priya.say("Morning all 👋");
        jonas.say("Morning! Is this the right order?\\n```java\\npipeline.addLast(protocolHandler);\\n"
                + "pipeline.addLast(new IdleStateHandler(300, 0, 0));\\npipeline.addLast(chatFrameHandler);\\n```");
        mia.say("Yes: the idle handler stands *behind* the protocol handler, so that pings do not count as activity.");
        mia.say("The long story: https://netty.io/wiki/");
        sara.say("صباح الخير جميعاً، هل نلتقي اليوم؟");
        priya.say("@Anna are you joining the call at three?\\n- the slow reader test\\n- release notes\\n- cake 🎂");
        jonas.say("🎉🎉");
        tomas.say("On the train, reading along on the phone. If I vanish: `resume` has my back.");
    }

    /** What happens while the picture is taken. */
    void goOn() {
        Talker kim = person("Kim", "design");
        kim.say("The dark palette is in.");
        kim.say("@Anna have a look?");
        person("Sven", "releases").say("1.0 is tagged.");
        people.get(2).types();
    }

    @Override
    public void close() {
        people.forEach(Talker::close);
    }

    private Talker person(String name) {
        return person(name, "lobby");
    }

    private Talker person(String name, String room) {
        Talker talker = new Talker(port, room, name);
        people.add(talker);
        return talker;
    }
}
