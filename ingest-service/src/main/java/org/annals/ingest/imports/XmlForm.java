// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.annals.ingest.problem.ProblemException;
import org.jsoup.nodes.Entities;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.Locator;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Reads XML of feeds. It must be well-formed, but for faults of feeds that can be read in one way only: space before the
 * declaration, the entities of HTML, an ampersand that begins no entity, control characters, and prefixes that are not
 * declared. Entities of the file's own are refused, external ones are never read.
 */
final class XmlForm extends DefaultHandler {

    private static final int MAX_DEPTH = 200;

    private static final String DECLARATION = "<?xml ";
    private static final int MAX_REFERENCE = 32;
    private static final Pattern NUMBER = Pattern.compile("#(?:\\d{1,9}|[xX][0-9a-fA-F]{1,8})");

    private static final Map<String, String> UNPARSED = Map.of("<![CDATA[", "]]>", "<!--", "-->", "<?", "?>");
    private static final Set<String> OF_XML = Set.of("amp", "lt", "gt", "quot", "apos");

    private static final Map<String, String> PREFIXES = Map.ofEntries(
            Map.entry("http://purl.org/dc/elements/1.1/", "dc"),
            Map.entry("http://purl.org/dc/elements/1.0/", "dc"),
            Map.entry("http://purl.org/dc/terms/", "dcterms"),
            Map.entry("http://purl.org/rss/1.0/modules/content/", "content"),
            Map.entry("http://search.yahoo.com/mrss/", "media"),
            Map.entry("http://search.yahoo.com/mrss", "media"),
            Map.entry("http://www.itunes.com/dtds/podcast-1.0.dtd", "itunes"),
            Map.entry("http://www.georss.org/georss", "georss"),
            Map.entry("http://www.opengis.net/gml", "gml"),
            Map.entry("http://www.w3.org/2003/01/geo/wgs84_pos#", "geo"),
            Map.entry("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf"),
            Map.entry("http://www.w3.org/2005/Atom", "atom"),
            Map.entry("http://purl.org/atom/ns#", "atom"),
            Map.entry("http://www.w3.org/1999/xhtml", "xhtml"),
            Map.entry("urn:annals:export", "annals"),
            Map.entry("http://purl.org/rss/1.0/", ""),
            Map.entry("http://backend.userland.com/rss2", ""),
            Map.entry("http://blogs.law.harvard.edu/tech/rss", ""),
            Map.entry("http://channel.netscape.com/rdf/simple/0.9/", ""),
            Map.entry("http://my.netscape.com/rdf/simple/0.9/", ""));

    private final Deque<XmlElement> open = new ArrayDeque<>();
    private final Deque<Map<String, String>> scopes = new ArrayDeque<>();
    private @Nullable Locator locator;
    private @Nullable XmlElement root;
    private @Nullable String rootNamespace;

    private XmlForm() {}

    /** Returns the root of a file, or throws a problem that says where the file is broken. */
    static XmlElement read(String xml) {
        XmlForm form = new XmlForm();
        try {
            SAXParserFactory factory = SAXParserFactory.newDefaultInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.newSAXParser().parse(new InputSource(new StringReader(mended(xml))), form);
        } catch (SAXParseException e) {
            // Many servers write something of their own behind the end.
            if (!form.isComplete()) {
                throw unreadable(
                        "line " + e.getLineNumber() + ", column " + e.getColumnNumber() + ": " + e.getMessage());
            }
        } catch (SAXException | IOException e) {
            throw unreadable(String.valueOf(e.getMessage()));
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("The platform's own parser knows these features", e);
        }
        return Objects.requireNonNull(form.root);
    }

    static ProblemException unreadable(String reason) {
        return ProblemException.badRequest("unreadable-file", "The file is no feed that can be read: " + reason);
    }

    private boolean isComplete() {
        return root != null && open.isEmpty();
    }

    /** Mends a text. Lines stay where they are, so that an error can name one. */
    private static String mended(String xml) {
        String text = xml;
        StringBuilder mended = new StringBuilder(text.length());
        boolean isProlog = true;
        int at = 0;
        while (at < text.length()) {
            int end = at + 1;
            if (text.charAt(at) == '&') {
                end = referenceEnd(text, at);
                mended.append(reference(end > at + 1 ? text.substring(at + 1, end) : null));
                at = end;
                continue;
            }
            if (text.charAt(at) == '<') {
                if (isProlog && text.startsWith("<!DOCTYPE", at)) {
                    end = documentTypeEnd(text, at);
                    mended.append(blank(text.substring(at, end)));
                    at = end;
                    continue;
                }
                if (isProlog && text.startsWith(DECLARATION, at) && text.indexOf("?>", at) > 0) {
                    // Decoded already, and allowed at the very beginning only.
                    end = text.indexOf("?>", at) + 2;
                    mended.append(blank(text.substring(at, end)));
                    at = end;
                    continue;
                }
                isProlog = isProlog && (text.startsWith("<!", at) || text.startsWith("<?", at));
                end = partEnd(text, at);
            }
            append(mended, text, at, end);
            at = end;
        }
        return mended.toString();
    }

    /** Returns the end of a part in which an ampersand begins no reference; the next character where none begins here. */
    private static int partEnd(String text, int at) {
        for (Map.Entry<String, String> part : UNPARSED.entrySet()) {
            if (text.startsWith(part.getKey(), at)) {
                int end = text.indexOf(part.getValue(), at + part.getKey().length());
                return end < 0 ? text.length() : end + part.getValue().length();
            }
        }
        return at + 1;
    }

    private static int documentTypeEnd(String text, int at) {
        int end = text.indexOf('>', at);
        int entities = text.indexOf('[', at);
        if ((entities >= 0 && entities < end) || end < 0) {
            long line = text.substring(0, at).chars().filter(c -> c == '\n').count() + 1;
            throw unreadable("line " + line + ": a DOCTYPE that declares entities is not supported");
        }
        return end + 1;
    }

    /** Returns the index behind the semicolon of a reference; the next one where the ampersand begins none. */
    private static int referenceEnd(String text, int at) {
        int end = at + 1;
        while (end < text.length() && end - at <= MAX_REFERENCE && isOfReference(text.charAt(end))) {
            end++;
        }
        return end > at + 1 && end < text.length() && text.charAt(end) == ';' ? end + 1 : at + 1;
    }

    private static boolean isOfReference(char c) {
        return c == '#' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static String blank(String text) {
        return text.replaceAll("[^\n]", " ");
    }

    private static void append(StringBuilder out, String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            boolean isControl = c < ' ' && c != '\n' && c != '\r' && c != '\t';
            out.append(isControl || c >= '\uFFFE' ? ' ' : c);
        }
    }

    private static String reference(@Nullable String name) {
        if (name == null) {
            return "&amp;";
        }
        String plain = name.substring(0, name.length() - 1);
        if (NUMBER.matcher(plain).matches()) {
            return isCharacter(plain) ? "&" + name.replace('X', 'x') : " ";
        }
        if (OF_XML.contains(plain)) {
            return "&" + name;
        }
        String characters = Entities.getByName(plain);
        return characters.isEmpty()
                ? "&amp;" + name
                : characters.replace("&", "&amp;").replace("<", "&lt;");
    }

    private static boolean isCharacter(String reference) {
        long code = reference.charAt(1) == 'x' || reference.charAt(1) == 'X'
                ? Long.parseLong(reference.substring(2), 16)
                : Long.parseLong(reference.substring(1));
        return code == '\n'
                || code == '\r'
                || code == '\t'
                || (code >= ' ' && code < 0xD800)
                || (code > 0xDFFF && code < 0xFFFE)
                || (code > 0xFFFF && code <= Character.MAX_CODE_POINT);
    }

    @Override
    public void setDocumentLocator(Locator place) {
        locator = place;
    }

    @Override
    public InputSource resolveEntity(@Nullable String publicId, @Nullable String systemId) {
        return new InputSource(new StringReader(""));
    }

    @Override
    public void startElement(String uri, String localName, String qName, Attributes attributes)
            throws SAXParseException {
        if (open.size() >= MAX_DEPTH) {
            throw new SAXParseException("elements are nested more than " + MAX_DEPTH + " deep", locator);
        }
        enter(attributes);
        XmlElement element = new XmlElement(name(qName, true));
        for (int i = 0; i < attributes.getLength(); i++) {
            if (!attributes.getQName(i).startsWith("xmlns")) {
                element.put(name(attributes.getQName(i), false), attributes.getValue(i));
            }
        }
        if (root == null) {
            root = element;
        } else {
            Objects.requireNonNull(open.peek()).add(element);
        }
        open.push(element);
    }

    private void enter(Attributes attributes) {
        Map<String, String> outer = scopes.isEmpty() ? Map.of() : Objects.requireNonNull(scopes.peek());
        Map<String, String> own = new HashMap<>();
        for (int i = 0; i < attributes.getLength(); i++) {
            String attribute = attributes.getQName(i);
            if (attribute.equals("xmlns") || attribute.startsWith("xmlns:")) {
                own.put(
                        attribute.equals("xmlns") ? "" : attribute.substring("xmlns:".length()),
                        attributes.getValue(i));
            }
        }
        if (own.isEmpty()) {
            scopes.push(outer);
            return;
        }
        Map<String, String> scope = new HashMap<>(outer);
        scope.putAll(own);
        scopes.push(scope);
    }

    private String name(String qualified, boolean isElement) {
        int colon = qualified.indexOf(':');
        String prefix = colon < 0 ? "" : qualified.substring(0, colon);
        String local = qualified.substring(colon + 1).toLowerCase(Locale.ROOT);
        String namespace = Objects.requireNonNull(scopes.peek()).get(prefix);
        if (isElement && root == null) {
            rootNamespace = namespace;
            return local;
        }
        if ((colon < 0 && !isElement) || (isElement && Objects.equals(namespace, rootNamespace) && isFeed())) {
            return local;
        }
        String usual = namespace == null ? prefix : PREFIXES.getOrDefault(namespace, prefix);
        return usual.isEmpty() ? local : usual + ":" + local;
    }

    /** Elements of an Atom feed have no prefix, and those of Atom in RSS have one. */
    private boolean isFeed() {
        return root == null || root.name().equals("feed");
    }

    @Override
    public void characters(char[] text, int start, int length) {
        XmlElement element = open.peek();
        if (element != null) {
            element.add(new String(text, start, length));
        }
    }

    @Override
    public void endElement(String uri, String localName, String qName) {
        open.pop();
        scopes.pop();
    }

    /** The default writes to the console. */
    @Override
    public void fatalError(SAXParseException e) throws SAXParseException {
        throw e;
    }
}
