package io.nettychat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** What axe-core finds wrong with a page. */
final class Axe {
    private static final String RUN = """
            async () => {
              const frame = () => new Promise(requestAnimationFrame);
              await frame();
              await frame();
              return (await axe.run(document, { resultTypes: ['violations'] })).violations.map(
              (v) => `${v.id} (${v.impact}): ${v.help}: ${v.nodes.map((n) => n.target.flat().join(' ') + ' ' + n.failureSummary).join(' | ')}`);
            }
            """;

    private static final String SCRIPT = script();

    private Axe() {}

    /** Fails when there is anything, and names the state that the page is in. */
    static void check(Page page, String state) {
        // Colours are judged when nothing fades in or out.
        page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
        if (!Boolean.TRUE.equals(page.evaluate("() => 'axe' in window"))) {
            page.evaluate(SCRIPT);
        }
        @SuppressWarnings("unchecked")
        List<String> violations = (List<String>) page.evaluate(RUN);
        assertThat(violations).as(state).isEmpty();
    }

    private static String script() {
        try (InputStream script = Axe.class.getResourceAsStream("/axe.min.js")) {
            return new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
