// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.proof;

import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/** The key that signs checkpoints, and all that anyone needs to check what was signed. Read at the start, which fails with it. */
@Singleton
@Startup
class SigningKeys {

    private final @Nullable OctetKeyPairJsonWebKey key;
    private final String publicKeys;

    SigningKeys(ProofConfig config) {
        key = config.signingKey().map(SigningKeys::privateKey).orElse(null);
        List<JsonWebKey> all = new ArrayList<>();
        if (key != null) {
            all.add(key);
        }
        config.formerKeys().map(SigningKeys::keySet).ifPresent(former -> all.addAll(former.getJsonWebKeys()));
        publicKeys = new JsonWebKeySet(all).toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
    }

    /** A JSON Web Signature in compact form; nothing without a key. */
    Optional<String> sign(String payload) {
        return key == null ? Optional.empty() : Optional.of(sign(payload, key));
    }

    /** The public keys as a JSON Web Key Set. */
    String publicKeys() {
        return publicKeys;
    }

    private static String sign(String payload, OctetKeyPairJsonWebKey key) {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.EDDSA);
        signature.setKeyIdHeaderValue(key.getKeyId());
        signature.setKey(key.getPrivateKey());
        signature.setPayload(payload);
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException("A key that was read at the start can't sign", e);
        }
    }

    private static OctetKeyPairJsonWebKey privateKey(String json) {
        try {
            if (JsonWebKey.Factory.newJwk(json) instanceof OctetKeyPairJsonWebKey found
                    && found.getPrivateKey() != null
                    && found.getSubtype().equals(OctetKeyPairJsonWebKey.SUBTYPE_ED25519)) {
                if (found.getKeyId() == null) {
                    found.setKeyId(found.calculateBase64urlEncodedThumbprint("SHA-256"));
                }
                found.setAlgorithm(AlgorithmIdentifiers.EDDSA);
                return found;
            }
        } catch (JoseException e) {
            // Its message may quote the key.
        }
        throw new IllegalArgumentException("annals.proof.signing-key must be a private Ed25519 key as a JSON Web Key: "
                + "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":...,\"d\":...}, such as ./annals signing-key prints");
    }

    private static JsonWebKeySet keySet(String json) {
        try {
            return new JsonWebKeySet(json);
        } catch (JoseException e) {
            throw new IllegalArgumentException(
                    "annals.proof.former-keys must be a JSON Web Key Set, such as /.well-known/jwks.json answers", e);
        }
    }
}
