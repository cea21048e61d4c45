// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.annals.timeline.change.ChangeView;
import org.annals.timeline.search.ChangeSearch;
import org.annals.timeline.search.ChangeSearch.Found;
import org.annals.timeline.search.EventQuery;
import org.annals.timeline.search.Place;

/**
 * Reads what streams send. Stored and new changes are read in the same way, so that there is no switch between them; a
 * thousand readers at the same place are one query and one copy in memory.
 */
@ApplicationScoped
class StreamPages {

    /** Changes of a page, and bytes of it after which the rest is left for the next one. */
    private static final int MAX_CHANGES = 200;

    private static final int MAX_BYTES = 512 * 1024;

    private static final long MAX_KEPT_BYTES = 32 * 1024 * 1024;
    private static final Duration KEPT = Duration.ofSeconds(5);

    /** Streams wait for each other before they take all connections to the database from everyone else. */
    private static final int THREADS = 4;

    /**
     * What makes two pages the same.
     *
     * @param arrival after which it is read: a page that was read before may lack what came with it
     */
    private record Key(EventQuery query, String after, long arrival) {}

    private final ChangeSearch search;
    private final ObjectMapper mapper;
    private final ExecutorService readers = Executors.newFixedThreadPool(THREADS);
    private final AsyncCache<Key, StreamPage> pages = Caffeine.newBuilder()
            .maximumWeight(MAX_KEPT_BYTES)
            .weigher((Key key, StreamPage page) -> page.bytes() + key.after().length())
            .expireAfterWrite(KEPT)
            .executor(readers)
            .buildAsync();

    StreamPages(ChangeSearch search, ObjectMapper mapper) {
        this.search = search;
        this.mapper = mapper;
    }

    @PreDestroy
    void close() {
        readers.shutdownNow();
    }

    /**
     * What follows a place.
     *
     * @param arrival the number of an arrival: all that came with it is in the page
     */
    CompletableFuture<StreamPage> read(EventQuery query, String after, long arrival) {
        return pages.get(
                new Key(query, after, arrival),
                (key, executor) -> CompletableFuture.supplyAsync(() -> read(key), executor));
    }

    private StreamPage read(Key key) {
        try {
            return key.query().timeline() == null
                    ? ofAll(key.query(), Place.of(key.after()))
                    : ofTimeline(key.query(), Long.parseLong(key.after()));
        } catch (SQLException | JsonProcessingException e) {
            throw new CompletionException(e);
        }
    }

    private StreamPage ofTimeline(EventQuery query, long after) throws SQLException, JsonProcessingException {
        if (!search.sees(query)) {
            return StreamPage.gone(Long.toString(after));
        }
        Builder page = new Builder(Long.toString(after));
        for (Found found : search.page(query, after, MAX_CHANGES)) {
            page.add(found, Long.toString(found.sequence()));
        }
        return page.build();
    }

    private StreamPage ofAll(EventQuery query, Place after) throws SQLException, JsonProcessingException {
        Builder page = new Builder(after.text());
        Place place = after;
        for (Found found : search.page(query, after, MAX_CHANGES)) {
            place = place.after(found.partition(), found.offset(), found.sequence());
            page.add(found, place.text());
        }
        return page.build();
    }

    private final class Builder {

        private final List<StreamPage.Sent> changes = new ArrayList<>();
        private String end;
        private int read;
        private int bytes;

        private Builder(String after) {
            this.end = after;
        }

        private void add(Found found, String id) throws JsonProcessingException {
            read++;
            if (bytes >= MAX_BYTES) {
                return;
            }
            ChangeView change = found.change();
            if (change != null) {
                StreamPage.Sent sent = StreamPage.Sent.of(id, mapper.writeValueAsString(change));
                changes.add(sent);
                bytes += sent.event().length;
            }
            end = id;
        }

        private StreamPage build() {
            return new StreamPage(changes, end, read == MAX_CHANGES || bytes >= MAX_BYTES, false);
        }
    }
}
