// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.subscription;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.annals.notification.credentials.KeyPair;
import org.annals.notification.credentials.Secret;
import org.annals.notification.credentials.SigningKey;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What only webhooks need. */
public record ProtocolSettings(
        @Schema(type = SchemaType.STRING, description = "whsec_ and base64 of 24 to 64 bytes; absent: we make one")
        @JsonIgnore
        @Nullable
        Secret secret,

        @Schema(
                type = SchemaType.STRING,
                description =
                        "The scheme of Standard Webhooks: v1 (default; a shared secret) or v1a (Ed25519; you get the"
                                + " public key)")
        Scheme signature,

        @Schema(
                description =
                        "Headers of your own, such as authorization; answers mask their values as ***, which, given"
                                + " back, keeps them")
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        Map<String, String> headers,

        @Schema(
                minimum = "1",
                maximum = "" + MAX_RATE,
                description = "At most so many webhooks a second; the others wait")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable
        Integer rateLimit) {

    private static final int MAX_RATE = 10_000;

    /** Of a signature. */
    public enum Scheme {
        @JsonProperty("v1")
        V1,
        @JsonProperty("v1a")
        V1A
    }

    /** As they are answered: nothing that is secret. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Shown(
            @Nullable Scheme signature,
            @Nullable String publicKey,
            Map<String, String> headers,
            @Nullable Integer rateLimit) {}

    static final ProtocolSettings DEFAULT = new ProtocolSettings(null, Scheme.V1, Map.of(), null);

    private static final List<String> FIELDS = List.of("secret", "signature", "headers", "rateLimit");

    static ProtocolSettings read(Members members) {
        members.refuseUnknown(FIELDS);
        Secret secret = members.optional("secret", Secret::parse);
        Scheme signature = members.optional("signature", ProtocolSettings::scheme);
        if (secret != null && signature == Scheme.V1A) {
            members.refuse("secret", "is for the signature v1 alone; for v1a, we make a pair of keys");
        }
        Map<String, String> headers = CustomHeaders.read(members.object("headers"));
        Integer rateLimit = members.number("rateLimit", 1, MAX_RATE);
        return new ProtocolSettings(secret, signature == null ? Scheme.V1 : signature, headers, rateLimit);
    }

    /** As they are kept: what is secret goes to the credentials. */
    ProtocolSettings withoutSecret() {
        return new ProtocolSettings(null, signature, CustomHeaders.masked(headers), rateLimit);
    }

    /** As they are answered; null when there is nothing to show. */
    @Nullable
    Shown shown(SigningKey key) {
        if (key instanceof KeyPair pair) {
            return new Shown(Scheme.V1A, pair.publicKey(), headers, rateLimit);
        }
        return headers.isEmpty() && rateLimit == null ? null : new Shown(null, null, headers, rateLimit);
    }

    /** The one that was given, or a new one. */
    SigningKey key(RandomGenerator random) {
        if (secret != null) {
            return secret;
        }
        return signature == Scheme.V1A ? KeyPair.generate() : Secret.generate(random);
    }

    private static Scheme scheme(String text) {
        return switch (text) {
            case "v1" -> Scheme.V1;
            case "v1a" -> Scheme.V1A;
            default -> throw new IllegalArgumentException("must be v1 or v1a");
        };
    }
}
