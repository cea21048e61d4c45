package org.annals.ingest.imports;

import java.util.LinkedHashMap;
import java.util.Map;
import org.annals.ingest.data.Rules;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;

/** Links inside texts that are HTML, which plain text would lose. */
final class TextLinks {

    private TextLinks() {}

    /** Returns the words of each link by its address, in their order. */
    static Map<String, String> of(String html) {
        if (html.indexOf('<') < 0) {
            return Map.of();
        }
        Map<String, String> links = new LinkedHashMap<>();
        for (Element link : Jsoup.parseBodyFragment(html).select("a[href]")) {
            String url = link.attr("href").strip();
            if (Rules.url(url) == null) {
                links.putIfAbsent(url, link.text());
            }
        }
        return links;
    }
}
