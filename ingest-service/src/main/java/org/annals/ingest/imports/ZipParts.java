// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.annals.ingest.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/** Parts of a spreadsheet that are XML, within a bound on what they inflate to. A document type is refused. */
final class ZipParts implements Closeable {

    private static final XMLInputFactory XML = factory();

    private final ZipFile zip;
    private final long maxBytes;
    private long read;

    ZipParts(Path path, long maxBytes) {
        this.maxBytes = maxBytes;
        try {
            zip = new ZipFile(path.toFile());
        } catch (IOException e) {
            throw unreadable("it is no zip archive, or is damaged");
        }
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, false);
        return factory;
    }

    /** Opens a part; null where there is none of this name. */
    @Nullable
    XMLStreamReader open(String name) {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            return null;
        }
        try {
            return XML.createXMLStreamReader(new BufferedInputStream(new BoundedStream(zip.getInputStream(entry))));
        } catch (IOException | XMLStreamException e) {
            throw unreadable("the part " + name + " is damaged");
        }
    }

    /** Moves on to the next event of XML. */
    static int next(XMLStreamReader xml) {
        try {
            int event = xml.next();
            if (event == XMLStreamConstants.DTD) {
                throw unreadable("it has a document type");
            }
            return event;
        } catch (XMLStreamException e) {
            if (e.getNestedException() instanceof TooLargeException || e.getCause() instanceof TooLargeException) {
                throw tooLarge();
            }
            throw unreadable("line " + e.getLocation().getLineNumber() + " of a part is no XML that can be read");
        }
    }

    static ProblemException unreadable(String reason) {
        return ProblemException.badRequest(
                "unreadable-file", "The file is no spreadsheet that can be read: " + reason + ".");
    }

    private static ProblemException tooLarge() {
        return ProblemException.tooLarge(
                "file-too-large",
                "The parts of the spreadsheet are too large when they are inflated; import it in parts, or as CSV.");
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    /** Tells the bound from damage. */
    private static final class TooLargeException extends IOException {

        private static final long serialVersionUID = 1L;
    }

    /** Counts the bytes of all parts together. */
    private final class BoundedStream extends FilterInputStream {

        BoundedStream(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            count(b < 0 ? 0 : 1);
            return b;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = super.read(bytes, offset, length);
            count(Math.max(count, 0));
            return count;
        }

        private void count(int bytes) throws IOException {
            read += bytes;
            if (read > maxBytes) {
                throw new TooLargeException();
            }
        }
    }
}
