package io.nettychat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** A browser for the class, a window for each user, and a complaint about anything that the console complains about. */
abstract class BrowserTest {
    private static Playwright driver;
    private static Browser browser;

    private final List<BrowserContext> contexts = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();

    @BeforeAll
    static void launch() {
        driver = Chromium.driver();
        browser = Chromium.launch(driver);
    }

    @AfterAll
    static void quit() {
        if (driver != null) {
            driver.close();
        }
    }

    @AfterEach
    void closeWindowsAndLookAtTheConsole() {
        contexts.forEach(BrowserContext::close);
        assertThat(complaints).as("errors in the console").isEmpty();
    }

    /** A user at a desk. */
    Chatter desk(String url) {
        return open(url, new Browser.NewContextOptions().setViewportSize(1280, 800));
    }

    /** A user with a phone. */
    Chatter phone(String url) {
        return open(
                url,
                new Browser.NewContextOptions()
                        .setViewportSize(360, 640)
                        .setDeviceScaleFactor(2)
                        .setIsMobile(true)
                        .setHasTouch(true));
    }

    Chatter desk(String url, ColorScheme scheme) {
        return open(
                url, new Browser.NewContextOptions().setViewportSize(1280, 800).setColorScheme(scheme));
    }

    Chatter phone(String url, ColorScheme scheme) {
        return open(
                url,
                new Browser.NewContextOptions()
                        .setViewportSize(390, 844)
                        .setDeviceScaleFactor(2)
                        .setIsMobile(true)
                        .setHasTouch(true)
                        .setColorScheme(scheme));
    }

    /** A user whose browser holds several tabs. */
    Chatter open(String url, Browser.NewContextOptions options) {
        BrowserContext context = browser.newContext(options.setLocale("en-GB").setTimezoneId("UTC"));
        context.setDefaultTimeout(15_000);
        contexts.add(context);
        context.onPage(this::watch);
        context.addInitScript(
                "addEventListener('securitypolicyviolation', (e) => console.error('CSP', e.violatedDirective, e.blockedURI))");
        return new Chatter(context.newPage()).visit(url);
    }

    /** Where pictures of the page go. */
    static Path screenshot(String name) {
        return Path.of(System.getProperty("screenshots", "target/screenshots"), name + ".png");
    }

    /** Takes a picture of what the user sees. */
    static void shoot(Chatter chatter, String name) {
        Path file = screenshot(name);
        chatter.page().screenshot(new Page.ScreenshotOptions().setPath(file));
    }

    private void watch(Page page) {
        page.onPageError(error -> complaints.add("uncaught: " + error));
        page.onConsoleMessage(message -> {
            boolean serverAway = message.text().startsWith("WebSocket connection to");
            if (message.type().equals("error") && !serverAway) {
                complaints.add(message.text());
            }
        });
    }
}
