// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.parser.Tag;
import org.jsoup.select.NodeVisitor;
import org.jspecify.annotations.Nullable;

/**
 * HTML as plain text, with the links and media that plain text cannot hold.
 *
 * @param text as a browser would show it
 * @param links to other pages, each address once
 * @param media that are shown in it, each address once
 */
record HtmlText(String text, List<Link> links, List<Medium> media) {

    /**
     * A link of a text.
     *
     * @param title words that are linked; empty where there are none
     */
    record Link(String url, String title) {}

    private static final HtmlText NONE = new HtmlText("", List.of(), List.of());

    private static final Set<String> UNSEEN = Set.of("script", "style", "head", "template", "noscript", "iframe");
    private static final Set<String> ENDING_LINES = Set.of("br", "tr", "li", "dt", "dd", "hr");
    private static final Set<String> ADDRESSES_OF_THIS_PAGE = Set.of("#", "javascript:", "data:", "cid:", "about:");

    /** A tag of HTML or a character reference. Everything else is plain text with angle brackets and ampersands. */
    private static final Pattern MARKUP = Pattern.compile(
            "</?(?:a|abbr|article|b|big|blockquote|body|br|center|cite|code|dd|del|div|dl|dt|em|figure|font|h[1-6]|head|hr"
                    + "|html|i|iframe|img|ins|li|meta|ol|p|pre|q|s|section|small|span|strike|strong|style|sub|sup|table"
                    + "|tbody|td|th|thead|tr|tt|u|ul|video|audio|picture)(?:\\s[^<>]{0,4000})?/?>"
                    + "|&(?:[a-zA-Z]{2,8}|#\\d{1,7}|#[xX][0-9a-fA-F]{1,6});",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern LINES =
            Pattern.compile("<(?:br|p|div|li|tr|h[1-6]|table|ul|ol|html|body)\\b", Pattern.CASE_INSENSITIVE);

    static HtmlText plain(@Nullable String text) {
        return text == null ? NONE : new HtmlText(text, List.of(), List.of());
    }

    /** Reads a text that may be plain or HTML, as its form tells. Line ends of a text without blocks are kept. */
    static HtmlText guess(String text) {
        if (!MARKUP.matcher(text).find()) {
            return plain(text);
        }
        return of(LINES.matcher(text).find() ? text : text.replaceAll("\r\n|\r|\n", "<br>"), "");
    }

    /**
     * Reads HTML.
     *
     * @param base address that relative addresses refer to; empty where it is not known
     */
    static HtmlText of(@Nullable String html, String base) {
        if (html == null || html.isBlank()) {
            return NONE;
        }
        Document page = Jsoup.parse(html, base);
        Map<String, Link> links = new LinkedHashMap<>();
        Map<String, Medium> media = new LinkedHashMap<>();
        for (Element element : page.select("a[href],iframe[src],embed[src],img[src],video,audio")) {
            collect(element, links, media);
        }
        return new HtmlText(text(page.body()), List.copyOf(links.values()), List.copyOf(media.values()));
    }

    private static void collect(Element element, Map<String, Link> links, Map<String, Medium> media) {
        switch (element.normalName()) {
            case "a" -> add(links, address(element, "href"), element.text());
            case "img" -> add(media, address(element, "src"), "image", element.attr("alt"));
            case "video", "audio" -> {
                Element source = element.hasAttr("src") ? element : element.selectFirst("source[src]");
                if (source != null) {
                    add(media, address(source, "src"), element.normalName(), element.attr("title"));
                }
            }
            default -> add(links, address(element, "src"), element.attr("title"));
        }
    }

    private static void add(Map<String, Link> links, String url, String title) {
        if (!url.isEmpty()) {
            links.putIfAbsent(url, new Link(url, title));
        }
    }

    private static void add(Map<String, Medium> media, String url, String kind, String alt) {
        if (!url.isEmpty()) {
            media.putIfAbsent(url, Medium.of(url, kind).withAlt(alt));
        }
    }

    /** Returns the absolute address, the written one where it cannot be made absolute, or nothing for parts of the page. */
    private static String address(Element element, String attribute) {
        String written = element.attr(attribute).strip();
        String lower = written.toLowerCase(Locale.ROOT);
        if (ADDRESSES_OF_THIS_PAGE.stream().anyMatch(lower::startsWith)) {
            return "";
        }
        String absolute = element.absUrl(attribute);
        return absolute.isEmpty() ? written : absolute;
    }

    /** Returns the absolute address; the written one where the base does not help. */
    static String resolved(String base, String written) {
        if (base.isEmpty() || written.isBlank()) {
            return written.strip();
        }
        try {
            return new URI(base.strip()).resolve(new URI(written.strip())).toString();
        } catch (URISyntaxException e) {
            return written.strip();
        }
    }

    private static String text(Element body) {
        body.select(String.join(",", UNSEEN)).remove();
        StringBuilder text = new StringBuilder();
        body.traverse(new NodeVisitor() {

            @Override
            public void head(Node node, int depth) {
                if (node instanceof TextNode words) {
                    text.append(words.getWholeText().replaceAll("\\s+", " "));
                } else if (node instanceof Element element && isNoTag(element)) {
                    text.append('<').append(element.tagName()).append('>');
                }
            }

            @Override
            public void tail(Node node, int depth) {
                if (node instanceof Element element) {
                    if (ENDING_LINES.contains(element.normalName())) {
                        text.append('\n');
                    } else if (element.isBlock()) {
                        text.append("\n\n");
                    }
                }
            }
        });
        // Runs of spaces first: the later replacements would otherwise take the square of their length.
        return text.toString()
                .replace('\u00A0', ' ')
                .replaceAll(" +", " ")
                .replaceAll(" ?\n ?", "\n")
                .replaceAll("\n{3,}", "\n\n")
                .strip();
    }

    /** Such as the generic type in "a List<String> in Java", which people write without escaping it. */
    private static boolean isNoTag(Element element) {
        String name = element.normalName();
        return !Tag.isKnownTag(name)
                && element.attributesSize() == 0
                && name.chars().allMatch(Character::isLetterOrDigit)
                && !List.of("blink", "marquee", "tt", "big", "strike", "acronym", "nobr", "dir", "applet")
                        .contains(name);
    }

    /** Returns both, the text of this one; the other's links and media come last. */
    HtmlText with(HtmlText other) {
        List<Link> allLinks = new ArrayList<>(links);
        allLinks.addAll(other.links);
        List<Medium> allMedia = new ArrayList<>(media);
        allMedia.addAll(other.media);
        return new HtmlText(text, allLinks, allMedia);
    }
}
