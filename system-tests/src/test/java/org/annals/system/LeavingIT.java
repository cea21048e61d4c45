// SPDX-License-Identifier: Apache-2.0
package org.annals.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A service that is asked to stop, while others still send it requests: as at each rolling update. */
class LeavingIT {

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void answers_for_a_while_and_lets_go_of_kept_connections() throws Exception {
        Path directory = Files.createTempDirectory(Path.of("target"), "leaving").toAbsolutePath();
        try (Annals annals = Annals.start(directory, Map.of("quarkus.shutdown.delay", "8S"))) {
            annals.startServices();
            for (var path : Installation.LISTS.entrySet()) {
                HttpRequest request = HttpRequest.newBuilder(
                                annals.address(path.getKey()).resolve(path.getValue()))
                        .build();
                assertEquals(Optional.empty(), connection(request));

                annals.service(path.getKey()).handle().destroy();

                // The signal takes a moment to arrive.
                Awaitility.await()
                        .atMost(Duration.ofSeconds(7))
                        .until(() -> connection(request).equals(Optional.of("close")));
                // On a new connection, from somebody who has not heard yet.
                assertEquals(Optional.of("close"), connection(request));
            }
        }
    }

    /** What an answer, which must be a good one, says of its connection. */
    private Optional<String> connection(HttpRequest request) throws Exception {
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        assertEquals(200, answer.statusCode(), answer.body());
        return answer.headers().firstValue("connection");
    }
}
