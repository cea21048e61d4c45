// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With a name server that answers otherwise each time, as one does that rebinds a name to what is inside. */
class TargetsTest {

    private static final URI SINK = URI.create("https://example.org/hook");

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close();
    }

    @Test
    void the_connection_goes_to_the_address_that_was_checked() {
        Targets targets = targets("93.184.215.14", "127.0.0.1");

        Future<SocketAddress> resolved = targets.resolve(SINK);

        assertEquals("93.184.215.14", resolved.result().hostAddress());
        assertEquals(443, resolved.result().port());
    }

    @Test
    void a_name_that_was_public_and_now_leads_inside_is_refused_now() {
        Targets targets = targets("93.184.215.14", "169.254.169.254");
        targets.resolve(SINK);

        Future<SocketAddress> resolved = targets.resolve(SINK);

        assertInstanceOf(BlockedTargetException.class, resolved.cause());
    }

    @Test
    void a_name_that_was_refused_and_is_put_right_is_taken() {
        Targets targets = targets("10.0.0.1", "93.184.215.14");
        targets.resolve(SINK);

        Future<SocketAddress> resolved = targets.resolve(SINK);

        assertTrue(resolved.succeeded());
    }

    private Targets targets(String... answers) {
        Queue<String> addresses = new ArrayDeque<>(List.of(answers));
        NameService names = new NameService(vertx) {
            @Override
            Future<InetAddress> lookUp(String host) {
                try {
                    return Future.succeededFuture(InetAddress.getByName(addresses.remove()));
                } catch (UnknownHostException e) {
                    return Future.failedFuture(e);
                }
            }
        };
        return new Targets(names, new TargetConfig() {
            @Override
            public Optional<List<String>> allowed() {
                return Optional.empty();
            }

            @Override
            public Optional<String> handshakeOrigin() {
                return Optional.empty();
            }

            @Override
            public Duration handshakeTimeout() {
                return Duration.ofSeconds(2);
            }

            @Override
            public Duration lookupTimeout() {
                return Duration.ofSeconds(2);
            }
        });
    }
}
