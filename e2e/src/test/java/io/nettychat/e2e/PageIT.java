package io.nettychat.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.LoadState;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page as such: what it weighs, how it is shared, how it is built into others. */
class PageIT extends BrowserTest {
    @AutoClose
    private static ServerProcess server;

    @BeforeAll
    static void start() {
        server = ServerProcess.start();
    }

    @Test
    void theFirstViewWeighsLessThanAPicture() {
        Chatter anna = desk("about:blank");
        List<Request> requests = new ArrayList<>();
        anna.page().onRequestFinished(requests::add);

        anna.visit(server.url());
        assertThat(anna.button("Connect")).isVisible();
        anna.page().waitForLoadState(LoadState.NETWORKIDLE);

        int bytes = requests.stream()
                .map(Request::sizes)
                .mapToInt(sizes -> sizes.responseBodySize + sizes.responseHeadersSize)
                .sum();
        assertThat(bytes).as("bytes over the wire").isBetween(10_000, 70_000);
        assertThat(requests).as("requests").hasSizeLessThan(12);
    }

    @Test
    void whatHasAHashInItsNameIsKeptForEver() {
        Chatter anna = desk("about:blank");
        List<String> caching = new ArrayList<>();
        anna.page().onResponse(response -> {
            if (response.url().contains("/assets/")) {
                caching.add(response.headerValue("cache-control"));
            }
        });

        anna.visit(server.url());
        assertThat(anna.button("Connect")).isVisible();

        assertThat(caching).isNotEmpty().allMatch(value -> value.contains("immutable"));
    }

    @Test
    void aPhoneScansTheRoom() throws IOException, ReaderException {
        Chatter anna = desk(server.url() + "#scan-me").connect("Host");
        anna.button("Invite").click();
        assertThat(anna.dialog()).containsText("this computer only");

        Locator code = anna.page().getByRole(AriaRole.IMG, new Page.GetByRoleOptions().setName("QR code of the link"));
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(code.screenshot()));
        int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        RGBLuminanceSource source = new RGBLuminanceSource(image.getWidth(), image.getHeight(), pixels);
        String read = new QRCodeReader()
                .decode(new BinaryBitmap(new HybridBinarizer(source)))
                .getText();

        assertThat(read).isEqualTo(server.url() + "#scan-me");
        assertThat(anna.textbox("Link to this room")).hasValue(read);
        anna.button("Copy link").click();
        assertThat(anna.button("Copied")).isVisible();
    }

    @Test
    void itCanBeInstalled() {
        Chatter anna = desk(server.url());
        Object manifest = anna.page()
                .evaluate(
                        "async () => (await (await fetch(document.querySelector('link[rel=manifest]').href)).json())");

        assertThat(manifest.toString()).contains("standalone").contains("icon-512.png");
        Object icons = anna.page()
                .evaluate(
                        "async (m) => (await Promise.all(m.icons.map((i) => fetch(i.src)))).every((r) => r.ok)",
                        manifest);
        assertThat(icons).isEqualTo(true);
    }

    @Test
    void pictures() {
        try (Gallery gallery = new Gallery(server.port())) {
            gallery.fill();
            Chatter anna = desk(server.url());
            shoot(anna, "entry");
            anna.connect("Anna").goTo("releases").goTo("design").goTo("lobby");
            anna.say("See you at three. I bring the cake.").sees("cake.");
            assertThat(anna.log().locator(".pending")).hasCount(0);
            gallery.goOn();
            assertThat(anna.text("Priya is typing")).isVisible();
            anna.page().mouse().move(0, 0);
            for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                String suffix = "-" + scheme.name().toLowerCase(Locale.ROOT);
                anna.page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
                anna.page().setViewportSize(1280, 800);
                shoot(anna, "desk" + suffix);
                anna.page().setViewportSize(390, 844);
                shoot(anna, "phone" + suffix);
            }
        }
        assertThat(screenshot("desk-light")).isNotEmptyFile();
    }
}
