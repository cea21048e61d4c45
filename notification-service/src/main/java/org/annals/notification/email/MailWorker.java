// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.email;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.annals.notification.delivery.DeliveryConfig;
import org.annals.notification.delivery.Outcome;
import org.annals.notification.delivery.QueuedDeliveryStore;
import org.annals.notification.delivery.RetrySchedule;
import org.annals.notification.subscription.Subscriptions;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Sends mail that is due, in a thread of its own. Replicas share it without meeting. */
@ApplicationScoped
class MailWorker {

    /** While the database and the mail client are still there. */
    private static final int STOPS_SECOND = 2000;

    private static final int MAX_FORGOTTEN = 1000;
    private static final Duration STORE_PAUSE = Duration.ofSeconds(1);

    private static final Logger LOG = Logger.getLogger(MailWorker.class);

    /** Without an outcome when there was nothing to say any more. */
    private record Sent(MailRow mail, Instant at, @Nullable Outcome outcome) {}

    private final Composer composer;
    private final QueuedDeliveryStore deliveries;
    private final MailStore mails;
    private final MailTokenStore tokens;
    private final LetterWriter letters;
    private final Postman postman;
    private final Subscriptions subscriptions;
    private final MailMetrics metrics;
    private final RetrySchedule schedule;
    private final Clock clock;
    private final MailConfig config;
    private final Thread thread = new Thread(this::run, "mail-worker");
    private final BlockingQueue<Sent> ended = new LinkedBlockingQueue<>();
    /** When each began, until it is settled; those that take long are in the other. Touched by the thread alone. */
    private final Map<UUID, Instant> quick = new LinkedHashMap<>();

    private final Set<UUID> slow = new HashSet<>();
    private Instant cleaned = Instant.EPOCH;
    private volatile boolean stopping;

    MailWorker(
            Composer composer,
            QueuedDeliveryStore deliveries,
            MailStore mails,
            MailTokenStore tokens,
            LetterWriter letters,
            Postman postman,
            Subscriptions subscriptions,
            MailMetrics metrics,
            RandomGenerator random,
            Clock clock,
            DeliveryConfig delivery,
            MailConfig config) {
        this.composer = composer;
        this.deliveries = deliveries;
        this.mails = mails;
        this.tokens = tokens;
        this.letters = letters;
        this.postman = postman;
        this.subscriptions = subscriptions;
        this.metrics = metrics;
        this.schedule = new RetrySchedule(delivery.schedule(), random, clock);
        this.clock = clock;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        if (postman.isConfigured()) {
            metrics.register();
            thread.start();
        }
    }

    /** What is on its way is settled first, if it ends in time. */
    void stop(@Observes @Priority(STOPS_SECOND) ShutdownEvent event) throws InterruptedException {
        stopping = true;
        thread.join(config.claimMargin().toMillis());
        thread.interrupt();
    }

    private void run() {
        try {
            while (!stopping || !quick.isEmpty() || !slow.isEmpty()) {
                int started = stopping ? 0 : work();
                settleEnded(started == 0 ? config.pollInterval() : Duration.ZERO);
            }
        } catch (InterruptedException e) {
            LOG.debug("Mail stopped");
        }
    }

    /** Returns how many mails were begun. */
    private int work() {
        try {
            metrics.measureDueNowAndThen();
            cleanUpNowAndThen();
            if (!deliveries.isReady()) {
                return 0;
            }
            composer.compose();
            return sendDue();
        } catch (RuntimeException e) {
            LOG.warnf("Due mail not sent, trying again [reason=%s]", e);
            return 0;
        }
    }

    private int sendDue() {
        Instant now = clock.instant();
        moveAway(now);
        int room = slow.size() < config.maxSlow() ? config.maxAtOnce() - quick.size() : 0;
        if (room <= 0) {
            return 0;
        }
        Instant until = now.plus(config.timeout()).plus(config.claimMargin());
        List<MailRow> due = mails.claimDue(now, until, room);
        for (MailRow mail : due) {
            quick.put(mail.id, now);
            begin(mail, now);
        }
        return due.size();
    }

    /** Makes room for others where the mail server takes its time over a recipient. */
    private void moveAway(Instant now) {
        Instant begin = now.minus(config.quick());
        List<UUID> late = quick.entrySet().stream()
                .filter(mail -> mail.getValue().isBefore(begin))
                .map(Map.Entry::getKey)
                .toList();
        if (!late.isEmpty()) {
            quick.keySet().removeAll(late);
            slow.addAll(late);
            postman.reconnect();
        }
    }

    /** Each by itself, as soon as it has ended. Waits for the first. */
    private void settleEnded(Duration patience) throws InterruptedException {
        Sent sent = ended.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        while (sent != null) {
            settleUntilDone(sent);
            quick.remove(sent.mail().id);
            slow.remove(sent.mail().id);
            sent = ended.poll();
        }
    }

    /** Whatever becomes of it is put to what has ended. */
    private void begin(MailRow mail, Instant now) {
        try {
            Optional<Letter> letter = letters.write(mail);
            if (letter.isEmpty()) {
                ended.add(new Sent(mail, now, null));
                return;
            }
            postman.send(letter.get()).subscribe().with(outcome -> ended.add(new Sent(mail, now, outcome)));
        } catch (RuntimeException e) {
            // One that can't be written must not stop the others.
            LOG.errorf(e, "Mail could not be written [mail=%s, subscription=%s]", mail.id, mail.subscriptionId);
            Outcome failed = new Outcome.Failed(Outcome.Kind.OTHER, null, Duration.ZERO, "Could not be written", null);
            ended.add(new Sent(mail, now, failed));
        }
    }

    /** What is sent must not be sent again because the database is away for a moment. */
    private void settleUntilDone(Sent sent) throws InterruptedException {
        while (true) {
            try {
                settle(sent);
                return;
            } catch (RuntimeException e) {
                LOG.warnf("Outcome of a mail not stored, trying again [mail=%s, reason=%s]", sent.mail().id, e);
                Thread.sleep(STORE_PAUSE.toMillis());
            }
        }
    }

    private void settle(Sent sent) {
        MailRow mail = sent.mail();
        Outcome outcome = sent.outcome();
        if (outcome == null) {
            QuarkusTransaction.requiringNew()
                    .run(() -> mails.resolve(mail.id, MailRow.Status.DROPPED, mail.attempts + 1, null));
            return;
        }
        if (!(outcome instanceof Outcome.Failed failed)) {
            store(sent, outcome, MailRow.Status.SENT, null);
            return;
        }
        Instant next = failed.canHeal() ? schedule.next(mail.attempts + 1, null).orElse(null) : null;
        store(sent, outcome, next == null ? MailRow.Status.FAILED : MailRow.Status.WAITING, next);
        if (failed.kind() == Outcome.Kind.MAILBOX_REFUSED && mail.kind != MailRow.Kind.DISABLED) {
            subscriptions.disable(mail.subscriptionId, "Mail came back: " + failed.response());
        }
    }

    private void store(Sent sent, Outcome outcome, MailRow.Status status, @Nullable Instant next) {
        MailRow mail = sent.mail();
        QuarkusTransaction.requiringNew().run(() -> {
            if (mails.resolve(mail.id, status, mail.attempts + 1, next) && mail.kind == MailRow.Kind.ALERT) {
                deliveries.resolve(mail.id, sent.at(), outcome, next);
            }
        });
        metrics.attempted(mail.kind, outcome);
    }

    private void cleanUpNowAndThen() {
        Instant now = clock.instant();
        if (now.isBefore(cleaned.plus(config.housekeepingInterval()))) {
            return;
        }
        for (UUID subscription : tokens.neverConfirmed(now, MAX_FORGOTTEN)) {
            subscriptions.remove(subscription);
        }
        mails.forget(now.minus(config.retention()), MAX_FORGOTTEN);
        cleaned = now;
    }
}
