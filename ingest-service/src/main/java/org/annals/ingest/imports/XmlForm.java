package org.annals.ingest.imports;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.Locator;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Looks through XML before anything is made of it: whether it is well-formed, without a document type, and no deeper
 * than those who read it can follow.
 */
final class XmlForm extends DefaultHandler {

    private static final int MAX_DEPTH = 200;

    private @Nullable Locator locator;
    private int depth;

    private XmlForm() {}

    /** Passes, or throws a {@link SAXParseException} that says where it does not. */
    static void check(Reader xml) throws SAXException, IOException {
        try {
            SAXParserFactory factory = SAXParserFactory.newDefaultNSInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.newSAXParser().parse(new InputSource(xml), new XmlForm());
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("The platform's own parser knows these features", e);
        }
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
        if (++depth > MAX_DEPTH) {
            throw new SAXParseException("elements are nested more than " + MAX_DEPTH + " deep", locator);
        }
    }

    @Override
    public void endElement(String uri, String localName, String qName) {
        depth--;
    }

    /** The default writes to the console. */
    @Override
    public void fatalError(SAXParseException e) throws SAXParseException {
        throw e;
    }
}
