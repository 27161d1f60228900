package io.nettychat.benchmarks.e2e;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * What clients that never read cost the others. Two runs of each server under the same load: all read, then some of them do not.
 * The difference of the two is theirs.
 *
 * <p>The heap of the JVM servers is touched before, so that resident memory grows by what is kept outside of it, which is where
 * unsent bytes are, and not by garbage of the moment.
 */
@Command(
        name = "slow-readers",
        description =
                "Puts clients that never read into a busy room, and measures what it does to the others and to memory.",
        sortOptions = false)
final class SlowReaders implements Callable<Integer> {
    @Mixin
    private BenchOptions options = new BenchOptions();

    @Option(names = "--readers", description = "Clients that read. Default: ${DEFAULT-VALUE}.")
    private int readers = 900;

    @Option(names = "--stuck", description = "Clients that do not. Default: ${DEFAULT-VALUE}.")
    private int stuck = 100;

    @Option(names = "--rate", description = "Messages a second. Default: ${DEFAULT-VALUE}.")
    private int rate = 50;

    @Option(names = "--text", description = "Bytes of each text. Default: ${DEFAULT-VALUE}.")
    private int text = 1000;

    private SlowReaders() {
        options.repeat = 3;
        options.measure = 15;
        options.jvmArgs = "-Xms1g -Xmx1g -XX:+AlwaysPreTouch";
        options.servers = new ArrayList<>(List.of(Server.OURS, Server.FLOOR, "bun", "netty"));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Home home = new Home();
        List<Server> servers = new Servers(home, options, out).prepare(options.servers);
        Machine.describe(home, options, servers).forEach(out::println);
        Workload healthy = Workload.open("all-read", "all read", 1, readers + stuck, 10, rate)
                .withText(text);
        Workload some = Workload.open("some-stuck", "some stuck", 1, readers, 10, rate)
                .withText(text)
                .withStuck(stuck);
        Results results = new Runner(home, options, out).run(servers, List.of(healthy, some));

        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {
            "server", "p99 ms, all read", "p99 ms beside " + stuck + " stuck", "ratio", "KB for each stuck", "check"
        });
        for (Server server : results.servers()) {
            Results.Cell without = results.at(server, healthy);
            Results.Cell with = results.at(server, some);
            rows.add(new String[] {
                server.title(),
                Report.number("%.2f", without.median(Sample::p99) / 1000),
                Report.number("%.2f", with.median(Sample::p99) / 1000),
                Report.number("%.2f", with.median(Sample::p99) / without.median(Sample::p99)),
                Report.number(
                        "%.0f",
                        (with.median(Sample::rssGrowthKb) - without.median(Sample::rssGrowthKb)) / Math.max(1, stuck)),
                Report.check(with)
            });
        }
        out.println("\n" + Report.align(rows));
        Report.writeCsv(results, home.results().resolve("slow-readers.csv"));
        return results.isClean() ? 0 : 1;
    }
}
