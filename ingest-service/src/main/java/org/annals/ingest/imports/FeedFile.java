package org.annals.ingest.imports;

import com.rometools.rome.feed.synd.SyndCategory;
import com.rometools.rome.feed.synd.SyndContent;
import com.rometools.rome.feed.synd.SyndEntry;
import com.rometools.rome.feed.synd.SyndFeed;
import com.rometools.rome.feed.synd.SyndPerson;
import com.rometools.rome.io.FeedException;
import com.rometools.rome.io.SyndFeedInput;
import com.rometools.rome.io.XmlReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.annals.ingest.data.EventData;
import org.annals.ingest.problem.ProblemException;
import org.jspecify.annotations.Nullable;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** RSS of any version, and Atom. A document type is refused, and with it every entity of the sender's own. */
final class FeedFile {

    /** How RSS writes an author: an address, and the name in parentheses. */
    private static final Pattern MAILBOX = Pattern.compile("\\S+@\\S+ \\((.+)\\)");

    private FeedFile() {}

    static Items read(byte[] bytes) {
        SyndFeed feed = parse(bytes);
        String publisher = PlainText.of(feed.getTitle());
        List<Item> items = new ArrayList<>();
        for (SyndEntry entry : feed.getEntries()) {
            items.add(article(entry, feed).toItem("item " + (items.size() + 1), publisher));
        }
        return new Items(Article.source(feed.getUri(), feed.getLink()), items);
    }

    private static SyndFeed parse(byte[] bytes) {
        try {
            XmlForm.check(new XmlReader(new ByteArrayInputStream(bytes)));
            SyndFeedInput input = new SyndFeedInput(false, Locale.ROOT);
            input.setXmlHealerOn(false);
            return input.build(new XmlReader(new ByteArrayInputStream(bytes)));
        } catch (SAXParseException e) {
            throw ProblemException.badRequest(
                    "unreadable-file",
                    "The file is no feed that can be read: line " + e.getLineNumber() + ", column "
                            + e.getColumnNumber() + ": " + e.getMessage());
        } catch (SAXException | FeedException | IllegalArgumentException | IOException e) {
            throw ProblemException.badRequest("unreadable-file", "The file is no feed that can be read: " + reason(e));
        }
    }

    private static String reason(Exception e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    private static Article article(SyndEntry entry, SyndFeed feed) {
        Date date = entry.getPublishedDate() == null ? entry.getUpdatedDate() : entry.getPublishedDate();
        return new Article(
                entry.getUri(),
                PlainText.of(entry.getTitle()),
                text(entry),
                entry.getLink(),
                date == null ? null : Dates.of(date.toInstant()),
                authors(entry),
                entry.getCategories().stream()
                        .map(SyndCategory::getName)
                        .filter(Objects::nonNull)
                        .distinct()
                        .toList(),
                feed.getLanguage());
    }

    /** The description is the shorter text, where there are two. */
    private static String text(SyndEntry entry) {
        String description = plain(entry.getDescription());
        return description.isEmpty() && !entry.getContents().isEmpty()
                ? plain(entry.getContents().get(0))
                : description;
    }

    private static String plain(@Nullable SyndContent content) {
        if (content == null) {
            return "";
        }
        return "text".equals(content.getType()) ? String.valueOf(content.getValue()) : PlainText.of(content.getValue());
    }

    private static List<String> authors(SyndEntry entry) {
        List<String> names = new ArrayList<>();
        for (SyndPerson person : entry.getAuthors()) {
            names.add(person.getName() == null ? "" : person.getName());
        }
        if (names.isEmpty() && entry.getAuthor() != null) {
            names.add(name(entry.getAuthor()));
        }
        return names;
    }

    private static String name(String author) {
        Matcher mailbox = MAILBOX.matcher(author);
        return author.length() <= EventData.MAX_NAME && mailbox.matches() ? mailbox.group(1) : author;
    }
}
