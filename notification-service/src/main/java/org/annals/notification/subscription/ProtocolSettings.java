package org.annals.notification.subscription;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
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
        Scheme signature) {

    /** Of a signature. */
    public enum Scheme {
        @JsonProperty("v1")
        V1,
        @JsonProperty("v1a")
        V1A
    }

    /** As they are answered: nothing that is secret. */
    public record Shown(Scheme signature, String publicKey) {}

    static final ProtocolSettings DEFAULT = new ProtocolSettings(null, Scheme.V1);

    private static final List<String> FIELDS = List.of("secret", "signature");

    static ProtocolSettings read(Members members) {
        members.refuseUnknown(FIELDS);
        Secret secret = members.optional("secret", Secret::parse);
        Scheme signature = members.optional("signature", ProtocolSettings::scheme);
        if (secret != null && signature == Scheme.V1A) {
            members.refuse("secret", "is for the signature v1 alone; for v1a, we make a pair of keys");
        }
        return new ProtocolSettings(secret, signature == null ? Scheme.V1 : signature);
    }

    /** As they are kept: the secret goes to the credentials. */
    ProtocolSettings withoutSecret() {
        return new ProtocolSettings(null, signature);
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
