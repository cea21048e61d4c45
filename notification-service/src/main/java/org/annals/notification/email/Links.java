// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.email;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Optional;
import java.util.UUID;

/** Where the links in mails lead. */
@ApplicationScoped
class Links {

    private final String base;
    private final String timelines;
    private final Optional<String> unsubscribeMailbox;

    Links(MailConfig config) {
        this.base = base(config.publicUrl());
        this.timelines = base(config.timelineUrl());
        this.unsubscribeMailbox = config.unsubscribeMailbox();
    }

    String confirm(MailTokenRow token) {
        return base + "/v1/mail/" + token.token + "/confirm";
    }

    String unsubscribe(MailTokenRow token) {
        return base + "/v1/mail/" + token.token + "/unsubscribe";
    }

    /** In the header of that name: for mail programs, which post to it (RFC 8058), or write to a mailbox. */
    String listUnsubscribe(MailTokenRow token) {
        String link = "<" + unsubscribe(token) + ">";
        return unsubscribeMailbox
                .map(mailbox -> link + ",\r\n <mailto:" + mailbox + "?subject=unsubscribe%20" + token.token + ">")
                .orElse(link);
    }

    String event(String timeline, UUID event) {
        return timelines + "/timelines/" + timeline + "/events/" + event;
    }

    private static String base(URI uri) {
        String text = uri.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }
}
