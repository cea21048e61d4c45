// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.email;

import io.quarkus.mailer.SentMail;
import io.quarkus.mailer.reactive.ReactiveMailer;
import io.quarkus.mailer.runtime.MailerSupport;
import io.quarkus.mailer.runtime.Mailers;
import io.quarkus.mailer.runtime.MailersRuntimeConfig;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import org.jspecify.annotations.Nullable;

/**
 * The mail client as Quarkus makes it of its configuration, and a new one when it has got stuck: a connection on which
 * the server never answers stays in the client's pool for ever, and there are only a few. What is on its way by a former
 * client stays so; that client is closed when all of it has ended.
 */
@ApplicationScoped
class SmtpClients {

    private final Vertx vertx;
    private final io.vertx.mutiny.core.Vertx mutiny;
    private final MailersRuntimeConfig config;
    private final LaunchMode mode;
    private final MailerSupport support;
    private final TlsConfigurationRegistry tls;
    private final Event<SentMail> sent;
    private Client current;

    /** A client, and how many mails it has on their way. */
    static final class Client {

        private final ReactiveMailer mailer;
        /** Null for the first client, which is closed by whoever has made it. */
        private final @Nullable Mailers owner;

        private int underWay;
        private boolean left;

        private Client(ReactiveMailer mailer, @Nullable Mailers owner) {
            this.mailer = mailer;
            this.owner = owner;
        }

        ReactiveMailer mailer() {
            return mailer;
        }
    }

    SmtpClients(
            ReactiveMailer mailer,
            Vertx vertx,
            io.vertx.mutiny.core.Vertx mutiny,
            MailersRuntimeConfig config,
            LaunchMode mode,
            MailerSupport support,
            TlsConfigurationRegistry tls,
            Event<SentMail> sent) {
        this.current = new Client(mailer, null);
        this.vertx = vertx;
        this.mutiny = mutiny;
        this.config = config;
        this.mode = mode;
        this.support = support;
        this.tls = tls;
        this.sent = sent;
    }

    /** For one mail, after which it is given back. */
    synchronized Client take() {
        current.underWay++;
        return current;
    }

    synchronized void giveBack(Client client) {
        client.underWay--;
        closeIfLeft(client);
    }

    /** Mails from now on go over new connections. */
    synchronized void renew() {
        Mailers fresh = new Mailers(vertx, mutiny, config, mode, support, tls, sent);
        leave();
        current = new Client(fresh.reactiveMailerFromName(Mailers.DEFAULT_MAILER_NAME), fresh);
    }

    @PreDestroy
    synchronized void leave() {
        current.left = true;
        closeIfLeft(current);
    }

    private static void closeIfLeft(Client client) {
        if (client.left && client.underWay == 0 && client.owner != null) {
            client.owner.stop();
        }
    }
}
