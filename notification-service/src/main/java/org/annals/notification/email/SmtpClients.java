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
 * the server never answers stays in the client's pool for ever, and there are only a few.
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
    private ReactiveMailer mailer;
    private @Nullable Mailers renewed;

    SmtpClients(
            ReactiveMailer mailer,
            Vertx vertx,
            io.vertx.mutiny.core.Vertx mutiny,
            MailersRuntimeConfig config,
            LaunchMode mode,
            MailerSupport support,
            TlsConfigurationRegistry tls,
            Event<SentMail> sent) {
        this.mailer = mailer;
        this.vertx = vertx;
        this.mutiny = mutiny;
        this.config = config;
        this.mode = mode;
        this.support = support;
        this.tls = tls;
        this.sent = sent;
    }

    synchronized ReactiveMailer mailer() {
        return mailer;
    }

    /** Closes the connections that it has made, and those that come are new. */
    synchronized void renew() {
        stop();
        Mailers fresh = new Mailers(vertx, mutiny, config, mode, support, tls, sent);
        renewed = fresh;
        mailer = fresh.reactiveMailerFromName(Mailers.DEFAULT_MAILER_NAME);
    }

    /** The first client is closed by whoever has made it. */
    @PreDestroy
    synchronized void stop() {
        if (renewed != null) {
            renewed.stop();
            renewed = null;
        }
    }
}
