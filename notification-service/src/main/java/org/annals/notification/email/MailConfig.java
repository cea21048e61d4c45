// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.email;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

@ConfigMapping(prefix = "annals.mail")
interface MailConfig {

    /** Where readers of mail reach this service, to confirm and to unsubscribe. */
    @WithDefault("http://127.0.0.1:8082")
    URI publicUrl();

    /** Where they reach the timeline service, to read the events that they are told of. */
    @WithDefault("http://127.0.0.1:8080")
    URI timelineUrl();

    /** A mailbox that whoever looks after it takes as a wish to unsubscribe: offered beside the link, if there is one. */
    Optional<String> unsubscribeMailbox();

    /** How long a confirmation is waited for. */
    @WithDefault("PT48H")
    Duration confirmationLifetime();

    /** How often a day somebody can be asked to confirm, by whoever claims to be them. */
    @WithDefault("3")
    int maxConfirmationsPerDay();

    /** How many mails a day one owner may cause to addresses that have not confirmed, where there is a login. */
    @WithDefault("50")
    int maxUnconfirmedPerOwnerPerDay();

    /** How many mails a recipient gets in an hour; what comes up beyond that goes into the next one. */
    @WithDefault("20")
    int maxPerHour();

    /** How many changes one mail tells of; more go into another. */
    @WithDefault("200")
    int maxChanges();

    /** How many mails are about to be taken by the mail server at once. */
    @WithDefault("10")
    int maxAtOnce();

    /** How long a mail counts as one of those; from then on, it takes up no other's place. */
    @WithDefault("PT3S")
    Duration quick();

    /** How many mails may take longer than that at once. */
    @WithDefault("100")
    int maxSlow();

    /** How long the mail server may take over one mail. */
    @WithDefault("PT30S")
    Duration timeout();

    /** How long a claim outlives the timeout of its mail, so that its outcome can be stored first. */
    @WithDefault("PT15S")
    Duration claimMargin();

    /** How often to look for mail that is due. */
    @WithDefault("PT0.5S")
    Duration pollInterval();

    /** How often to look for subscriptions that were never confirmed, and for mail to be forgotten. */
    @WithDefault("PT1M")
    Duration housekeepingInterval();

    /** How long it is remembered which mails were sent. */
    @WithDefault("P30D")
    Duration retention();
}
