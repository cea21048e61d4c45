// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.export;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.annals.timeline.json.Json;
import org.jspecify.annotations.Nullable;

/** Atom (RFC 4287), paged (RFC 5005), with what was withdrawn as a tombstone (RFC 6721). */
final class Atom implements Export {

    private static final String ATOM = "http://www.w3.org/2005/Atom";
    private static final String TOMBSTONES = "http://purl.org/atompub/tombstones/1.0";

    /** Of the element that carries the whole event as JSON. */
    private static final String ANNALS = "urn:annals:export";

    private final XMLStreamWriter xml;

    Atom(OutputStream out) throws IOException {
        this.xml = written(
                () -> XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out, StandardCharsets.UTF_8.name()));
    }

    @Override
    public void begin(Heading heading) throws IOException {
        written(() -> {
            xml.writeStartDocument(StandardCharsets.UTF_8.name(), "1.0");
            xml.writeStartElement("feed");
            xml.writeDefaultNamespace(ATOM);
            xml.writeNamespace("at", TOMBSTONES);
            xml.writeNamespace("annals", ANNALS);
            element("id", heading.self().toString());
            element("title", heading.title());
            if (heading.description() != null) {
                element("subtitle", heading.description());
            }
            element("updated", Json.time(heading.updated()));
            link("self", heading.self().toString());
            link("alternate", heading.home().toString());
            return xml;
        });
    }

    @Override
    public void add(Item item) throws IOException {
        written(() -> {
            if (item.event().retracted()) {
                tombstone(item);
            } else {
                entry(item);
            }
            return xml;
        });
    }

    private void entry(Item item) throws XMLStreamException {
        xml.writeStartElement("entry");
        element("id", item.urn());
        element("title", item.title());
        element("published", Json.time(item.event().recorded()));
        element("updated", Json.time(item.event().revised()));
        xml.writeStartElement("author");
        element("name", item.event().source());
        xml.writeEndElement();
        link("alternate", item.page().toString());
        for (String source : item.sourceUrls()) {
            link("via", source);
        }
        for (Medium medium : item.media()) {
            enclosure(medium);
        }
        category(item.event().type(), "urn:annals:type");
        for (String tag : item.tags()) {
            category(tag, "urn:annals:tag");
        }
        element("summary", item.dated());
        xml.writeStartElement("annals", "event", ANNALS);
        xml.writeCharacters(escaped(Json.text(item.whole())));
        xml.writeEndElement();
        xml.writeEndElement();
    }

    private void enclosure(Medium medium) throws XMLStreamException {
        xml.writeEmptyElement("link");
        xml.writeAttribute("rel", "enclosure");
        xml.writeAttribute("href", allowed(medium.url()));
        xml.writeAttribute("type", medium.contentType());
        if (!medium.label().equals(medium.url())) {
            xml.writeAttribute("title", allowed(medium.label()));
        }
    }

    private void tombstone(Item item) throws XMLStreamException {
        xml.writeStartElement("at", "deleted-entry", TOMBSTONES);
        xml.writeAttribute("ref", item.urn());
        xml.writeAttribute("when", Json.time(item.event().revised()));
        xml.writeStartElement("at", "comment", TOMBSTONES);
        xml.writeCharacters(allowed(item.summary()));
        xml.writeEndElement();
        xml.writeEndElement();
    }

    private void element(String name, String text) throws XMLStreamException {
        xml.writeStartElement(name);
        xml.writeCharacters(allowed(text));
        xml.writeEndElement();
    }

    private void link(String relation, String target) throws XMLStreamException {
        xml.writeEmptyElement("link");
        xml.writeAttribute("rel", relation);
        xml.writeAttribute("href", allowed(target));
    }

    private void category(String term, String scheme) throws XMLStreamException {
        xml.writeEmptyElement("category");
        xml.writeAttribute("scheme", scheme);
        xml.writeAttribute("term", allowed(term));
    }

    /** JSON in XML: characters that XML has no way to write stand as their escapes of JSON. */
    private static String escaped(String json) {
        StringBuilder escaped = new StringBuilder(json.length());
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c < 0x20 || c >= 0xFFFE) {
                escaped.append("\\u%04x".formatted((int) c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }

    /** XML has no way to write most control characters. */
    private static String allowed(String text) {
        return text.codePoints()
                .filter(c -> c == '\t'
                        || c == '\n'
                        || c == '\r'
                        || (c >= 0x20 && !isSurrogate(c) && c < 0xFFFE)
                        || c > 0xFFFF)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static boolean isSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    @Override
    public void end(@Nullable URI next) throws IOException {
        written(() -> {
            if (next != null) {
                link("next", next.toString());
            }
            xml.writeEndDocument();
            xml.close();
            return xml;
        });
    }

    private interface Writing<T> {
        T run() throws XMLStreamException;
    }

    private static <T> T written(Writing<T> writing) throws IOException {
        try {
            return writing.run();
        } catch (XMLStreamException e) {
            throw new IOException("XML can't be written", e);
        }
    }
}
