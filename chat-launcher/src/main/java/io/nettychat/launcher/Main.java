package io.nettychat.launcher;

/** The runnable jar begins here. */
public final class Main {
    private Main() {}

    /** Runs a server until it is told to stop; the exit code says how it went, see {@link Launcher}. */
    public static void main(String[] args) {
        if (!Launcher.isCheck(args)) {
            StartUp.begin();
        }
        System.exit(new Launcher(System.getenv(), System.out, System.err).run(args));
    }
}
