package org.annals.ingest.imports;

import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;
import org.jspecify.annotations.Nullable;

/** What a browser would show of HTML, as plain text. */
final class PlainText {

    private static final Set<String> UNSEEN = Set.of("script", "style", "head", "template", "noscript", "iframe");
    private static final Set<String> ENDING_LINES = Set.of("br", "tr", "li", "dt", "dd", "hr");

    private PlainText() {}

    static String of(@Nullable String html) {
        if (html == null || html.isBlank()) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        Element body = Jsoup.parse(html).body();
        body.select(String.join(",", UNSEEN)).remove();
        body.traverse(new NodeVisitor() {

            @Override
            public void head(Node node, int depth) {
                if (node instanceof TextNode words) {
                    text.append(words.getWholeText().replaceAll("\\s+", " "));
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
        // Runs of spaces first: what follows would otherwise take the square of their length.
        return text.toString()
                .replace('\u00A0', ' ')
                .replaceAll(" +", " ")
                .replaceAll(" ?\n ?", "\n")
                .replaceAll("\n{3,}", "\n\n")
                .strip();
    }
}
