// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.email;

import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.time.Clock;
import java.util.Optional;
import org.annals.notification.access.Allowed;
import org.annals.notification.subscription.Mailbox;
import org.annals.notification.subscription.Subscription;
import org.annals.notification.subscription.Subscriptions;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** What the links in mails lead to: pages for people. Mail scanners follow links, so that only the button does something. */
@Allowed(everybody = true)
@Path("/v1/mail/{token}")
@Produces(MediaType.TEXT_HTML)
class MailLinkResource {

    private static final String CONFIRM = "Do you want this mail?";
    private static final String UNSUBSCRIBE = "No more mail?";
    private static final String UNKNOWN =
            "This link leads nowhere (any more): what it was about has ended, or was never"
                    + " confirmed in time. Nothing is sent because of it.";

    /** Nothing is loaded from anywhere, and the address of the page, which is a secret, is told to nobody. */
    private static final String POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'";

    private final MailTokenStore tokens;
    private final Subscriptions subscriptions;
    private final Template page;
    private final Clock clock;

    MailLinkResource(
            MailTokenStore tokens,
            Subscriptions subscriptions,
            @Location("mail/page.html") Template page,
            Clock clock) {
        this.tokens = tokens;
        this.subscriptions = subscriptions;
        this.page = page;
        this.clock = clock;
    }

    @GET
    @Path("/confirm")
    @Operation(summary = "Ask whether mail is wanted", description = "A page with a button, which confirms.")
    public Response askToConfirm(String token) {
        return pending(token)
                .map(subscription -> page(
                        Status.OK,
                        CONFIRM,
                        "Changes to " + Topic.of(subscription) + " go to " + to(subscription) + ".",
                        "Yes"))
                .orElseGet(() -> page(Status.NOT_FOUND, CONFIRM, UNKNOWN, null));
    }

    @POST
    @Path("/confirm")
    @Operation(summary = "Confirm that mail is wanted", description = "From now on it is sent.")
    public Response confirm(String token) {
        Optional<Subscription> pending = pending(token);
        pending.ifPresent(subscription -> subscriptions.confirm(subscription.id()));
        return pending.map(subscription -> page(
                        Status.OK,
                        "You are subscribed",
                        "Changes to " + Topic.of(subscription) + " go to " + to(subscription)
                                + ". Each mail has a link that ends it.",
                        null))
                .orElseGet(() -> page(Status.NOT_FOUND, CONFIRM, UNKNOWN, null));
    }

    @GET
    @Path("/unsubscribe")
    @Operation(summary = "Ask whether mail is to end", description = "A page with a button, which unsubscribes.")
    public Response askToUnsubscribe(String token) {
        return subscribed(token)
                .map(subscription -> page(
                        Status.OK,
                        UNSUBSCRIBE,
                        "Changes to " + Topic.of(subscription) + " no longer go to " + to(subscription) + ".",
                        "Unsubscribe"))
                .orElseGet(() -> page(Status.NOT_FOUND, UNSUBSCRIBE, UNKNOWN, null));
    }

    @POST
    @Path("/unsubscribe")
    @Operation(
            summary = "Unsubscribe",
            description =
                    "By the button of the page, or by a mail program in one click (RFC 8058). Doing so again is no"
                            + " error.")
    public Response unsubscribe(String token) {
        tokens.byToken(token).ifPresent(row -> subscriptions.remove(row.subscriptionId));
        return page(Status.OK, "You are not subscribed", "Nothing more is sent because of this subscription.", null);
    }

    /** One that can be confirmed, or that was: whoever presses the button twice sees the same. */
    private Optional<Subscription> pending(String token) {
        return tokens.byToken(token)
                .filter(row -> row.expires.isAfter(clock.instant()))
                .flatMap(row -> subscriptions.read(row.subscriptionId));
    }

    private Optional<Subscription> subscribed(String token) {
        return tokens.byToken(token).flatMap(row -> subscriptions.read(row.subscriptionId));
    }

    private Response page(Status status, String title, String text, @Nullable String button) {
        return Response.status(status)
                .entity(page.data("title", title)
                        .data("text", text)
                        .data("button", button)
                        .render())
                .header("Content-Security-Policy", POLICY)
                .header("Referrer-Policy", "no-referrer")
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    private static String to(Subscription subscription) {
        return Mailbox.of(subscription.sink()).address();
    }
}
