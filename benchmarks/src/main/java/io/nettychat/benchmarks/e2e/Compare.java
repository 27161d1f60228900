package io.nettychat.benchmarks.e2e;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Netty Chat beside other servers under the same loads.
 *
 * <p>The figure to look at is the processor time of the server for each verified delivery: it is what a machine is paid for, and
 * unlike deliveries a second it stays true when the generator or a neighbour takes a share of the machine.
 */
@Command(
        name = "compare",
        description =
                "Runs Netty Chat and other servers under the same loads, checks every delivery, and prints what it cost.",
        subcommands = {Sweep.class, SlowReaders.class, IdleConnections.class, Crowd.class, StartUp.class},
        sortOptions = false)
public final class Compare implements Callable<Integer> {
    @Mixin
    private BenchOptions options = new BenchOptions();

    @Option(
            names = "--loads",
            split = ",",
            paramLabel = "NAME",
            description = "Which loads: all-1, all-64, crowd-4, crowd-50, rooms-2000. Default: all.")
    private List<String> loads = new ArrayList<>();

    @Option(
            names = "--load",
            paramLabel = "NAME=NUMBERS",
            description = "A load of your own: rooms,members,speakers,inFlight,rate,text,stuck; rate or inFlight is 0.")
    private Map<String, String> ownLoads = Map.of();

    @Option(names = "--text", paramLabel = "BYTES", description = "Size of each text. Default: ${DEFAULT-VALUE}.")
    private int text = Workload.TEXT;

    private Compare() {}

    /** The exit code is 0 when every run finished and none lost anything. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Compare()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Home home = new Home();
        List<Server> servers = new Servers(home, options, out).prepare(options.servers);
        List<Workload> chosen = chosen();
        List<String> machine = Machine.describe(home, options, servers);
        machine.forEach(out::println);
        Results results = new Runner(home, options, out).run(servers, chosen);

        String tables = Report.tables(results);
        out.println(tables);
        Files.writeString(
                home.results().resolve("comparison.md"),
                tables + "\n"
                        + String.join(
                                "\n", machine.stream().map(line -> "- " + line).toList()) + "\n");
        Report.writeCsv(results, home.results().resolve("comparison.csv"));
        List<Path> plots = Plots.comparison(results, home.results());
        if (options.publish) {
            Plots.publish(plots, home);
        }
        out.println("written to " + home.results());
        return results.isClean() ? 0 : 1;
    }

    private List<Workload> chosen() {
        List<Workload> chosen = new ArrayList<>();
        ownLoads.forEach((name, numbers) -> chosen.add(Workload.parse(name, name + " (" + numbers + ")", numbers)));
        for (Workload load : Workload.STANDARD) {
            if ((loads.isEmpty() && ownLoads.isEmpty()) || loads.contains(load.name())) {
                chosen.add(load.withText(text));
            }
        }
        if (chosen.isEmpty()) {
            throw new IllegalArgumentException("no load is called " + loads);
        }
        return chosen;
    }
}
