// SPDX-License-Identifier: Apache-2.0
package org.annals.notification;

import static io.restassured.RestAssured.given;

import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.ConfigProvider;

/** A mailbox that nobody else uses, read by IMAP. */
public record Inbox(String address) {

    static final String PORT = "test.imap.port";

    private static final Pattern LINK = Pattern.compile("^\\s*(https?://\\S+)$", Pattern.MULTILINE);

    /** A mail, read as a mail program reads it. */
    public record Letter(MimeMessage message) {

        public String subject() {
            return read(message::getSubject);
        }

        /** Of one line, however it was folded. */
        public String header(String name) {
            String[] values = read(() -> message.getHeader(name));
            if (values == null) {
                return "";
            }
            if (values.length != 1) {
                throw new AssertionError(name + " is there " + values.length + " times");
            }
            return values[0].replaceAll("\\r\\n\\s+", " ");
        }

        public String text() {
            return part("text/plain");
        }

        public String html() {
            return part("text/html");
        }

        /** The address of the first link that stands alone in its line. */
        public String link() {
            Matcher link = LINK.matcher(text());
            if (!link.find()) {
                throw new AssertionError("no link in " + text());
            }
            return link.group(1);
        }

        private String part(String type) {
            return read(() -> {
                Multipart parts = (Multipart) message.getContent();
                for (int i = 0; i < parts.getCount(); i++) {
                    Part part = parts.getBodyPart(i);
                    if (part.isMimeType(type)) {
                        return ((String) part.getContent()).replace("\r\n", "\n");
                    }
                }
                throw new AssertionError("no " + type);
            });
        }
    }

    public static Inbox create() {
        return create("");
    }

    /** With a beginning that says what becomes of mail to it, as {@link MailServer} has them. */
    public static Inbox create(String prefix) {
        Inbox inbox = new Inbox(prefix + UUID.randomUUID() + "@example.org");
        // The server makes a mailbox at its first use, and gets confused when mail and reader come at once.
        inbox.letters();
        return inbox;
    }

    public String sink() {
        return "mailto:" + address;
    }

    /** What has arrived, in order. */
    public List<Letter> letters() {
        return read(() -> {
            Properties properties = new Properties();
            properties.put("mail.store.protocol", "imap");
            Session session = Session.getInstance(properties);
            try (Store store = session.getStore()) {
                int port = ConfigProvider.getConfig().getValue(PORT, Integer.class);
                store.connect("127.0.0.1", port, address, address);
                List<Letter> letters = new ArrayList<>();
                try (Folder folder = store.getFolder("INBOX")) {
                    folder.open(Folder.READ_ONLY);
                    for (Message message : folder.getMessages()) {
                        letters.add(new Letter(new MimeMessage((MimeMessage) message)));
                    }
                }
                return letters;
            }
        });
    }

    /** The letter with this number, from 1, when it is there. */
    public Letter await(int number) {
        Awaitility.await().until(() -> letters().size() >= number);
        return letters().get(number - 1);
    }

    /** Presses the button of the confirmation, which has to be the first letter. */
    public void confirm() {
        press(await(1).link());
    }

    /** Posts to a link as the form of its page does. */
    public static void press(String link) {
        given().contentType("application/x-www-form-urlencoded")
                .post(path(link))
                .then()
                .statusCode(200);
    }

    /** A link without the host, which tests have another one of. */
    public static String path(String link) {
        return URI.create(link).getPath();
    }

    private interface Reading<T> {
        T read() throws MessagingException, IOException;
    }

    private static <T> T read(Reading<T> reading) {
        try {
            return reading.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }
}
