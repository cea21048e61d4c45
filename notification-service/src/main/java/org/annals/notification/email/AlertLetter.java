// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.email;

import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.annals.notification.delivery.Message;
import org.annals.notification.delivery.QueuedDeliveryStore;
import org.annals.notification.subscription.Mailbox;
import org.annals.notification.subscription.Subscription;

/** Tells of one change or of many: grouped by timeline, in the order in which they occurred. */
@ApplicationScoped
class AlertLetter {

    /** As much of a title as shows in a list of mails. */
    private static final int MAX_SUBJECT = 150;

    private final QueuedDeliveryStore deliveries;
    private final AlertReader reader;
    private final Links links;
    private final Postman postman;
    private final Template text;
    private final Template html;

    AlertLetter(
            QueuedDeliveryStore deliveries,
            AlertReader reader,
            Links links,
            Postman postman,
            @Location("mail/alert.txt") Template text,
            @Location("mail/alert.html") Template html) {
        this.deliveries = deliveries;
        this.reader = reader;
        this.links = links;
        this.postman = postman;
        this.text = text;
        this.html = html;
    }

    /** What happened on a timeline. */
    record Section(String timeline, List<Alert> alerts) {}

    /** Empty when there is nothing left to tell. */
    Optional<Letter> write(UUID mail, Subscription subscription, MailTokenRow token) {
        List<Alert> alerts = alerts(deliveries.messages(mail, subscription));
        if (alerts.isEmpty()) {
            return Optional.empty();
        }
        List<Section> sections = sections(alerts);
        String recipient = Mailbox.of(subscription.sink()).address();
        Map<String, Object> data = Map.of(
                "sections",
                sections,
                "recipient",
                recipient,
                "topic",
                Topic.of(subscription),
                "unsubscribe",
                links.unsubscribe(token));
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Message-ID", postman.messageId(mail.toString()));
        if (alerts.size() == 1) {
            // Nobody has sent what is referred to. Being the same in all mails about the event, it makes them a thread.
            headers.put("References", postman.messageId("event." + alerts.get(0).eventId() + "." + subscription.id()));
        }
        headers.put("List-Id", "<" + list(subscription) + "." + postman.domain() + ">");
        headers.put("List-Unsubscribe", links.listUnsubscribe(token));
        headers.put("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        headers.put("Precedence", "list");
        return Optional.of(new Letter(
                recipient,
                subject(sections),
                text.data(data).render(),
                html.data(data).render(),
                headers));
    }

    /** One per event: what the mail has several revisions of is told as the last of them has it. */
    private List<Alert> alerts(List<Message> messages) {
        Map<String, List<Message>> byEvent = new LinkedHashMap<>();
        for (Message message : messages) {
            byEvent.computeIfAbsent(message.timeline() + "/" + message.eventId(), same -> new ArrayList<>())
                    .add(message);
        }
        return byEvent.values().stream().map(this::alert).toList();
    }

    private Alert alert(List<Message> revisions) {
        Message last = revisions.get(revisions.size() - 1);
        return reader.read(last, deliveries.former(revisions.get(0)).orElse(null));
    }

    private static List<Section> sections(List<Alert> alerts) {
        Map<String, List<Alert>> byTimeline = new TreeMap<>();
        for (Alert alert : alerts) {
            byTimeline
                    .computeIfAbsent(alert.timeline(), same -> new ArrayList<>())
                    .add(alert);
        }
        byTimeline.values().forEach(section -> section.sort(Alert.AS_THEY_OCCURRED));
        return byTimeline.entrySet().stream()
                .map(entry -> new Section(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static String subject(List<Section> sections) {
        int changes =
                sections.stream().mapToInt(section -> section.alerts().size()).sum();
        if (sections.size() > 1) {
            return "[Annals] " + changes + " changes to " + sections.size() + " timelines";
        }
        Section section = sections.get(0);
        String what = changes == 1
                ? PlainText.shortened(section.alerts().get(0).subject(), MAX_SUBJECT)
                : changes + " changes";
        return "[" + section.timeline() + "] " + what;
    }

    /** What mail programs sort by: the timeline, where there is one. */
    private static String list(Subscription subscription) {
        return subscription.asked().timelines().size() == 1
                ? subscription.asked().timelines().get(0) + ".timeline"
                : "changes";
    }
}
