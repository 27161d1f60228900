package io.nettychat.e2e;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Finds a Chromium on this machine and starts it. Nothing is downloaded. */
final class Chromium {
    private static final String HELP = """
            No Chromium was found, so the page is NOT TESTED in a browser.
            Install one (Debian: apt-get install chromium), or name one: mvn verify -Dchromium=/path/to/chrome""";

    private static final List<String> USUAL_PLACES = List.of(
            "/usr/bin/chromium",
            "/usr/bin/chromium-browser",
            "/usr/bin/google-chrome",
            "/usr/bin/google-chrome-stable",
            "/opt/google/chrome/chrome",
            "/snap/bin/chromium",
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
            "/Applications/Chromium.app/Contents/MacOS/Chromium");

    private Chromium() {}

    /** Starts the driver; Playwright's own download of browsers stays off. */
    static Playwright driver() {
        find(); // before the driver is unpacked
        return Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    }

    static Browser launch(Playwright driver) {
        return driver.chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(find())
                        .setChromiumSandbox(false)
                        .setArgs(List.of(
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync",
                                "--no-first-run",
                                "--disable-quic",
                                "--disable-gpu")));
    }

    /** Without a browser the tests are skipped, loudly; where they are required they fail. */
    private static Path find() {
        Optional<Path> found = candidates().filter(Files::isExecutable).findFirst();
        if (found.isEmpty()) {
            if (Boolean.getBoolean("e2e.required") || "true".equals(System.getenv("CI"))) {
                throw new IllegalStateException(HELP);
            }
            System.err.println("\n*** " + HELP.replace("\n", "\n*** ") + "\n");
            Assumptions.abort(HELP);
        }
        return found.orElseThrow();
    }

    private static Stream<Path> candidates() {
        List<Path> places = new ArrayList<>();
        for (String named : new String[] {System.getProperty("chromium", ""), System.getenv("CHROMIUM")}) {
            if (named != null && !named.isEmpty()) {
                places.add(Path.of(named));
            }
        }
        USUAL_PLACES.forEach(place -> places.add(Path.of(place)));
        places.addAll(downloadedByPlaywright());
        return places.stream();
    }

    /** The newest first of those that {@code playwright install chromium} has left behind. */
    private static List<Path> downloadedByPlaywright() {
        Path cache = Path.of(System.getProperty("user.home"), ".cache", "ms-playwright");
        try (Stream<Path> entries = Files.isDirectory(cache) ? Files.list(cache) : Stream.empty()) {
            return entries.filter(entry -> entry.getFileName().toString().matches("chromium-\\d+"))
                    .sorted(Comparator.reverseOrder())
                    .flatMap(entry -> Stream.of("chrome-linux/chrome", "chrome-linux64/chrome")
                            .map(entry::resolve))
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
