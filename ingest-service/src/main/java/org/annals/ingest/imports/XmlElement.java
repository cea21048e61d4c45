// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An element of a feed. Its name is in lower case, with the usual prefix of its namespace whatever prefix the file uses,
 * and without one where it belongs to the vocabulary of the root.
 */
final class XmlElement {

    private static final Set<String> EMPTY_IN_HTML = Set.of("br", "hr", "img", "input", "source", "embed", "wbr");

    private final String name;
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private final List<Object> content = new ArrayList<>();

    XmlElement(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    void add(XmlElement child) {
        content.add(child);
    }

    void add(String text) {
        content.add(text);
    }

    void put(String attribute, String value) {
        attributes.put(attribute, value);
    }

    /** Returns the value of an attribute without the space around it; an empty text where there is none. */
    String attribute(String attribute) {
        return attributes.getOrDefault(attribute, "").strip();
    }

    Stream<XmlElement> children() {
        return content.stream().filter(XmlElement.class::isInstance).map(XmlElement.class::cast);
    }

    Stream<XmlElement> children(String childName) {
        return children().filter(child -> child.name.equals(childName));
    }

    @Nullable
    XmlElement child(String childName) {
        return children(childName).findFirst().orElse(null);
    }

    /** Returns the text of the first child that has this name and some text; an empty text where there is none. */
    String text(String childName) {
        return children(childName)
                .map(XmlElement::text)
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
    }

    /** Returns all text in it, without the space around it. */
    String text() {
        StringBuilder text = new StringBuilder();
        write(text, false);
        return text.toString().strip();
    }

    /** Returns its content as HTML: texts are HTML already, elements are written as such. */
    String html() {
        StringBuilder html = new StringBuilder();
        write(html, false, true);
        return html.toString().strip();
    }

    /** Returns its content, of XHTML, as HTML: texts are plain. */
    String xhtml() {
        StringBuilder html = new StringBuilder();
        write(html, true, true);
        return html.toString().strip();
    }

    private void write(StringBuilder out, boolean markup) {
        write(out, false, markup);
    }

    private void write(StringBuilder out, boolean escape, boolean markup) {
        for (Object part : content) {
            if (part instanceof XmlElement child) {
                child.element(out, escape, markup);
            } else {
                out.append(escape ? escaped(part.toString()) : part.toString());
            }
        }
    }

    private void element(StringBuilder out, boolean escape, boolean markup) {
        String tag = name.substring(name.indexOf(':') + 1);
        if (markup) {
            out.append('<').append(tag);
            attributes.forEach((key, value) -> out.append(' ')
                    .append(key)
                    .append("=\"")
                    .append(escaped(value))
                    .append('"'));
            out.append('>');
        }
        write(out, escape, markup);
        if (markup && !EMPTY_IN_HTML.contains(tag)) {
            out.append("</").append(tag).append('>');
        }
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
