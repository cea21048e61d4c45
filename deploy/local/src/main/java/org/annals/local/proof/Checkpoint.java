// SPDX-License-Identifier: Apache-2.0
package org.annals.local.proof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import org.annals.local.client.CommandFailure;
import org.annals.local.client.Json;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.VerificationJwkSelector;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/** What was signed: that a timeline had this hash at this sequence, at this time. */
record Checkpoint(String timeline, long sequence, String hash, String time) {

    /** The statement of a signature, once that is found to be by one of the keys. */
    static Checkpoint verified(String compact, JsonWebKeySet keys) {
        try {
            JsonWebSignature signature = new JsonWebSignature();
            signature.setAlgorithmConstraints(
                    new AlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.EDDSA));
            signature.setCompactSerialization(compact);
            var key = new VerificationJwkSelector().select(signature, keys.getJsonWebKeys());
            if (key == null) {
                throw new CommandFailure("None of the keys is the one that the checkpoint says it was signed with: "
                        + signature.getKeyIdHeaderValue() + ".");
            }
            signature.setKey(key.getKey());
            if (!signature.verifySignature()) {
                throw new CommandFailure("The checkpoint was altered: its signature is not by its key.");
            }
            JsonNode statement = Json.MAPPER.readTree(signature.getPayload());
            return new Checkpoint(
                    statement.path("timeline").asText(),
                    statement.path("sequence").asLong(),
                    statement.path("hash").asText(),
                    statement.path("time").asText());
        } catch (JoseException | JsonProcessingException e) {
            throw new CommandFailure("The checkpoint can't be read: " + e.getMessage(), e);
        }
    }

    /** Makes sure that the chain, of which it is the turn of this checkpoint's change, is the one that was signed. */
    void require(Chain chain) {
        if (!timeline.equals(chain.timeline())) {
            throw new CommandFailure(
                    "The checkpoint is of the timeline '" + timeline + "', the export of '" + chain.timeline() + "'.");
        }
        if (!hash.equals(chain.hash())) {
            throw new CommandFailure("The export was altered at change " + sequence + " or before: it gives the hash "
                    + chain.hash() + ", the checkpoint of " + time + " has " + hash + ".");
        }
    }
}
