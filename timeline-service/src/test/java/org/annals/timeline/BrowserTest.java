// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline;

import static io.restassured.RestAssured.given;
import static org.annals.timeline.Topic.data;
import static org.annals.timeline.Topic.event;
import static org.annals.timeline.Topic.publish;
import static org.annals.timeline.Topic.publishAll;
import static org.annals.timeline.Topic.with;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.annals.local.InfrastructureTestResource;
import org.annals.timeline.event.EventId;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The pages as a person meets them. */
@QuarkusTest
@QuarkusTestResource(InfrastructureTestResource.class)
class BrowserTest {

    private static final String STORY = "browser-" + UUID.randomUUID();
    private static final String HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>";

    private static Browser browser;

    @TestHTTPResource("/")
    URI home;

    @BeforeAll
    static void publish_a_story_and_start_a_browser() throws IOException {
        browser = Browser.start();
        publish(event(STORY, "report", "report.issued"), """
                {"occurred":"2022-08-03","title":"A report was issued","summary":"It faults an army","language":"en",
                 "actors":[{"name":"Oksana Pokalchuk","role":"speaker"}],"status":"reported","tags":["outcry"],
                 "sources":[{"url":"https://news.example.org/a","publisher":"News","stance":"disputes","reliability":"B"}]}""");
        publish(with(event(STORY, "report-2", "report.issued"), "ce_corrects", "report"), """
                {"occurred":"2022-08-04","title":"A long report was issued","language":"en","status":"confirmed",
                 "tags":["outcry"],"translations":{"uk":{"title":"Видано звіт"}},"quotes":[{"text":"At odds","speaker":"S"}]}""");
        publish(event(STORY, "month", "protest.began"), """
                {"occurred":"2022-08","title":"Activists protest","status":"disputed","phase":"cancelled","sensitivity":["graphic"],
                 "summary":"Not for everyone","links":[{"rel":"responds-to","id":"report","claimedBy":"S"}]}""");
        publish(event(STORY, "about", "work.began"), data("2022-07~/..", "Work goes on"));
        publish(event(STORY, "rtl", "note.made"), """
                {"occurred":"2022-09","title":"عنوان بالعربية","summary":"نص","language":"ar","places":[{"name":"Kyiv"}]}""");
        publish(event(STORY, "hostile", "note.made"), """
                {"occurred":"2022-08-20","title":"%1$s","summary":"%1$s","tags":["%1$s"],
                 "sources":[{"url":"javascript:alert(3)","title":"%1$s"},{"url":"https://news.example.org/a","title":"%1$s"}],
                 "actors":[{"name":"%2$s"}]}""".formatted(HOSTILE, "long".repeat(70)));
        publish(event(STORY, "gone", "note.made"), data("2022-08-05", "Entered twice"));
        publish(with(event(STORY, "gone-2", "note.made"), "ce_retracts", "gone"), "{\"reason\":\"A mistake\"}");
    }

    @AfterAll
    static void stop_the_browser() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void await_the_story() {
        await_sequence(STORY, 8);
        browser.look(1280, 900, false);
    }

    @AfterEach
    void the_browser_has_nothing_to_complain_about() {
        assertEquals(List.of(), browser.complaints());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "timelines/{story}?tag=outcry", "timelines/{story}", "event", "embed/{story}"})
    void is_accessible_in_light_and_dark_on_screens_and_phones(String page) {
        browser.open(address(page));
        for (int width : List.of(1280, 390)) {
            for (boolean dark : List.of(false, true)) {
                browser.look(width, 900, dark);

                List<String> serious = new AxeBuilder()
                        .analyze(browser.driver()).getViolations().stream()
                                .filter(rule -> Set.of("serious", "critical").contains(rule.getImpact()))
                                .map(BrowserTest::described)
                                .toList();
                assertEquals(List.of(), serious, page + " " + width + (dark ? " dark" : " light"));
            }
        }
    }

    private static String described(Rule rule) {
        return rule.getId() + ": "
                + rule.getNodes().stream().map(node -> node.getHtml()).toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "timelines/{story}?tag=outcry&retracted=include",
                "timelines/{story}",
                "event",
                "embed/{story}"
            })
    void fits_a_narrow_phone(String page) {
        browser.look(360, 740, false);
        browser.open(address(page));

        assertEquals(360L, browser.run("return document.documentElement.scrollWidth"));
    }

    @Test
    void draws_what_is_inexact_so() {
        browser.open(address("timelines/{story}"));

        assertEquals("true", drawn("month", "return arguments[0].classList.contains('within')"));
        assertEquals("url(#mask-soft-open)", drawn("about", "return arguments[0].getAttribute('mask')"));
        assertEquals("", drawn("report", "return arguments[0].getAttribute('mask')"));
    }

    @Test
    void cuts_no_word_of_the_axis_at_the_edge_of_a_phone() {
        String story = "edge-" + UUID.randomUUID();
        publish(event(story, "first", "note.made"), data("2022-06-01", "The first"));
        publish(event(story, "last", "note.made"), data("2022-09-04", "Three days after the tick"));
        await_sequence(story, 2);
        browser.look(390, 740, false);

        browser.open(address("timelines/" + story));

        Awaitility.await()
                .untilAsserted(
                        () -> assertEquals(2, browser.all(".strip svg a .bar").size()));
        assertEquals(List.of(), browser.run("""
                        const strip = document.querySelector('.strip > svg').getBoundingClientRect();
                        return [...document.querySelectorAll('.strip .axis text')].filter((label) => {
                            const { left, right } = label.getBoundingClientRect();
                            return left < strip.left || right > strip.right;
                        }).map((label) => label.textContent);"""));
    }

    @Test
    void cuts_a_title_on_the_strip_only_where_the_next_one_begins() {
        String story = "titles-" + UUID.randomUUID();
        String title = "A title that is far too long for a strip on which there is no room";
        publish(event(story, "first", "note.made"), data("2022-06-01", title));
        publish(event(story, "second", "note.made"), data("2022-08-28", title));
        publish(event(story, "third", "note.made"), data("2022-09-04", title));
        await_sequence(story, 3);

        browser.open(address("timelines/" + story));

        Awaitility.await()
                .untilAsserted(
                        () -> assertEquals(3, browser.all(".strip svg a .bar").size()));
        assertEquals(title, browser.all(".strip svg a text").get(0).getText());
        assertTrue(browser.all(".strip svg a text").get(1).getText().endsWith("…"));
    }

    @Test
    void zooms_into_the_strip() {
        browser.open(address("timelines/{story}"));
        double before = Double.parseDouble(drawn("report", "return arguments[0].getAttribute('width')"));

        browser.find("button[aria-label='Zoom in']").click();

        assertEquals(2 * before, Double.parseDouble(drawn("report", "return arguments[0].getAttribute('width')")), 1);
    }

    @Test
    void draws_all_events_on_the_strip_of_a_page_that_has_few() {
        browser.open(address("timelines/{story}?limit=2"));

        Awaitility.await()
                .untilAsserted(
                        () -> assertEquals(5, browser.all(".strip svg a .bar").size()));
        String other = "/timelines/" + STORY + "/events/" + EventId.of(STORY, Topic.SOURCE, "rtl");
        assertEquals(1, browser.all(".strip svg a[href='" + other + "']").size());
        assertEquals(2, browser.all(".strip svg a[href^='#e-']").size());
    }

    @Test
    void draws_very_many_events_as_columns_that_lead_to_what_is_in_them() {
        String story = "many-" + UUID.randomUUID();
        List<Map<String, String>> notes = new ArrayList<>();
        for (int i = 0; i < 450; i++) {
            notes.add(event(story, "note-" + i, "note.made"));
        }
        publishAll(notes, data("2022-08", "A note"));
        publish(event(story, "last", "note.made"), data("2022-09", "The last"));
        await_sequence(story, 451);
        browser.open(address("timelines/" + story));
        Awaitility.await()
                .untilAsserted(
                        () -> assertEquals(2, browser.all(".strip svg a .bar").size()));

        browser.run("document.querySelectorAll('.strip svg a')[1].focus()");
        press(Keys.ENTER);

        Awaitility.await()
                .untilAsserted(() -> assertEquals(1, browser.all(".entry").size()));
        assertTrue(browser.driver().getCurrentUrl().endsWith("?from=2022-09&to=2022-09"));
    }

    @Test
    void walks_along_the_strip_by_keys_and_to_the_entry() {
        browser.open(address("timelines/{story}"));
        browser.run("document.querySelector('.strip svg a[tabindex=\"0\"]').focus()");

        press(Keys.HOME, Keys.ARROW_RIGHT, Keys.ENTER);

        List<WebElement> entries = browser.all(".entry");
        assertEquals("#" + entries.get(1).getAttribute("id"), browser.run("return location.hash"));
    }

    @Test
    void is_walked_through_by_keyboard_with_the_focus_to_be_seen() {
        browser.open(address("timelines/{story}"));

        press(Keys.TAB);
        assertEquals(
                "Skip to the text", browser.driver().switchTo().activeElement().getText());
        press(Keys.ENTER);
        assertEquals("main", browser.driver().switchTo().activeElement().getAttribute("id"));
        for (int i = 0; i < 12; i++) {
            press(Keys.TAB);
            assertEquals(
                    true,
                    browser.run("""
                            const seen = getComputedStyle(document.activeElement);
                            const bar = document.activeElement.querySelector('.reach');
                            return document.activeElement.matches(':focus-visible')
                                && (seen.outlineStyle !== 'none' || (bar !== null && getComputedStyle(bar).stroke !== 'none'))"""),
                    () -> "Focus can't be seen on " + browser.run("return document.activeElement.outerHTML"));
        }
    }

    @Test
    void filters_in_place() {
        browser.open(address("timelines/{story}"));
        browser.run("window.same = true");

        browser.find("#q").sendKeys("report", Keys.ENTER);

        Awaitility.await()
                .untilAsserted(() -> assertEquals(1, browser.all(".entry").size()));
        assertEquals(true, browser.run("return window.same"));
        assertTrue(
                browser.driver().getCurrentUrl().endsWith("?q=report"),
                browser.driver().getCurrentUrl());
    }

    @Test
    void filters_without_script() {
        browser.script(false);
        try {
            browser.open(address("timelines/{story}"));

            browser.find("#q").sendKeys("report", Keys.ENTER);

            Awaitility.await()
                    .untilAsserted(
                            () -> assertTrue(browser.driver().getCurrentUrl().endsWith("?q=report")));
            assertEquals(1, browser.all(".entry").size());
            assertFalse(browser.find(".strip").isDisplayed());
        } finally {
            browser.script(true);
        }
    }

    @Test
    void tells_of_what_is_stored_and_puts_it_in_place_without_moving_what_is_read() {
        String story = "live-" + UUID.randomUUID();
        for (int day = 10; day < 30; day++) {
            publish(event(story, "day-" + day, "note.made"), data("2022-08-" + day, "Day " + day));
        }
        await_sequence(story, 20);
        browser.open(address("timelines/" + story));
        String read = "e-" + EventId.of(story, Topic.SOURCE, "day-20");
        browser.run("document.getElementById(arguments[0]).scrollIntoView({behavior: 'instant'})", read);
        double place = place(read);

        publish(event(story, "early", "note.made"), data("2022-08-01", HOSTILE));
        publish(with(event(story, "day-25-2", "note.made"), "ce_corrects", "day-25"), data("2022-08-25", "Corrected"));
        Awaitility.await()
                .untilAsserted(() -> assertTrue(
                        browser.find(".news").getText().startsWith("1 new, 1 corrected"),
                        browser.find(".news")::getText));
        browser.find(".news button").click();

        assertEquals(21, browser.all(".entry").size());
        assertEquals(HOSTILE, browser.all(".entry h3").get(0).getText());
        // The browser scrolls by whole pixels.
        assertEquals(place, place(read), 1);
        assertEquals(2, browser.all(".entry .arrived").size());
    }

    private static double place(String id) {
        return ((Number) browser.run("return document.getElementById(arguments[0]).getBoundingClientRect().top", id))
                .doubleValue();
    }

    @Test
    void goes_from_a_correction_to_the_timeline_as_it_was_known_then() {
        browser.open(address("event"));
        assertEquals("3 August 2022", browser.find(".revisions del").getText());

        browser.all("#revisions li")
                .get(1)
                .findElement(By.linkText("The timeline as it was known then"))
                .click();

        assertTrue(browser.find(".as-of").getText().startsWith("As known on"));
        assertEquals(
                List.of("A report was issued"),
                browser.all(".entry h3").stream().map(WebElement::getText).toList());
    }

    @Test
    void shows_a_correction_where_it_is_read() {
        browser.open(address("timelines/{story}?tag=outcry"));
        assertFalse(browser.find(".changes").isDisplayed());

        browser.find(".difference summary").click();

        assertEquals("3 August 2022", browser.find(".changes del").getText());
        assertTrue(browser.find(".changes del").getCssValue("text-decoration").contains("line-through"));
        assertEquals("4 August 2022", browser.find(".changes ins").getText());
    }

    @Test
    void keeps_what_is_sensitive_hidden_until_asked() {
        browser.open(address("timelines/{story}"));
        WebElement summary = browser.find(".sensitive .summary");
        assertFalse(summary.isDisplayed());

        browser.find(".sensitive summary").click();

        assertEquals("Not for everyone", summary.getText());
    }

    @Test
    void leaves_hostile_text_inert() {
        browser.open(address("timelines/{story}"));

        assertEquals(
                0L,
                browser.run("return document.querySelectorAll('main script, main img, a[href^=javascript]').length"));
        assertTrue(browser.find("main").getText().contains(HOSTILE));
    }

    @Test
    void is_shown_as_text_by_timelinejs() throws IOException {
        Path script = Path.of("target/timelinejs/package/dist/js/timeline.js");
        assumeTrue(
                Files.exists(script),
                "The test with TimelineJS is skipped: it could not be fetched from the registry of npm.");
        String export = given().get("/v1/timelines/" + STORY + "/events?format=timelinejs")
                .asString();
        browser.open("about:blank");

        browser.run(Files.readString(script) + """

                document.body.innerHTML = '<div id="shown" style="width: 800px; height: 600px"></div>';
                window.shown = new TL.Timeline('shown', JSON.parse(arguments[0]), {font: ''});""", export);

        Awaitility.await()
                .untilAsserted(
                        () -> assertEquals(6, browser.all("#shown .tl-slide").size()));
        assertEquals(List.of(), browser.run("return window.shown.config.getErrors()"));
        assertEquals(5, browser.all("#shown .tl-timemarker").size());
        assertEquals(
                List.of(HOSTILE, "20 August 2022", HOSTILE, HOSTILE, "https://news.example.org/a"),
                browser.run("""
                        const slide = document.getElementById(arguments[0]);
                        return ['.tl-headline', '.tl-headline-date', '.tl-text-content p', '.tl-text-content a']
                            .map((part) => slide.querySelector(part).textContent).concat(slide.querySelector('a').href);""", EventId.of(STORY, Topic.SOURCE, "hostile").toString()));
    }

    @ParameterizedTest
    @CsvSource({"embed, true", "timelines, false"})
    void is_framed_by_foreign_sites_as_an_embed_alone(String path, boolean shown) throws IOException {
        HttpServer foreign = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] page = """
                <!doctype html><title>Foreign</title><iframe src="%s" width="600" height="400"></iframe>
                <script>addEventListener('message', (message) => { document.title = message.data.type; });</script>""".formatted(address(path + "/{story}")).getBytes(StandardCharsets.UTF_8);
        foreign.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "text/html");
            boolean icon = exchange.getRequestURI().getPath().endsWith(".ico");
            exchange.sendResponseHeaders(icon ? 204 : 200, icon ? -1 : page.length);
            exchange.getResponseBody().write(icon ? new byte[0] : page);
            exchange.close();
        });
        foreign.start();
        try {
            browser.open("http://news.example:" + foreign.getAddress().getPort() + "/");
            browser.driver().switchTo().frame(0);
            assertEquals(shown, !browser.all(".entry").isEmpty());
            browser.driver().switchTo().defaultContent();
            if (shown) {
                Awaitility.await()
                        .untilAsserted(() ->
                                assertEquals("annals:height", browser.driver().getTitle()));
            } else {
                assertTrue(browser.complaints().toString().contains("frame-ancestors"));
            }
        } finally {
            foreign.stop(0);
        }
    }

    @Test
    void tries_the_api_under_a_policy_and_in_no_frame() {
        browser.open(address("q/swagger-ui/"));
        Awaitility.await()
                .untilAsserted(() ->
                        assertFalse(browser.all(".opblock, .swagger-ui .info").isEmpty()));
        // Swagger UI asks for an address "undefined" when it starts. The two complaints are its own.
        List<String> complaints = new ArrayList<>();
        Awaitility.await().until(() -> {
            complaints.addAll(browser.complaints());
            return complaints.stream().anyMatch(complaint -> complaint.contains("Error: Not Found"));
        });
        assertEquals(2, complaints.size(), complaints.toString());
        String policy = given().get("/q/swagger-ui/").header("Content-Security-Policy");
        assertTrue(policy.contains("frame-ancestors 'none'"), policy);
    }

    @Test
    void answers_no_script_and_no_form_of_a_foreign_site_without_a_login() throws IOException {
        browser.open(address("timelines/{story}"));
        String script = browser.find("script[src]").getAttribute("src");
        HttpServer foreign = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] page = """
                <!doctype html><title>Foreign</title><form method="post" action="%sv1/timelines"></form>
                <script src="%s" onload="document.title = 'taken'" onerror="document.title = 'refused'"></script>""".formatted(home, script).getBytes(StandardCharsets.UTF_8);
        foreign.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        foreign.start();
        try {
            browser.open("http://news.example:" + foreign.getAddress().getPort() + "/");
            assertEquals("refused", browser.driver().getTitle());

            browser.run("document.forms[0].submit()");
            Awaitility.await()
                    .untilAsserted(
                            () -> assertTrue(browser.driver().getPageSource().contains("cross-site-request")));

            browser.open("http://rebound.example:" + home.getPort() + "/v1/timelines");
            assertTrue(browser.driver().getPageSource().contains("host-not-allowed"));
        } finally {
            foreign.stop(0);
            // The browser complains of what was refused.
            browser.complaints();
        }
    }

    private String address(String page) {
        if (page.equals("event")) {
            return home + "timelines/" + STORY + "/events/" + EventId.of(STORY, Topic.SOURCE, "report");
        }
        return home + page.replace("{story}", STORY);
    }

    private static String drawn(String id, String script) {
        WebElement bar = browser.find(".strip svg a[href='#e-" + EventId.of(STORY, Topic.SOURCE, id) + "'] .bar");
        return browser.run(script, bar).toString();
    }

    private static void press(Keys... keys) {
        for (Keys key : keys) {
            browser.driver().switchTo().activeElement().sendKeys(key);
        }
    }

    private static void await_sequence(String story, int sequence) {
        Awaitility.await()
                .untilAsserted(() -> given().get("/v1/timelines/" + story)
                        .then()
                        .statusCode(200)
                        .body("sequence", greaterThanOrEqualTo(sequence)));
    }
}
