// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.email;

import io.quarkus.mailer.Mail;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.mail.SMTPException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.annals.notification.delivery.Outcome;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Hands mails to the mail server. */
@ApplicationScoped
class Postman {

    private static final int TAKEN = 250;
    private static final int PERMANENT = 500;

    /** How the client says which command was refused. */
    private static final String ABOUT_RECIPIENT = "recipient address not accepted";

    private final SmtpClients clients;
    private final Optional<String> from;
    private final MailConfig config;

    Postman(
            SmtpClients clients,
            @ConfigProperty(name = "quarkus.mailer.from") Optional<String> from,
            MailConfig config) {
        this.clients = clients;
        this.from = from;
        this.config = config;
    }

    /** Without a sender there is nobody to send it: that is the setting which has no default. */
    boolean isConfigured() {
        return from.isPresent();
    }

    /** Unique, and the same at each attempt, so that mail servers and readers can drop repeats. */
    String messageId(String name) {
        return "<" + name + "@" + domain() + ">";
    }

    /** The part of our own address behind the @, which what we name in headers is unique in. */
    String domain() {
        String address = from.orElseThrow();
        return address.substring(address.indexOf('@') + 1).replaceAll("[>)\\s].*", "");
    }

    /** Never fails: what goes wrong is an outcome. */
    Uni<Outcome> send(Letter letter) {
        long started = System.nanoTime();
        Mail mail = letter.toMail();
        SmtpClients.Client client = clients.take();
        return client.mailer()
                .send(mail)
                .ifNoItem()
                .after(config.timeout())
                .failWith(() -> new TimeoutException(
                        "Not taken within " + config.timeout().toMillis() + " ms"))
                .map(sent -> (Outcome) new Outcome.Delivered(TAKEN, since(started), ""))
                .onFailure()
                .recoverWithItem(e -> failed(e, since(started)))
                .onTermination()
                .invoke(() -> clients.giveBack(client));
    }

    /** After one that is not answered at once: its connection must not be in the way of others. */
    void reconnect() {
        clients.renew();
    }

    private static Outcome failed(Throwable e, Duration took) {
        String message = e.getMessage() == null ? "The mail server was not reached" : e.getMessage();
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SMTPException refused) {
                return new Outcome.Failed(kind(refused), refused.getReplyCode(), took, message, null);
            }
        }
        return new Outcome.Failed(Outcome.Kind.of(e), null, took, message, null);
    }

    private static Outcome.Kind kind(SMTPException refused) {
        if (refused.getReplyCode() < PERMANENT) {
            return Outcome.Kind.DEFERRED;
        }
        return String.valueOf(refused.getMessage()).startsWith(ABOUT_RECIPIENT)
                ? Outcome.Kind.MAILBOX_REFUSED
                : Outcome.Kind.SERVER_ERROR;
    }

    private static Duration since(long started) {
        return Duration.ofNanos(System.nanoTime() - started);
    }
}
