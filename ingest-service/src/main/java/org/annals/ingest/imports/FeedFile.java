// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.annals.ingest.data.EventData;
import org.jspecify.annotations.Nullable;

/** Reads RSS of any version, and Atom. */
final class FeedFile {

    /** How RSS writes an author: an address, and the name in parentheses. */
    private static final Pattern MAILBOX = Pattern.compile("\\S+@\\S+ \\((.+)\\)");

    private static final Pattern POINT =
            Pattern.compile("(-?\\d{1,3}(?:\\.\\d{1,20})?)[\\s,]+(-?\\d{1,3}(?:\\.\\d{1,20})?)");

    /** In the order of how well they say when an entry was published. */
    private static final List<String> DATES = List.of(
            "pubdate",
            "published",
            "atom:published",
            "dcterms:issued",
            "issued",
            "dc:date",
            "dcterms:date",
            "dcterms:created",
            "created",
            "dcterms:modified",
            "updated",
            "atom:updated",
            "modified");

    private static final List<String> SUMMARIES = List.of("description", "summary", "atom:summary", "itunes:summary");
    private static final List<String> FULL_TEXTS = List.of("content:encoded", "content", "atom:content", "xhtml:body");

    private static final List<String> TITLES =
            List.of("title", "atom:title", "dc:title", "media:title", "itunes:title");

    /** Elements that are read, or are of use to programs only. */
    private static final Set<String> READ = Set.of(
            "link",
            "atom:link",
            "guid",
            "id",
            "atom:id",
            "dc:identifier",
            "author",
            "atom:author",
            "contributor",
            "atom:contributor",
            "dc:creator",
            "dc:contributor",
            "itunes:author",
            "category",
            "atom:category",
            "dc:subject",
            "media:keywords",
            "itunes:keywords",
            "enclosure",
            "media:content",
            "media:group",
            "media:thumbnail",
            "media:description",
            "media:credit",
            "media:copyright",
            "media:license",
            "media:player",
            "media:category",
            "itunes:image",
            "image",
            "georss:point",
            "georss:where",
            "geo:lat",
            "geo:long",
            "geo:point",
            "georss:featurename",
            "source",
            "dc:source",
            "dc:language",
            "comments",
            "wfw:comment",
            "wfw:commentrss",
            "slash:comments",
            "slash:section",
            "thr:total",
            "itunes:duration",
            "itunes:explicit",
            "itunes:subtitle",
            "itunes:block",
            "itunes:episodetype",
            "annals:event");

    private final XmlElement root;
    private final XmlElement channel;
    private final boolean isAtom;
    private final String publisher;
    private final String site;
    private final String language;

    private FeedFile(XmlElement root) {
        this.root = root;
        this.isAtom = root.name().equals("feed");
        XmlElement inner = root.child("channel");
        this.channel = isAtom || inner == null ? root : inner;
        this.publisher = first(channel, TITLES, "", new Item("feed")).text();
        this.site = link(channel);
        String written = channel.text("language");
        this.language = written.isEmpty() ? channel.text("dc:language") : written;
    }

    static Items read(byte[] bytes) {
        XmlText xml = XmlText.of(bytes);
        XmlElement root = XmlForm.read(xml.text());
        if (!Set.of("rss", "rdf", "feed").contains(root.name())) {
            throw XmlForm.unreadable("its root is " + root.name() + ", and that of a feed is rss, RDF or feed");
        }
        return new FeedFile(root).items(xml.note());
    }

    private Items items(@Nullable String note) {
        List<Article> articles = new ArrayList<>();
        Stream.concat(root.children(), channel == root ? Stream.of() : channel.children())
                .filter(element -> element.name().equals(isAtom ? "entry" : "item"))
                .forEach(entry -> articles.add(article(entry, "item " + (articles.size() + 1))));
        String id = isAtom ? channel.text("id") : self();
        return new Items(
                Article.source(id, site),
                null,
                Article.items(articles, site),
                null,
                note == null ? List.of() : List.of(note));
    }

    private String self() {
        return channel.children("atom:link")
                .filter(link -> link.attribute("rel").equals("self"))
                .map(link -> link.attribute("href"))
                .findFirst()
                .orElse("");
    }

    private Article article(XmlElement entry, String where) {
        Item item = new Item(where);
        String link = link(entry);
        String base = base(entry, link);
        HtmlText title = first(entry, TITLES, base, item);
        HtmlText text = text(item, entry, base);
        WrittenDate date = date(item, entry);
        item.text(title.text(), text.text())
                .language(language(entry))
                .source(link, "", publisher, date == null ? null : date.edtf())
                .tags(tags(entry));
        authors(item, entry);
        item.linksOf(title).linksOf(text);
        media(item, entry, base);
        otherSources(item, entry, base);
        place(item, entry);
        noteRest(item, entry);
        AnnalsExtension.restore(item, AnnalsExtension.parsed(item, entry.text("annals:event")));
        WrittenDate updated = isAtom ? DateReader.read(entry.text("updated")) : null;
        return new Article(item, id(entry), link, updated == null ? null : updated.earliest());
    }

    private static String id(XmlElement entry) {
        String id = firstText(entry, List.of("guid", "id", "atom:id"));
        if (!id.isEmpty()) {
            return id;
        }
        return entry.attribute("rdf:about").isEmpty() ? entry.text("dc:identifier") : entry.attribute("rdf:about");
    }

    private static String firstText(XmlElement element, List<String> names) {
        return names.stream()
                .map(element::text)
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
    }

    /** Returns the address of the page: the link to it, or a guid that is one. */
    private String link(XmlElement element) {
        String alternate = links(element)
                .filter(link ->
                        link.attribute("rel").isEmpty() || link.attribute("rel").equals("alternate"))
                .map(link -> link.attribute("href").isEmpty() ? link.text() : link.attribute("href"))
                .filter(address -> !address.isEmpty())
                .findFirst()
                .orElse("");
        if (!alternate.isEmpty()) {
            String base = firstBase(element);
            return HtmlText.resolved(base.isEmpty() && element != channel ? site : base, alternate);
        }
        XmlElement guid = element.child("guid");
        return guid != null
                        && !guid.attribute("ispermalink").equalsIgnoreCase("false")
                        && guid.text().startsWith("http")
                ? guid.text()
                : "";
    }

    private static Stream<XmlElement> links(XmlElement element) {
        return Stream.concat(element.children("link"), element.children("atom:link"));
    }

    /** Returns the address that relative ones refer to: that of an element refers to that of the elements around it. */
    private String firstBase(XmlElement element) {
        String base = "";
        for (XmlElement outer : List.of(root, channel, element)) {
            String own = outer.attribute("xml:base");
            base = own.isEmpty() ? base : HtmlText.resolved(base, own);
        }
        return base;
    }

    private String base(XmlElement entry, String link) {
        return Stream.of(firstBase(entry), link, site)
                .filter(address -> address.startsWith("http"))
                .findFirst()
                .orElse("");
    }

    /** Takes the summary where there is one; of the full text beside it, the links and media. */
    private HtmlText text(Item item, XmlElement entry, String base) {
        HtmlText summary = first(entry, SUMMARIES, base, item);
        HtmlText full = first(entry, FULL_TEXTS, base, item);
        if (summary.text().isEmpty()) {
            return full.with(summary);
        }
        if (full.text().length() > summary.text().length()) {
            item.note("the full text was left out beside the summary; its links and media were taken");
        }
        return summary.with(full);
    }

    private HtmlText first(XmlElement entry, List<String> names, String base, Item item) {
        for (String name : names) {
            for (XmlElement element : entry.children(name).toList()) {
                HtmlText text = content(element, base, item);
                if (!text.text().isEmpty() || !text.media().isEmpty()) {
                    return text;
                }
            }
        }
        return HtmlText.plain("");
    }

    /** Reads a text: in Atom it says its type, in RSS it is HTML. */
    private HtmlText content(XmlElement element, String base, Item item) {
        boolean isTyped =
                isAtom ? !element.name().contains(":") : element.name().startsWith("atom:");
        String inner = HtmlText.resolved(base, element.attribute("xml:base"));
        String address = inner.isEmpty() ? base : inner;
        if (!isTyped) {
            return HtmlText.of(element.html(), address);
        }
        String type = element.attribute("type").toLowerCase(Locale.ROOT);
        if (!element.attribute("src").isEmpty()) {
            item.medium(Medium.of(HtmlText.resolved(address, element.attribute("src")), type, ""));
            return HtmlText.plain("");
        }
        String mode = element.attribute("mode");
        if (mode.equals("base64")) {
            item.note("its " + element.name() + " is written in base64 and was left out");
            return HtmlText.plain("");
        }
        return switch (type) {
            case "", "text", "text/plain" -> HtmlText.plain(element.text());
            case "xhtml", "application/xhtml+xml" -> HtmlText.of(element.xhtml(), address);
            case "html", "text/html" -> HtmlText.of(mode.equals("xml") ? element.xhtml() : element.html(), address);
            default -> {
                if (type.startsWith("text/")) {
                    yield HtmlText.plain(element.text());
                }
                item.note("its " + element.name() + " is " + type + ", which is no text, and was left out");
                yield HtmlText.plain("");
            }
        };
    }

    private @Nullable WrittenDate date(Item item, XmlElement entry) {
        String unread = "";
        for (String name : DATES) {
            String written = entry.text(name);
            WrittenDate date = DateReader.read(written);
            if (date != null) {
                if (!unread.isEmpty()) {
                    item.note("the date " + unread + " can't be read, and that of " + name + " was taken");
                }
                item.occurred(date.inUtc());
                return date.inUtc();
            }
            if (!written.isEmpty() && unread.isEmpty()) {
                unread = "'" + Item.shortened(written) + "'";
            }
        }
        item.refuse(unread.isEmpty() ? "has no date" : "has no date that can be read, but " + unread);
        return null;
    }

    private @Nullable String language(XmlElement entry) {
        XmlElement title = entry.child("title");
        return Stream.of(
                        entry.attribute("xml:lang"),
                        entry.text("dc:language"),
                        title == null ? "" : title.attribute("xml:lang"),
                        language,
                        root.attribute("xml:lang"))
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse(null);
    }

    private static Set<String> tags(XmlElement entry) {
        Set<String> tags = new LinkedHashSet<>();
        entry.children()
                .filter(child -> Set.of("category", "atom:category", "dc:subject", "media:category")
                        .contains(child.name()))
                .forEach(child ->
                        tags.add(PlainText.of(Stream.of(child.attribute("label"), child.attribute("term"), child.text())
                                .filter(text -> !text.isEmpty())
                                .findFirst()
                                .orElse(""))));
        for (String list : List.of("media:keywords", "itunes:keywords")) {
            for (String word : entry.text(list).split(",", -1)) {
                tags.add(word.strip());
            }
        }
        return tags;
    }

    private void authors(Item item, XmlElement entry) {
        Set<String> names = new LinkedHashSet<>();
        for (XmlElement author : entry.children().toList()) {
            switch (author.name()) {
                case "author", "atom:author", "dc:creator", "itunes:author" -> names.add(name(author));
                default -> {
                    // Others come behind the authors.
                }
            }
        }
        names.forEach(name -> item.actor(name, "person", "author"));
        Stream.of("contributor", "atom:contributor", "dc:contributor")
                .flatMap(entry::children)
                .map(FeedFile::name)
                .filter(name -> !names.contains(name))
                .distinct()
                .forEach(name -> item.actor(name, "person", "contributor"));
    }

    private static String name(XmlElement author) {
        String named = firstText(author, List.of("name", "atom:name", "email", "atom:email"));
        String name = PlainText.of(named.isEmpty() ? author.text() : named);
        Matcher mailbox = MAILBOX.matcher(name);
        return name.length() <= EventData.MAX_NAME && mailbox.matches() ? mailbox.group(1) : name;
    }

    private void media(Item item, XmlElement entry, String base) {
        List<Medium> media = new ArrayList<>();
        for (XmlElement element : entry.children().toList()) {
            switch (element.name()) {
                case "enclosure" -> media.add(medium(element, "url", base));
                case "link", "atom:link" -> {
                    if (element.attribute("rel").equals("enclosure")) {
                        media.add(medium(element, "href", base).withCaption(element.attribute("title")));
                    }
                }
                case "media:content" -> media.add(described(medium(element, "url", base), element, entry));
                case "media:group" -> media.add(ofGroup(item, element, entry, base));
                case "itunes:image" -> media.add(Medium.of(element.attribute("href"), "image"));
                case "image" -> media.add(Medium.of(firstText(element, List.of("url", "atom:url")), "image"));
                default -> {
                    // No medium.
                }
            }
        }
        if (media.isEmpty()) {
            entry.children("media:thumbnail")
                    .limit(1)
                    .forEach(thumbnail -> media.add(
                            described(Medium.of(resolved(thumbnail, "url", base), "image"), thumbnail, entry)));
        }
        media.stream().filter(medium -> !medium.url().isEmpty()).forEach(item::medium);
    }

    private static Medium medium(XmlElement element, String attribute, String base) {
        return Medium.of(resolved(element, attribute, base), element.attribute("type"), element.attribute("medium"));
    }

    private static String resolved(XmlElement element, String attribute, String base) {
        return HtmlText.resolved(base, element.attribute(attribute));
    }

    /** A group has one medium in several sizes. */
    private static Medium ofGroup(Item item, XmlElement group, XmlElement entry, String base) {
        List<XmlElement> sizes = group.children("media:content").toList();
        if (sizes.isEmpty()) {
            return Medium.of(
                    group.children("media:thumbnail")
                            .findFirst()
                            .map(thumbnail -> resolved(thumbnail, "url", base))
                            .orElse(""),
                    "image");
        }
        if (sizes.size() > 1) {
            item.note("of a medium in " + sizes.size() + " sizes one was taken");
        }
        XmlElement size = sizes.stream()
                .filter(one -> one.attribute("isdefault").equals("true"))
                .findFirst()
                .orElse(sizes.get(0));
        Medium medium = described(medium(size, "url", base), size, group);
        return described(medium, group, entry);
    }

    /** Takes the texts that stand in the element, or around it. */
    private static Medium described(Medium medium, XmlElement element, XmlElement outer) {
        Medium described = medium;
        for (XmlElement place : List.of(element, outer)) {
            String caption = PlainText.of(place.text("media:description"));
            String title = place == outer ? "" : PlainText.of(place.text("media:title"));
            String credit = PlainText.of(place.text("media:credit"));
            String licence = PlainText.of(firstText(place, List.of("media:license", "media:copyright")));
            described = new Medium(
                    described.url(),
                    described.kind(),
                    described.alt(),
                    described.caption().isEmpty() ? caption.isEmpty() ? title : caption : described.caption(),
                    described.credit().isEmpty() ? credit : described.credit(),
                    described.licence().isEmpty() ? licence : described.licence());
        }
        return described;
    }

    private static void otherSources(Item item, XmlElement entry, String base) {
        links(entry)
                .filter(link -> Set.of("via", "related").contains(link.attribute("rel")))
                .forEach(link -> item.link(new HtmlText.Link(resolved(link, "href", base), link.attribute("title"))));
        entry.children("source")
                .forEach(source -> item.link(new HtmlText.Link(
                        source.attribute("url").isEmpty() ? link(source, "self") : source.attribute("url"),
                        source.text("title").isEmpty() ? source.text() : source.text("title"))));
        entry.children("dc:source")
                .filter(source -> source.text().startsWith("http"))
                .forEach(source -> item.link(new HtmlText.Link(source.text(), "")));
        entry.children("media:player").forEach(player -> item.link(new HtmlText.Link(player.attribute("url"), "")));
    }

    private static String link(XmlElement source, String rel) {
        return links(source)
                .filter(link -> link.attribute("rel").equals(rel))
                .map(link -> link.attribute("href"))
                .findFirst()
                .orElse("");
    }

    private static void place(Item item, XmlElement entry) {
        String name = entry.text("georss:featurename");
        String point = Stream.of(
                        entry.text("georss:point"),
                        entry.text("georss:where"),
                        entry.text("geo:lat") + " " + entry.text("geo:long"),
                        entry.children("geo:point")
                                .map(geo -> geo.text("geo:lat") + " " + geo.text("geo:long"))
                                .findFirst()
                                .orElse(""))
                .filter(text -> !text.isBlank())
                .findFirst()
                .orElse("")
                .strip();
        Matcher numbers = POINT.matcher(point);
        if (numbers.matches()) {
            item.place(name, Double.valueOf(numbers.group(1)), Double.valueOf(numbers.group(2)));
        } else {
            item.place(name, null, null);
            if (!point.isEmpty()) {
                item.note("the position '" + Item.shortened(point) + "' can't be read and was left out");
            }
        }
    }

    private static void noteRest(Item item, XmlElement entry) {
        Set<String> rest = new TreeSet<>();
        entry.children()
                .map(XmlElement::name)
                .filter(name -> !READ.contains(name) && !DATES.contains(name))
                .filter(name -> !TITLES.contains(name) && !SUMMARIES.contains(name) && !FULL_TEXTS.contains(name))
                .forEach(rest::add);
        if (!rest.isEmpty()) {
            item.note("left out: " + Item.shortened(String.join(", ", rest)));
        }
    }
}
