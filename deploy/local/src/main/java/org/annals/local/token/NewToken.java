// SPDX-License-Identifier: Apache-2.0
package org.annals.local.token;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.annals.local.TokenKey;
import org.annals.local.client.Json;
import org.annals.local.workspace.Workspace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code annals token} */
@Command(
        name = "token",
        description = "Print a token that says who somebody is and what they may do, signed with the key in .annals.",
        sortOptions = false,
        footer = {
            "",
            "The services take it where QUARKUS_OIDC_PUBLIC_KEY is what --public-key prints; './annals up --login' sets"
                    + " that. Clients send it as 'Authorization: Bearer ...'; the other commands take it from"
                    + " $ANNALS_TOKEN.",
            "",
            "Examples:",
            "  ./annals token --name desk --role publisher --source /desk/kyiv --timeline 'ukraine-*'",
            "  export ANNALS_TOKEN=$(./annals token --role admin)"
        })
public final class NewToken implements Callable<Integer> {

    /** The roles that there are. */
    enum Role {
        PUBLISHER,
        READER,
        SUBSCRIBER,
        ADMIN
    }

    private static final String AUDIENCE = "annals";

    @Option(
            names = "--name",
            paramLabel = "NAME",
            defaultValue = "${user.name}",
            description = "Who it is for (default: you, ${DEFAULT-VALUE}).")
    private String name = "";

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            description = "publisher, reader, subscriber or admin; may be repeated.")
    private List<Role> roles = List.of();

    @Option(
            names = "--source",
            paramLabel = "SOURCE",
            description = "A publisher may publish of this source; a star at its end stands for anything. May be"
                    + " repeated (default: of any).")
    private List<String> sources = List.of();

    @Option(
            names = "--timeline",
            paramLabel = "TIMELINE",
            description = "A publisher may publish in this timeline, as with --source (default: in any).")
    private List<String> timelines = List.of();

    @Option(
            names = "--visibility",
            paramLabel = "TIMELINE",
            description = "A publisher may say whether this timeline is private, as with --source (default: of none).")
    private List<String> visibility = List.of();

    @Option(
            names = "--reads",
            paramLabel = "TIMELINE",
            description = "A reader may read this private timeline, as with --source (default: none).")
    private List<String> reads = List.of();

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            defaultValue = "12h",
            description = "How long it is good for, as in 30m, 12h or 7d (default: ${DEFAULT-VALUE}).")
    private String validity = "";

    @Option(names = "--public-key", description = "Print the public key instead, for QUARKUS_OIDC_PUBLIC_KEY.")
    private boolean publicKey;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        Duration goodFor = duration();
        if (!publicKey && roles.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--role is missing: a token without one may do nothing");
        }
        TokenKey key = TokenKey.keptIn(Workspace.current().directory());
        spec.commandLine().getOut().println(publicKey ? key.publicKey() : key.token(claims(goodFor)));
        return 0;
    }

    private String claims(Duration goodFor) {
        Instant now = Instant.now();
        ObjectNode claims = Json.MAPPER.createObjectNode();
        claims.put("sub", name)
                .put("upn", name)
                .put("aud", AUDIENCE)
                .put("jti", UUID.randomUUID().toString());
        claims.put("iat", now.getEpochSecond()).put("exp", now.plus(goodFor).getEpochSecond());
        roles.forEach(role -> claims.withArray("groups").add(role.name().toLowerCase(Locale.ROOT)));
        sources.forEach(claims.withArray("annals_sources")::add);
        timelines.forEach(claims.withArray("annals_timelines")::add);
        visibility.forEach(claims.withArray("annals_visibility")::add);
        reads.forEach(claims.withArray("annals_reads")::add);
        // A claim that names nothing allows nothing.
        for (String limit : List.of("annals_sources", "annals_timelines")) {
            if (claims.path(limit).isEmpty()) {
                claims.remove(limit);
            }
        }
        return claims.toString();
    }

    private Duration duration() {
        try {
            String text = validity.toUpperCase(Locale.ROOT);
            Duration duration = Duration.parse(text.endsWith("D") ? "P" + text : "PT" + text);
            if (duration.compareTo(Duration.ZERO) > 0) {
                return duration;
            }
        } catch (DateTimeParseException e) {
            // Told below, as one that is not after now.
        }
        throw new ParameterException(
                spec.commandLine(), "--for must be a time such as 30m, 12h or 7d, not " + validity);
    }
}
