// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.annals.ingest.access.Audit;
import org.annals.ingest.access.Publisher;
import org.annals.ingest.event.NewEvent;
import org.annals.ingest.imports.IdentityResolver.Candidate;
import org.annals.ingest.imports.Plan.Step;
import org.annals.ingest.imports.Report.Action;
import org.annals.ingest.imports.Report.Entry;
import org.annals.ingest.imports.Report.Progress;
import org.annals.ingest.problem.ProblemException;
import org.annals.ingest.publishing.CloudEventRecord;
import org.annals.ingest.publishing.EventPublisher;
import org.annals.ingest.publishing.Trace;
import org.jspecify.annotations.Nullable;

/**
 * Import of one file. The file is read twice: first to its end, so that a file that can't be read publishes nothing, and all
 * identities are known; then in batches, each of which is compared with the timeline and published while the next one is
 * read. It waits for answers, and needs a thread of its own.
 */
final class ImportJob {

    private static final int MAX_BATCH = 1000;
    private static final int MAX_BATCH_CHARS = 4 * 1024 * 1024;
    private static final int MAX_MISSING = 1000;

    /**
     * Order for an import.
     *
     * @param format of the file
     * @param items of the file
     * @param who sends it
     * @param trace that its messages continue
     */
    record Order(Format format, Items items, List<String> notes, boolean dryRun, Publisher who, Trace trace) {}

    private final Order order;
    private final Plan plan;
    private final StoredEvents stored;
    private final EventPublisher publisher;
    private final Audit audit;
    private final ImportConfig config;
    private final IdentityResolver identities;
    private final Consumer<Report.Line> listener;
    private final Map<Action, Integer> counts = new EnumMap<>(Action.class);
    private final List<Entry> listed = new ArrayList<>();
    private int total;
    private int unlisted;
    private @Nullable Map<UUID, Boolean> keys;
    private @Nullable CompletionStage<Void> confirmation;
    private @Nullable Step last;

    /**
     * An import.
     *
     * @param listener that is told of each item and of the progress
     */
    ImportJob(
            Order order,
            Plan plan,
            StoredEvents stored,
            EventPublisher publisher,
            Audit audit,
            ImportConfig config,
            Consumer<Report.Line> listener) {
        this.order = order;
        this.plan = plan;
        this.stored = stored;
        this.publisher = publisher;
        this.audit = audit;
        this.config = config;
        this.listener = listener;
        this.identities = new IdentityResolver(plan.target());
    }

    /** Imports the file and returns the report. */
    Report run() {
        survey();
        String timeline = plan.target().timeline();
        keys = order.format.isWhole()
                ? stored.keys(order.who, timeline, plan.target().source())
                : null;
        publishAll();
        awaitConfirmation();
        boolean isPending = last != null
                && last.event() != null
                && !stored.awaitRevisions(order.who, timeline, last.event().eventId(), last.revision());
        return report(isPending);
    }

    /** Tells whether anything was published. */
    boolean hasPublished() {
        return last != null;
    }

    private void survey() {
        Iterator<Item> items = order.items.items().iterator();
        try {
            while (items.hasNext()) {
                if (++total > config.maxItems()) {
                    throw ProblemException.tooLarge(
                            "file-too-large",
                            "A file may have at most " + config.maxItems()
                                    + " items, and this has more; import it in parts.");
                }
                identities.survey(items.next());
            }
        } finally {
            close(items);
        }
        listener.accept(Report.Line.of(progress()));
    }

    private void publishAll() {
        Iterator<Item> items = order.items.items().iterator();
        try {
            while (items.hasNext()) {
                List<Item> batch = new ArrayList<>();
                int chars = 0;
                while (items.hasNext() && batch.size() < MAX_BATCH && chars < MAX_BATCH_CHARS) {
                    Item item = items.next();
                    batch.add(item);
                    chars += size(item);
                }
                publish(steps(batch));
            }
        } finally {
            close(items);
        }
    }

    /** Returns about how large an item is; most of them have only texts of a few words, and a summary. */
    private static int size(Item item) {
        int details = item.data().path("details").isMissingNode()
                ? 0
                : item.data().get("details").toString().length();
        return 500 + item.data().path("summary").asText("").length() + details;
    }

    private static void close(Iterator<Item> items) {
        if (items instanceof Closeable closeable) {
            try {
                closeable.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private List<Step> steps(List<Item> batch) {
        boolean isNew = keys != null && keys.isEmpty();
        List<List<Candidate>> candidates =
                batch.stream().map(item -> identities.candidates(item, isNew)).toList();
        Set<UUID> asked = new HashSet<>();
        for (int i = 0; i < batch.size(); i++) {
            if (batch.get(i).refusal() == null) {
                boolean hasOtherSource =
                        !plan.target().source(batch.get(i)).equals(plan.target().source());
                candidates.get(i).stream()
                        .map(Candidate::eventId)
                        .filter(eventId -> keys == null || hasOtherSource || keys.containsKey(eventId))
                        .forEach(asked::add);
            }
        }
        Map<UUID, Stored> found = asked.isEmpty()
                ? Map.of()
                : stored.find(order.who, plan.target().timeline(), asked);
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            steps.add(step(batch.get(i), candidates.get(i), found));
        }
        return steps;
    }

    private Step step(Item item, List<Candidate> candidates, Map<UUID, Stored> found) {
        if (item.refusal() != null) {
            identities.keep(candidates);
            return Plan.skip(item, item.refusal());
        }
        if (candidates.isEmpty()) {
            return Plan.skip(item, "has nothing by which it could be found again");
        }
        String source = plan.target().source(item);
        if (!order.who.allows(source, plan.target().timeline())) {
            return Plan.skip(
                    item,
                    "has the source " + Item.shortened(source)
                            + ", for which your token does not let you publish; name another in the parameter source");
        }
        Candidate candidate = identities.resolve(item, candidates, found, event -> plan.isSame(item, event));
        String same = identities.claim(candidate, item);
        return same == null
                ? plan.step(item, candidate.id(), found.get(candidate.eventId()))
                : Plan.skip(item, "is the same item as " + same);
    }

    private void publish(List<Step> steps) {
        for (Step step : steps) {
            counts.merge(step.entry().action(), 1, Integer::sum);
            if (listed.size() < config.maxListed()) {
                listed.add(step.entry());
            } else {
                unlisted++;
            }
        }
        List<Step> published =
                steps.stream().filter(step -> step.event() != null).toList();
        if (!order.dryRun && !published.isEmpty()) {
            awaitConfirmation();
            List<NewEvent> events = new ArrayList<>();
            List<CloudEventRecord> messages = new ArrayList<>();
            for (Step step : published) {
                NewEvent event = step.event();
                if (event != null) {
                    events.add(event);
                    messages.add(event.message());
                }
            }
            confirmation = publisher
                    .publish(messages, order.trace)
                    .thenRun(() -> events.forEach(event -> event.audit(audit, order.who)));
            last = published.get(published.size() - 1);
        }
        steps.forEach(step -> listener.accept(Report.Line.of(step.entry())));
        listener.accept(Report.Line.of(progress()));
    }

    private void awaitConfirmation() {
        CompletionStage<Void> waiting = confirmation;
        confirmation = null;
        if (waiting != null) {
            try {
                waiting.toCompletableFuture().join();
            } catch (CompletionException e) {
                if (e.getCause() instanceof ProblemException problem) {
                    throw problem;
                }
                throw e;
            }
        }
    }

    private int count(Action action) {
        return counts.getOrDefault(action, 0);
    }

    private Progress progress() {
        return new Progress(
                total, count(Action.ADDED), count(Action.CORRECTED), count(Action.UNCHANGED), count(Action.SKIPPED));
    }

    private Report report(boolean isPending) {
        List<UUID> missing = missing();
        return new Report(
                plan.target().timeline(),
                order.format.title(),
                plan.target().source(),
                order.dryRun,
                isPending,
                count(Action.ADDED),
                count(Action.CORRECTED),
                count(Action.UNCHANGED),
                count(Action.SKIPPED),
                order.items.mapping(),
                order.notes,
                missing == null
                        ? null
                        : stored.missing(
                                order.who,
                                plan.target().timeline(),
                                missing.subList(0, Math.min(missing.size(), MAX_MISSING))),
                missing == null ? null : missing.size(),
                listed,
                unlisted);
    }

    private @Nullable List<UUID> missing() {
        Map<UUID, Boolean> all = keys;
        if (all == null) {
            return null;
        }
        List<UUID> missing = new ArrayList<>();
        all.forEach((eventId, isRetracted) -> {
            if (!isRetracted && !identities.isPresent(eventId)) {
                missing.add(eventId);
            }
        });
        return missing;
    }
}
